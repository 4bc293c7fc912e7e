"""A real Jupyter server with the extension, and the gateway on this machine behind it."""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from prefixes import kernel_of, make_venv
from rest import PATIENCE, Answer, Ask, Clusters
from tornado.httpclient import HTTPClientError

# On a busy machine any example may take long. The examples are the same each time, so that a
# failure is one of the change at hand; pytest --hypothesis-profile=explore looks for new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=3000)
hypothesis.settings.load_profile("same")

pytest_plugins = ["facility.plugin", "pytest_jupyter.jupyter_server", "shared_gateway"]


def pytest_collection_finish() -> None:
    """What was collected stays: whoever looks for garbage need not go through all of it."""
    gc.freeze()


@pytest.fixture
def open_tmp_path(tmp_path: Path) -> Path:
    """The test's own folder, where other users can reach it: pytest's folders are private."""
    top = Path(tempfile.gettempdir()).resolve()
    for folder in (tmp_path, *tmp_path.resolve().parents):
        if folder == top or top not in folder.parents:
            break
        folder.chmod(0o755)
    return tmp_path


@pytest.fixture(autouse=True)
def own_dask_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jp_environ: None
) -> Path:
    """Nobody's configuration but the test's."""
    directory = tmp_path / "dask-config"
    directory.mkdir()
    monkeypatch.setenv("DASK_CONFIG", str(directory))
    monkeypatch.setenv("DASK_ROOT_CONFIG", str(directory))
    # pytest-jupyter lends its own packages to every process by this variable.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    for name in list(os.environ):
        if name.startswith("DASK_GATEWAY"):
            monkeypatch.delenv(name)
    return directory


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"purdue_dask_lab": True, "jupyter_server_proxy": True},
            "allow_unauthenticated_access": False,
        },
        # A process for each cluster of a fake gateway, which leads nowhere.
        "DaskLab": {"compare_versions": False},
    }


@pytest.fixture
def ask(jp_fetch: Any, lent_gateway: None) -> Ask:
    """Ask one of our routes as the browser does; a refusal is an answer too."""

    async def ask(path: str, method: str = "GET", body: Any = None, **options: Any) -> Answer:
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        options.setdefault("request_timeout", PATIENCE)
        try:
            response = await jp_fetch(
                "purdue-dask-lab",
                *path.split("/"),
                method=method,
                body=text,
                allow_nonstandard_methods=True,
                **options,
            )
        except HTTPClientError as error:
            assert error.response is not None, error
            response = error.response
        kind = response.headers.get("Content-Type", "")
        content = json.loads(response.body) if "json" in kind else response.body
        return Answer(response.code, content, response.headers)

    return ask


@pytest.fixture
def clusters(ask: Ask) -> Clusters:
    return Clusters(ask)


@pytest.fixture
def make_environment(tmp_path: Path, jp_data_dir: Path) -> Callable[[str], Path]:
    """Make a virtual environment without any package, known by a kernel of its name."""

    def make(name: str) -> Path:
        prefix = make_venv(tmp_path / "environments" / name)
        kernel_of(jp_data_dir, name, prefix, display_name=f"Python [{name}]")
        return prefix

    return make

"""Projects of uv: members of a workspace share one environment, at its root."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.environments import uv

WORKSPACE = '[project]\nname = "root"\n[tool.uv.workspace]\nmembers = {}\nexclude = {}\n'


def project(folder: Path, content: str = '[project]\nname = "x"\n') -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(content)
    return folder


def test_a_project_has_its_own_beside_its_manifest(tmp_path: Path) -> None:
    here = project(tmp_path / "analysis")
    (here / "notebooks" / "deep").mkdir(parents=True)
    assert uv.environment_of(here / "notebooks" / "deep", {}) == here / ".venv"
    assert uv.environment_of(tmp_path, {}) is None
    said = {"UV_PROJECT_ENVIRONMENT": "build/env"}
    assert uv.environment_of(here, said) == here / "build/env"
    assert uv.environment_of(here, {"UV_PROJECT_ENVIRONMENT": "/opt/x"}) == Path("/opt/x")


@pytest.mark.parametrize(
    ("members", "exclude", "member", "shares"),
    [
        (["packages/*"], [], "packages/plots", True),
        (["packages/*"], ["packages/old"], "packages/old", False),
        (["packages/*"], [], "packages/deep/er", False),
        (["libs/**"], [], "libs/a/b/c", True),
        (["tools/plots", "core"], [], "core", True),
        (["core/"], [], "core", True),
        ([], [], "core", False),
        (["packages/*"], [], "elsewhere", False),
    ],
)
def test_a_member_of_a_workspace_is_in_the_one_of_its_root(
    tmp_path: Path, members: list[str], exclude: list[str], member: str, shares: bool
) -> None:
    root = project(tmp_path / "root", WORKSPACE.format(members, exclude))
    inner = project(root / member)
    assert uv.environment_of(inner, {}) == (root if shares else inner) / ".venv"
    assert uv.environment_of(root, {}) == root / ".venv"


@given(
    st.text(max_size=60)
    | st.builds(
        WORKSPACE.format,
        st.lists(st.text("*/ab.[]!", max_size=12), max_size=3),
        st.lists(st.text("*/ab.[]!", max_size=12), max_size=3),
    )
)
def test_no_manifest_makes_looking_fail(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "any"
    (root / "a").mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_bytes(text.encode(errors="surrogateescape"))
    project(root / "a" / "b")
    assert uv.environment_of(root / "a" / "b", {}) in (root / ".venv", root / "a" / "b" / ".venv")

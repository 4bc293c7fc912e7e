"""Poetry, pipenv and pdm: the environment is told where nothing else can be meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefixes import make_conda

from purdue_dask_lab.environments import kernelspecs, launch_options
from purdue_dask_lab.environments.kernelspecs import Candidate, KernelContext

KERNEL = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
POETRY = ["poetry", "-C", "HOME/analysis", "run", "python", *KERNEL]
PIPENV = ["pipenv", "run", "python", *KERNEL]
PDM = ["pdm", "run", "-p", "HOME/analysis", "python", *KERNEL]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a project that each of them could have made."""
    project = tmp_path / "analysis"
    prefix = make_conda(project / ".venv", {})
    (prefix / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (project / "pyproject.toml").write_text('[project]\nname = "analysis"\n')
    (project / "Pipfile").write_text('[packages]\ndask = "*"\n')
    (project / ".pdm-python").write_text(f"{prefix}/bin/python\n")
    make_conda(tmp_path / "active", {})
    return tmp_path


def look(home: Path, argv: list[str], environ: Mapping[str, str]) -> Candidate:
    variables = {
        "PATH": "/usr/bin:/bin",
        **{name: value.replace("HOME", str(home)) for name, value in environ.items()},
    }
    around = KernelContext(variables, home / "analysis", home, None, None, [])
    words = [word.replace("HOME", str(home)) for word in argv]
    spec = {"language": "python", "argv": words, "display_name": "K"}
    found = kernelspecs.candidate("k", {"spec": spec, "resource_dir": str(home)}, around)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("argv", "environ", "prefix"),
    [
        (POETRY, {}, "analysis/.venv"),
        (POETRY, {"CONDA_PREFIX": "/opt/conda", "CONDA_DEFAULT_ENV": "base"}, "analysis/.venv"),
        (["poetry", "-q", "--project=HOME/analysis", *POETRY[3:]], {}, "analysis/.venv"),
        (
            ["bash", "-c", "cd HOME && poetry -P analysis run python -m ipykernel"],
            {},
            "analysis/.venv",
        ),
        (
            ["bash", "-c", "cd HOME; cd analysis; ./.venv/bin/python -m ipykernel"],
            {},
            "analysis/.venv",
        ),
        (PIPENV, {}, "analysis/.venv"),
        (PIPENV, {"VIRTUAL_ENV": "HOME/active"}, "active"),
        (
            PIPENV,
            {"VIRTUAL_ENV": "HOME/active", "PIPENV_IGNORE_VIRTUALENVS": "1"},
            "analysis/.venv",
        ),
        (["pipenv", "--pypi-mirror", "x", *PIPENV[1:]], {}, "analysis/.venv"),
        (["pipenv", *PIPENV[1:]], {"PIPENV_PIPFILE": "HOME/analysis/Pipfile"}, "analysis/.venv"),
        (PDM, {}, "analysis/.venv"),
        (PDM, {"VIRTUAL_ENV": "HOME/active"}, "analysis/.venv"),
        (PDM, {"PDM_PYTHON": "HOME/analysis/.venv/bin/python"}, "analysis/.venv"),
        (["bash", "-lc", "workon mine && exec python -m ipykernel"], {}, ".virtualenvs/mine"),
        (
            ["bash", "-lc", "workon active && exec python -m ipykernel"],
            {"WORKON_HOME": "HOME"},
            "active",
        ),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else None,
)
def test_the_environment_of_a_project_is_told(
    home: Path, argv: list[str], environ: Mapping[str, str], prefix: str
) -> None:
    found = look(home, argv, environ)
    assert found.prefix == home / prefix


@pytest.mark.parametrize(
    ("argv", "environ"),
    [
        # Poetry prefers what is active, unless its own list says otherwise.
        (POETRY, {"VIRTUAL_ENV": "HOME/active"}),
        (POETRY, {"CONDA_PREFIX": "HOME/active", "CONDA_DEFAULT_ENV": "active"}),
        (POETRY, {"POETRY_VIRTUALENVS_IN_PROJECT": "false"}),
        (PIPENV, {"PIPENV_VENV_IN_PROJECT": "0"}),
        (PDM, {"PDM_IGNORE_SAVED_PYTHON": "1"}),
        (["pdm", "run", "--venv", "test", "python", *KERNEL], {}),
        (["pdm", "run", "-g", "python", *KERNEL], {}),
        (["poetry", "-C", "~nosuchuser/x", "run", "python", *KERNEL], {}),
        (["poetry", "-C"], {}),
        (["poetry", "shell"], {}),
        (["poetry", "run"], {}),
        (["pdm", "run", "notebook"], {}),
        # Where it goes first is known to a shell only.
        (["bash", "-c", "cd $(mktemp -d) && poetry run python -m ipykernel"], {}),
        (["bash", "-c", "cd -P HOME && pipenv run python -m ipykernel"], {}),
        (["bash", "-c", "cd HOME && pdm run python -m ipykernel"], {}),
        (["hatch", "run", "python", *KERNEL], {}),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else None,
)
def test_what_may_be_another_one_is_said_to_be_unknown(
    home: Path, argv: list[str], environ: Mapping[str, str]
) -> None:
    found = look(home, argv, environ)
    assert found.prefix is None
    assert "does not tell the environment" in found.obstacle


@pytest.mark.parametrize(
    ("argv", "file", "content"),
    [
        (POETRY, "analysis/poetry.toml", "[virtualenvs]\nin-project = false\n"),
        (POETRY, ".config/pypoetry/config.toml", "[virtualenvs]\nin-project = false\n"),
        (PIPENV, "analysis/Pipfile", "[pipenv]\nvenv_in_project = false\n"),
        (PDM, "analysis/.pdm-python", "/usr/bin/python3\n"),
        (PDM, "analysis/.pdm-python", "python3\n"),
    ],
)
def test_a_project_that_keeps_its_environment_elsewhere_is_not_taken_for_one_that_does_not(
    home: Path, argv: list[str], file: str, content: str
) -> None:
    assert look(home, argv, {}).prefix is not None
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(content)
    assert look(home, argv, {}).prefix is None


@given(
    st.sampled_from(["poetry", "pipenv", "pdm"]),
    st.lists(st.sampled_from(["run", "-C", "-p", "--project=", "-", "--", "python", "", "é"])),
)
def test_no_words_at_all_make_reading_fail(program: str, words: list[str]) -> None:
    run = launch_options.of_project(program, words)
    assert run is None or set(run.command) <= set(words)

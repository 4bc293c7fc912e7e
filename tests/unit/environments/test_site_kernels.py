"""Kernels as sites write them in public: what is certain is told, and all else is said.

By kind: containers, templates, variables, folders of conda's, helpers around a kernel,
and the tools that install kernels.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from prefixes import make_conda, make_project

from purdue_dask_lab.environments import conda, condarc, kernelspecs, pixi
from purdue_dask_lab.environments.kernelspecs import Candidate, KernelContext

KERNEL = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with an environment of conda's."""
    make_conda(tmp_path / "envs" / "coffea", {})
    return tmp_path


def look(
    home: Path, argv: list[str], env: dict[str, str] | None = None, **environ: str
) -> Candidate:
    around = KernelContext({"PATH": "/usr/bin", **environ}, home, home, None, None, [])
    words = [word.replace("HOME", str(home)) for word in argv]
    spec = {"language": "python", "argv": words, "display_name": "K", "env": env or {}}
    found = kernelspecs.candidate("k", {"spec": spec, "resource_dir": f"{home}/kernels/k"}, around)
    assert found is not None
    return found


CONTAINERS = {
    "Purdue, apptainer": [
        *("apptainer", "exec", "--cleanenv", "/depot/images/coffea.sif", "/usr/bin/python3"),
        *KERNEL,
    ],
    "Jülich, apptainer with GPUs": [
        *("apptainer", "exec", "--nv", "--cleanenv", "/p/images/x.sif", "python"),
        *("-m", "ipykernel", "-f", "{connection_file}"),
    ],
    "NERSC, shifter": ["shifter", "--image=nersc/pytorch:24.06", "/opt/bin/python", *KERNEL],
    "Aalto, envkernel": [
        *("/usr/local/bin/envkernel", "singularity", "run", "--connection-file"),
        *("{connection_file}", "/images/x.sif", "--pwd", "--", "python"),
        *KERNEL,
    ],
}


@pytest.mark.parametrize("argv", CONTAINERS.values(), ids=CONTAINERS)
def test_a_container_is_not_taken_for_an_environment_of_this_machine(
    home: Path, argv: list[str]
) -> None:
    found = look(home, argv)
    assert found.prefix is None
    assert "workers need the same image" in found.obstacle


@pytest.mark.parametrize(
    ("argv", "prefix"),
    [
        (["{prefix}/bin/python", *KERNEL], sys.prefix),
        (["{resource_dir}/../../envs/coffea/bin/python", *KERNEL], "HOME/envs/coffea"),
        # NERSC's recipe: a helper that loads modules, then the environment's own Python.
        (
            ["{resource_dir}/kernel-helper.sh", "HOME/envs/coffea/bin/python", *KERNEL],
            "HOME/envs/coffea",
        ),
    ],
)
def test_templates_of_jupyter_are_filled_in(home: Path, argv: list[str], prefix: str) -> None:
    assert str(look(home, argv).prefix) == prefix.replace("HOME", str(home))


def test_a_helper_that_activates_what_it_likes_cannot_be_told(home: Path) -> None:
    # WarpX' recipe for NERSC, and NeSI's.
    for argv in (
        ["{resource_dir}/kernel-helper.sh", "python", *KERNEL],
        ["/opt/nesi/bin/python395-gimkl-2020a.sh", "-f", "{connection_file}"],
    ):
        found = look(home, argv)
        assert found.prefix is None
        assert "does not tell the environment" in found.obstacle


def test_variables_are_those_of_jupyter_and_dollars_are_dollars(home: Path) -> None:
    env = {
        "PATH": "/opt/site/bin:$PATH",
        "PREFDIR": "/tmp/$USER/prefs",
        "PRICE": "$$5",
        "LD_LIBRARY_PATH": "${CONDA_PREFIX}/lib:${LD_LIBRARY_PATH}",
        # The Jupyter team's own images write these into a kernel.
        "CONDA_PROMPT_MODIFIER": "(coffea) ",
        "XML_CATALOG_FILES": "",
    }
    environ = {"USER": "jdoe", "CONDA_PREFIX": "/opt/conda", "LD_LIBRARY_PATH": "/x"}
    assert look(home, ["python", *KERNEL], env, **environ).variables == {
        "PATH": "/opt/site/bin:/usr/bin",
        "PREFDIR": "/tmp/jdoe/prefs",
        "PRICE": "$5",
        "LD_LIBRARY_PATH": "/opt/conda/lib:/x",
        "CONDA_PROMPT_MODIFIER": "(coffea) ",
        "XML_CATALOG_FILES": "",
    }


@pytest.mark.parametrize(
    "line",
    [
        "from IPython.kernel.zmq.kernelapp import main; main()",
        "from ipykernel.kernelapp import main; main()",
        "from ipykernel.kernelapp import IPKernelApp;IPKernelApp.launch_new_instance()",
        "from ipykernel import kernelapp as app; app.launch_new_instance()",
    ],
)
def test_a_line_of_python_that_is_the_kernel_tells_its_environment(home: Path, line: str) -> None:
    argv = ["HOME/envs/coffea/bin/python", "-c", line, "-f", "{connection_file}"]
    assert look(home, argv).prefix == home / "envs" / "coffea"
    assert look(home, [*argv[:2], f"import site_setup; {line}", *argv[3:]]).prefix is None


@pytest.mark.parametrize("kind", ["conda", "virtualenv"])
def test_envkernel_is_given_the_environment(home: Path, kind: str) -> None:
    start = ["/usr/local/bin/envkernel", kind, "run", "HOME/envs/coffea", "--", "python"]
    assert look(home, [*start, *KERNEL]).prefix == home / "envs" / "coffea"
    modules = ["envkernel", "lmod", "run", "--purge", "anaconda", "--", "python", *KERNEL]
    assert look(home, modules).prefix is None


def test_pixis_kernel_is_that_of_the_project_though_a_provisioner_starts_it(home: Path) -> None:
    # As pixi-kernel 0.7 installs it.
    metadata = {
        "debugger": True,
        "pixi-kernel": {"required-package": "ipykernel"},
        "kernel_provisioner": {"provisioner_name": "pixi-kernel-provisioner", "config": {}},
    }
    folder = make_project(home / "analysis")
    around = KernelContext({}, folder, home, None, pixi.project_above(folder), [])
    spec = {"language": "python", "argv": ["pixi", "run", "python", *KERNEL], "metadata": metadata}
    found = kernelspecs.candidate("pixi-kernel-python3", {"spec": spec}, around)
    assert found is not None
    assert found.prefix == folder / ".pixi" / "envs" / "default"


@pytest.mark.parametrize(
    ("written", "environ", "folder"),
    [
        ("$SCRATCH_DIR/envs", {"SCRATCH": "/wrong", "SCRATCH_DIR": "HOME/s"}, "s/envs"),
        ("${SCRATCH}/envs", {"SCRATCH": "HOME/s", "SCRATCH_DIR": "/wrong"}, "s/envs"),
        ("~/s/envs", {}, "s/envs"),
        ("$SCRATCH$SUB", {"SCRATCH": "HOME/s", "SUB": "/envs"}, "s/envs"),
        ("$SCRATCH_DIR/../s/envs", {"SCRATCH_DIR": "HOME/x", "SCRATCH": "/wrong"}, "s/envs"),
    ],
)
def test_folders_of_conda_are_expanded_as_conda_does(
    home: Path, written: str, environ: dict[str, str], folder: str
) -> None:
    prefix = make_conda(home / folder / "deep", {})
    (home / ".condarc").write_text(f"envs_dirs:\n  - {written}\n")
    filled = {name: value.replace("HOME", str(home)) for name, value in environ.items()}
    assert prefix in conda.environments(filled, home).prefixes


WRITTEN = ["~root/envs", "$NOT_SET/envs", "${NOT_SET}/e", "$A/x", "$$/x", "%A%/x", "/a/~/b", "."]


@pytest.mark.parametrize("written", WRITTEN)
def test_folders_of_conda_are_what_python_makes_of_them(
    home: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # conda's own rule, word by word: variables once, then ~, then from where it runs.
    monkeypatch.setenv("A", "$B")
    monkeypatch.setenv("HOME", str(home))
    theirs = os.path.abspath(os.path.expanduser(os.path.expandvars(written)))
    assert str(condarc.expanded(written, os.environ, home)) == theirs


def test_folders_of_conda_come_from_all_its_files(home: Path) -> None:
    root = make_conda(home / "miniforge3", {})
    places = {
        home / ".condarc": "envs_dirs: [HOME/one]",
        home / ".conda" / "condarc.d" / "site.yml": "envs_path: HOME/two",
        home / ".mambarc": "envs_dirs:\n- HOME/three #!final\n",
        root / ".condarc": "envs_dirs:\n- HOME/four:HOME/none\n- HOME/four\n",
        home / "xdg" / "conda" / "condarc": "envs_dirs: [1, null, HOME/five]",
        home / "mine.yml": "\ufeffenvs_dirs: [HOME/six]",
    }
    for file, text in places.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("HOME", str(home)))
    names = ("one", "two", "three", "four", "five", "six", "seven")
    wanted = {make_conda(home / name / "env", {}) for name in names}
    environ = {
        "XDG_CONFIG_HOME": f"{home}/xdg",
        "CONDARC": f"{home}/mine.yml",
        "CONDA_ENVS_DIRS": f"{home}/seven",
    }
    assert wanted <= set(conda.environments(environ, home).prefixes)


def test_a_relative_folder_of_conda_is_one_where_jupyter_was_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = make_conda(home / "started" / "envs" / "x", {})
    monkeypatch.chdir(home / "started")
    (home / ".condarc").write_text("envs_dirs:\n  - ./envs\n")
    found = conda.environments({}, home).prefixes
    assert prefix in found
    assert all(one.is_absolute() for one in found)

"""Commands of kernels, as sites write them: the environment is told only where it is certain."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from prefixes import make_conda

from purdue_dask_lab.environments import kernelspecs
from purdue_dask_lab.environments.kernelspecs import Candidate, KernelContext

KERNEL = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with an environment of conda's, and conda's own."""
    for name in ("coffea", "other"):
        make_conda(tmp_path / "envs" / name, {})
    root = make_conda(tmp_path / "miniforge3", {})
    (root / "condabin").mkdir()
    (root / "condabin" / "conda").symlink_to(root / "bin" / "python")
    for program in ("ipython", "xpython"):
        (tmp_path / "envs" / "coffea" / "bin" / program).symlink_to("python")
    return tmp_path


def look(home: Path, argv: list[str], **spec: object) -> Candidate:
    prefixes = [home / "envs" / "coffea", home / "envs" / "other", home / "miniforge3"]
    environ = {"PATH": "/usr/bin:/bin", "CONDA_PREFIX": str(home / "envs" / "other")}
    around = KernelContext(environ, home, home, None, None, prefixes)
    words = [word.replace("HOME", str(home)) for word in argv]
    entry = {"spec": {"language": "python", "argv": words, "display_name": "K", **spec}}
    found = kernelspecs.candidate("k", {**entry, "resource_dir": str(home / "kernels")}, around)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "argv",
    [
        ["HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/envs/coffea/bin/python3.11", "-Xfrozen_modules=off", "-s", *KERNEL],
        ["HOME/envs/coffea/bin/python", "-X", "dev", "-W", "ignore", *KERNEL],
        ["HOME/envs/coffea/bin/python", "-m", "IPython", "kernel", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/ipython", "kernel", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/xpython", "-f", "{connection_file}"],
        ["{resource_dir}/../envs/coffea/bin/python", *KERNEL],
        ["conda", "run", "-n", "coffea", "--no-capture-output", "python", *KERNEL],
        ["conda", "run", "--name=coffea", "python", *KERNEL],
        ["conda", "run", "-ncoffea", "python", *KERNEL],
        ["conda", "run", "--live-stream", "-p", "HOME/envs/coffea", "python", *KERNEL],
        ["mamba", "run", "--prefix=HOME/envs/coffea", "python", *KERNEL],
        ["mamba", "run", "-p", "envs/coffea", "python", *KERNEL],
        ["/opt/micromamba", "-r", "/opt/root", "run", "-n", "coffea", "python", *KERNEL],
        ["micromamba", "run", "-n", "HOME/envs/coffea", "python", *KERNEL],
        ["env", "-u", "X", "A=1", "HOME/envs/coffea/bin/python", *KERNEL],
        ["nice", "-n", "5", "HOME/envs/coffea/bin/python", *KERNEL],
        ["timeout", "-k", "5", "1h", "HOME/envs/coffea/bin/python", *KERNEL],
        ["/usr/bin/env", "nice", "conda", "run", "-n", "coffea", "python", *KERNEL],
        ["HOME/bin/with-modules", "HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/envs/coffea/bin/python", "-Im", "ipykernel_launcher", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/python", "-mipykernel_launcher", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/python", "-m", "spyder_kernels.console", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/python", "/x/ipykernel_launcher.py", "-f", "{connection_file}"],
        ["micromamba", "run", "-e", "A=1", "-n", "coffea", "python", *KERNEL],
        ["micromamba", "run", "-a", "", "-n", "coffea", "python", *KERNEL],
        ["conda", "run", "--cwd", "/x", "-n", "coffea", "ipython", "kernel"],
        ["conda", "run", "-n", "coffea", "--", "nice", "python", *KERNEL],
        ["conda", "run", "-n", "other", "HOME/envs/coffea/bin/python", *KERNEL],
        ["env", "PATH=HOME/envs/coffea/bin:/usr/bin", "python", *KERNEL],
        ["env", "-i", "HOME/envs/coffea/bin/python", *KERNEL],
        ["env", "-S", "A=1 nice", "HOME/envs/coffea/bin/python", *KERNEL],
        ["mpirun", "-n", "1", "HOME/envs/coffea/bin/python", *KERNEL],
        ["sudo", "-u", "jdoe", "HOME/envs/coffea/bin/python", *KERNEL],
        ["numactl", "-N", "0", "HOME/envs/coffea/bin/python", *KERNEL],
        [
            "HOME/miniforge3/bin/python",
            "-m",
            "nb_conda_kernels.runner",
            "HOME/miniforge3",
            "HOME/envs/coffea",
            "python",
            *KERNEL,
        ],
    ],
    ids=lambda argv: " ".join(argv)[:60],
)
def test_a_command_that_tells_its_environment_is_understood(home: Path, argv: list[str]) -> None:
    found = look(home, argv)
    assert (found.prefix, found.obstacle) == (home / "envs" / "coffea", "")


@pytest.mark.parametrize("name", ["base", "root", "miniforge3"])
def test_base_is_condas_own(home: Path, name: str) -> None:
    assert look(home, ["conda", "run", "-n", name, "python"]).prefix == home / "miniforge3"


def test_conda_without_a_name_runs_in_the_active_environment(home: Path) -> None:
    assert look(home, ["conda", "run", "python"]).prefix == home / "envs" / "other"


@pytest.mark.parametrize("python", ["python", "python3", sys.executable, "{prefix}/bin/python"])
def test_the_servers_own_python_is_told(home: Path, python: str) -> None:
    assert look(home, [python, *KERNEL]).prefix == Path(sys.prefix)


@pytest.mark.parametrize(
    "argv",
    [
        ["apptainer", "exec", "--cleanenv", "/images/x.sif", "/usr/bin/python3", *KERNEL],
        ["/usr/bin/singularity", "exec", "x.sif", "HOME/envs/coffea/bin/python", *KERNEL],
        ["docker", "run", "--rm", "image", "python", *KERNEL],
        ["podman-hpc", "run", "image", "python3", *KERNEL],
        ["shifter", "--image=x", "/usr/bin/python", *KERNEL],
        ["env", "A=1", "apptainer", "exec", "x.sif", "python", *KERNEL],
        ["HOME/bin/start", "singularity", "exec", "x.sif", "HOME/envs/coffea/bin/python"],
        ["conda", "run", "-n", "coffea", "apptainer", "exec", "x.sif", "python", *KERNEL],
        ["env", "-S", "apptainer exec x.sif", "HOME/envs/coffea/bin/python", *KERNEL],
        ["pixi", "run", "-e", "x", "apptainer", "exec", "x.sif", "python", *KERNEL],
        ["uv", "run", "singularity", "exec", "x.sif", "python", *KERNEL],
        ["chroot", "/x", "HOME/envs/coffea/bin/python", *KERNEL],
        ["systemd-nspawn", "-D", "/x", "HOME/envs/coffea/bin/python", *KERNEL],
        ["lxc", "exec", "x", "--", "HOME/envs/coffea/bin/python", *KERNEL],
        ["nvidia-docker", "run", "image", "HOME/envs/coffea/bin/python", *KERNEL],
        ["docker-compose", "exec", "x", "HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/bin/cmssw-el9-start.sh", "HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/bin/in-container.sh", "HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/envs/coffea/bin/python", "-m", "spython", "run", "x.sif"],
    ],
    ids=lambda argv: " ".join(argv)[:60],
)
def test_a_container_is_named_as_such(home: Path, argv: list[str]) -> None:
    found = look(home, argv)
    assert found.prefix is None
    assert "in a container: workers need the same image" in found.obstacle


@pytest.mark.parametrize(
    "argv",
    [
        ["ssh", "host", "HOME/envs/coffea/bin/python", *KERNEL],
        ["srun", "-n1", "HOME/envs/coffea/bin/python", *KERNEL],
        ["HOME/envs/coffea/bin/python", "-m", "remote_ikernel", "--interface", "ssh"],
        ["HOME/envs/coffea/bin/python", "-m", "sparkmagic.kernels.pysparkkernel"],
        ["conda", "run", "-n", "coffea", "ssh", "host", "python", *KERNEL],
        ["jsrun", "-n1", "HOME/envs/coffea/bin/python", *KERNEL],
        ["aprun", "-n", "1", "HOME/envs/coffea/bin/python", *KERNEL],
        ["qrsh", "-V", "HOME/envs/coffea/bin/python", *KERNEL],
        ["sshpass", "-e", "ssh", "host", "HOME/envs/coffea/bin/python", *KERNEL],
        ["kubectl-exec", "HOME/envs/coffea/bin/python", *KERNEL],
    ],
    ids=lambda argv: " ".join(argv)[:60],
)
def test_another_machine_is_named_as_such(home: Path, argv: list[str]) -> None:
    found = look(home, argv)
    assert found.prefix is None
    assert "on another machine" in found.obstacle


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["bash", "start.sh"],
        ["HOME/kernels/start.sh", "{connection_file}"],
        ["HOME/kernels/start.sh", "/usr/bin/python3", *KERNEL],
        ["HOME/start", "HOME/envs/coffea/bin/python", "HOME/envs/other/bin/python"],
        ["HOME/envs/coffea/bin/python", "-m", "site_launcher", "--env", "x"],
        ["HOME/envs/coffea/bin/python", "start.py", "-f", "{connection_file}"],
        ["HOME/envs/coffea/bin/python", "-c", "import os; os.execv(...)"],
        ["conda", "activate", "coffea"],
        ["conda", "run", "-n", "nothing-of-this-name", "python"],
        ["poetry", "run", "python", *KERNEL],
        ["no-such-python3", *KERNEL],
        ["~nosuchuser/bin/python", *KERNEL],
        ["env"],
        ["timeout"],
        ["nice", "-n"],
        ["conda", "run", "-n"],
        ["conda", "run", "-p", "~nosuchuser/x", "python"],
        ["pixi", "run", "-m", "~nosuchuser/x", "python"],
        ["pixi", "run", "--", "env", "X=1", "python"],
        ["pixi", "run", "-"],
        ["a\0b"],
        # It starts whichever kernel it is told.
        ["HOME/envs/coffea/bin/jupyter-kernel", "--kernel=other"],
        ["HOME/envs/coffea/bin/python", "-Ec", "import os; os.execv(...)"],
        ["HOME/envs/coffea/bin/python", "-m", "conda", "run", "-n", "other", "python"],
        ["uv", "tool", "run", "ipython", "kernel"],
        ["uv", "run", "-w", "numpy", "python", *KERNEL],
        ["uvx", "ipython", "kernel"],
        ["pixi", "exec", "python", *KERNEL],
        ["conda", "run", "-n", "coffea", "HOME/start.sh"],
        ["conda", "run", "-n", "coffea"],
        ["env", "-S", '"', "python"],
        ["env", *["env"] * 100, "HOME/envs/coffea/bin/python"],
    ],
    ids=lambda argv: repr(" ".join(argv)[:60]),
)
def test_what_cannot_be_told_is_said(home: Path, argv: list[str]) -> None:
    found = look(home, argv)
    assert found.prefix is None
    assert found.obstacle.startswith("K ")


def test_a_provisioner_is_named(home: Path) -> None:
    metadata = {"kernel_provisioner": {"provisioner_name": "yarn-provisioner"}}
    found = look(home, ["HOME/envs/coffea/bin/python", *KERNEL], metadata=metadata)
    assert found.prefix is None
    assert "started by the provisioner yarn-provisioner" in found.obstacle


def test_a_provisioner_that_jupyter_is_set_to_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "slurm-provisioner")
    found = look(home, ["HOME/envs/coffea/bin/python", *KERNEL])
    assert "started by the provisioner slurm-provisioner" in found.obstacle


@pytest.mark.parametrize(
    "provisioner", [{"provisioner_name": "genv-provisioner", "config": {}}, {}, "x", None]
)
def test_a_provisioner_that_starts_kernels_here_changes_nothing(
    home: Path, provisioner: object
) -> None:
    metadata = {"kernel_provisioner": provisioner}
    found = look(home, ["HOME/envs/coffea/bin/python", *KERNEL], metadata=metadata)
    assert found.prefix == home / "envs" / "coffea"


def test_programs_are_looked_up_with_the_kernels_own_variables(home: Path) -> None:
    coffea = home / "envs" / "coffea"
    env = {"PATH": f"{coffea}/bin:$PATH", "CONDA_PREFIX": str(coffea)}
    assert look(home, ["ipython", "kernel"], env=env).prefix == coffea
    assert look(home, ["conda", "run", "python", *KERNEL], env=env).prefix == coffea


def test_variables_are_filled_in_as_jupyter_does_it(home: Path) -> None:
    env = {
        "PATH": "/opt/site/bin:$PATH",
        "PREFIX": "${CONDA_PREFIX}/lib:${NOT_SET}",
        "PRICE": "$$5",
        "LITERAL": "$${PATH}",
    }
    found = look(home, ["python"], env=env)
    assert found.variables == {
        "PATH": "/opt/site/bin:/usr/bin:/bin",
        "PREFIX": f"{home / 'envs' / 'other'}/lib:${{NOT_SET}}",
        "PRICE": "$5",
        # For whoever fills in the rest this is the text ${PATH}.
        "LITERAL": "$${PATH}",
    }


WORDS = st.sampled_from(
    [
        "python",
        "conda",
        "run",
        "-n",
        "-p",
        "env",
        "A=1",
        "pixi",
        "--",
        "-m",
        "-e",
        "",
        "-",
        "=",
        "~x/y",
        "ssh",
        "uv",
        "--project",
        "nice",
        "{prefix}",
        "{",
        "timeout",
        "/x/python",
        "\ud800",
    ]
) | st.text(max_size=8)
SPECS = st.fixed_dictionaries(
    {"language": st.just("python")},
    optional={
        "argv": st.lists(WORDS, max_size=8) | st.none() | st.integers() | st.lists(st.integers()),
        "env": st.dictionaries(st.text(max_size=4), st.text("${}A", max_size=9)) | st.text(),
        "metadata": st.dictionaries(
            st.sampled_from(["conda_env_path", "kernel_provisioner"]),
            st.text(max_size=5) | st.integers() | st.dictionaries(st.text(), st.text(), max_size=1),
        )
        | st.none(),
        "display_name": st.text(max_size=5) | st.integers(),
    },
)


@given(SPECS)
def test_no_spec_at_all_makes_reading_fail(spec: dict[str, object]) -> None:
    around = KernelContext({"PATH": "/bin"}, Path("/tmp"), Path("/tmp"), None, None, [])
    found = kernelspecs.candidate("k", {"spec": spec}, around)
    assert found is not None
    assert (found.prefix is None) == bool(found.obstacle)


DOCS = Path(__file__).parents[3] / "docs" / "kernels.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|\n ").split("|"))
    for line in DOCS.read_text().splitlines()
    if line.startswith("| `")
]


@pytest.mark.parametrize(("command", "told"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_documentation_says_holds(home: Path, command: str, told: str) -> None:
    project = home / "project"
    make_conda(project / ".venv", {})
    (project / "pyproject.toml").touch()
    (project / ".venv" / "pyvenv.cfg").touch()
    (project / ".pdm-python").write_text(f"{project}/.venv/bin/python")
    places = {
        "ENV": home / "envs" / "coffea",
        "BASE": home / "miniforge3",
        "ACTIVE": home / "envs" / "other",
        "PROJECT": project,
        "Jupyter's own": Path(sys.prefix),
    }

    def filled_in(text: str) -> str:
        for word, place in places.items():
            text = text.replace(word, str(place))
        return text

    found = look(home, filled_in(command.strip("`")).split())
    if told.startswith("cannot tell"):
        assert found.prefix is None
        assert told.partition(": ")[2] in found.obstacle
    else:
        assert str(found.prefix) == filled_in(told)

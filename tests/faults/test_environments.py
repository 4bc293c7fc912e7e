"""An environment, kernel or list that is odd or hangs is a problem beside its neighbors."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from prefixes import DASK, make_conda, make_project

from faults.hanging import hanging, release
from purdue_dask_lab.environments.discovery import EnvironmentDiscovery, EnvironmentQuery
from purdue_dask_lab.errors import DiskTooSlow, UnknownEnvironment
from purdue_dask_lab.schemas.environments import Environment
from purdue_dask_lab.system.concurrency import executors

KERNEL = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


class Site:
    """A home, and what Jupyter finds there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.good = make_conda(home / ".conda" / "envs" / "good", DASK)
        self.specs: dict[str, Any] = {}
        self.kernel("good", [f"{self.good}/bin/python", *KERNEL])
        self.discovery = EnvironmentDiscovery(lambda: self.specs, "good", home / "notebooks")
        (home / "notebooks").mkdir()

    def kernel(self, name: str, argv: Any, **spec: Any) -> None:
        spec = {"language": "python", "display_name": name, "argv": argv, **spec}
        self.specs[name] = {"spec": spec, "resource_dir": str(self.home)}

    async def listed(self, **query: Any) -> dict[str, Environment]:
        return {one.name: one for one in await self.discovery.listing(EnvironmentQuery(**query))}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for name in list(os.environ):
        if name.startswith(("CONDA", "MAMBA", "PIXI", "XDG")):
            monkeypatch.delenv(name)
    yield Site(tmp_path)
    for file in tmp_path.rglob("*"):
        if file.is_fifo():
            release(file)


def said(environment: Environment) -> str:
    return " ".join(problem.message for problem in environment.problems)


@pytest.mark.parametrize(
    "line",
    ["~nosuchuser/x", "relative/path", "/x" * 5000, "/a\0b", "\udcff", "~", "/dev/null", "/proc/1"],
    ids=repr,
)
async def test_an_odd_line_in_condas_list_costs_itself_alone(site: Site, line: str) -> None:
    other = make_conda(site.home / "elsewhere", DASK)
    registry = site.home / ".conda" / "environments.txt"
    registry.write_bytes(f"{line}\n{other}\n".encode(errors="surrogateescape"))
    listed = await site.listed()
    assert {"good", str(other)} <= listed.keys()
    if line.startswith(("~n", "rel", "/x")):
        assert "environments.txt, line 1" in said(listed[f"{registry}:1"])


@pytest.mark.parametrize(
    "content",
    [
        b"envs_dirs: [broken",
        b"envs_dirs: 5",
        b"envs_dirs: [5, null, {a: b}, [c]]",
        b"envs_dirs: ['~nosuchuser/x', '$NOT_SET/x', \"a\\0b\"]",
        b"envs_dirs: &a [*a]",
        b"\xff\xfe\x00",
        b"[" * 10_000,
        b"1: 2",
        b"envs_dirs: '" + b"$HOME" * 5000 + b"'",
    ],
)
async def test_an_odd_condarc_costs_itself_alone(site: Site, content: bytes) -> None:
    (site.home / ".condarc").write_bytes(content)
    assert "good" in await site.listed()


async def test_condas_folders_are_expanded_as_conda_does_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCH", str(site.home / "wrong"))
    monkeypatch.setenv("SCRATCH_DIR", str(site.home / "scratch"))
    monkeypatch.chdir(site.home / "notebooks")
    wanted = [
        make_conda(site.home / "scratch" / "envs" / "a", {}),
        make_conda(site.home / "braces" / "b", {}),
        make_conda(site.home / "tilde" / "c", {}),
        make_conda(site.home / "notebooks" / "envs" / "d", {}),
        make_conda(site.home / "from-variable" / "e", {}),
    ]
    (site.home / ".condarc").write_text(
        "envs_dirs:\n  - $SCRATCH_DIR/envs\n  - ${HOME}/braces\n  - ~/tilde\n  - ./envs\n"
    )
    monkeypatch.setenv("CONDA_ENVS_PATH", "$HOME/from-variable")
    assert {str(one) for one in wanted} <= (await site.listed()).keys()


@pytest.mark.skipif("os.getuid() != 0", reason="only root can be somebody else")
def test_a_folder_of_somebody_else_costs_itself_alone(open_tmp_path: Path) -> None:
    # As another user: root may read everything.
    program = f"""
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import cryptography, pydantic, jupyter_client.manager
from faults.test_environments import Site
from purdue_dask_lab.environments import conda
home = Path({str(open_tmp_path / "account")!r})
os.environ.update(HOME=str(home), PATH="/usr/bin:/bin")
site = Site(home)
hidden = home / "hidden"
conda_env = str(hidden / "env")
from prefixes import make_conda
make_conda(Path(conda_env), {{}})
(home / ".conda" / "environments.txt").write_text(conda_env + "\\n")
site.kernel("theirs", [conda_env + "/bin/python", "-m", "ipykernel_launcher"])
os.chmod(hidden, 0o700)
os.chmod({str(open_tmp_path)!r}, 0o755)
os.setuid(54321)
listed = asyncio.run(site.listed())
for one in listed.values():
    print(one.name, "|", " ".join(problem.message for problem in one.problems))
"""
    (open_tmp_path / "account").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = dict(line.split(" | ", 1) for line in done.stdout.splitlines())
    assert "good" in lines
    assert "Permission denied" in lines[str(open_tmp_path / "account" / "hidden" / "env")]
    assert "theirs" in lines


@pytest.mark.parametrize(
    "argv",
    [
        ["pixi", "run", "--", "env", "X=1", "python"],
        ["pixi", "run", "-m", "~nosuchuser/x", "python"],
        ["conda", "run", "-p", "~nosuchuser/x", "python"],
        ["env"],
        [],
        None,
        "python",
        [1, None],
        ["\0"],
        ["{" * 1000],
        ["x" * 100_000],
        ["python"] * 100_000,
    ],
    ids=lambda argv: repr(argv)[:40],
)
async def test_an_odd_kernel_costs_itself_alone(site: Site, argv: Any) -> None:
    site.kernel("odd", argv)
    site.specs["odder"] = {"spec": None}
    site.specs["oddest"] = 5
    listed = await site.listed()
    assert listed["good"].is_default
    assert listed["odd"].prefix is None or listed["odd"].problems
    assert "oddest" in said(listed["kernel oddest"])


async def test_kernels_that_cannot_be_listed_leave_the_environments(site: Site) -> None:
    def fail() -> Mapping[str, Any]:
        raise RuntimeError("of a manager of the site's own")

    discovery = EnvironmentDiscovery(fail, "good", site.home)
    listed = {one.name: one for one in await discovery.listing(EnvironmentQuery())}
    assert str(site.good) in listed
    assert "RuntimeError: of a manager" in said(listed["Jupyter's list of kernels"])


def wait_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on who waits for a disk that hangs does so beyond a test's own limit."""
    monkeypatch.setattr(executors.environments, "timeout", 3600.0)


@pytest.mark.parametrize(
    "file",
    [
        ".conda/environments.txt",
        ".condarc",
        "notebooks/pixi.toml",
        "hung/pyvenv.cfg",
        ".conda/envs/hung/conda-meta/pixi",
    ],
)
async def test_what_hangs_is_named_and_costs_itself_alone(
    site: Site, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = site.home / file
    if "pyvenv" in file:
        make_conda(hung.parent, DASK)
        site.kernel("hung", [f"{hung.parent}/bin/python", *KERNEL])
    elif "envs/hung" in file:
        make_conda(hung.parent.parent, DASK)
    with hanging(hung):
        for _ in range(2):
            listed = await site.listed()
            wait_no_more(monkeypatch)
            assert listed["good"].problems == []
            assert listed["good"].is_default
            messages = [said(one) for one in listed.values()]
            place = hung.parent if hung.name in ("pixi.toml", "pyvenv.cfg") else hung
            place = hung.parents[1] if hung.name == "pixi" else place
            assert any(f"{place} " in one and "not answer" in one for one in messages), messages
        # A cluster in another environment is made as ever.
        found = await site.discovery.find("good", EnvironmentQuery())
        assert found.environment.prefix == str(site.good)
    while any("not answer" in said(one) for one in (await site.listed()).values()):
        await asyncio.sleep(0)


async def test_many_that_hang_leave_the_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    envs = site.home / ".conda" / "envs"
    for number in range(20):
        make_conda(envs / f"near{number}", DASK)
        hung = make_conda(envs / f"far{number}", DASK)
        os.mkfifo(hung / "pyvenv.cfg")
    listed = await site.listed()
    for number in range(20):
        assert "answer" not in said(listed[str(envs / f"near{number}")])
        assert "answer" in said(listed[str(envs / f"far{number}")])
    wait_no_more(monkeypatch)
    await site.listed()


async def test_an_environment_that_hangs_is_refused_by_name(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = make_conda(site.home / "hung", DASK)
    site.kernel("hung", [f"{prefix}/bin/python", *KERNEL])
    with hanging(prefix / "pyvenv.cfg"):
        with pytest.raises(DiskTooSlow, match=f"{prefix} did not answer"):
            await site.discovery.find("hung", EnvironmentQuery())
        wait_no_more(monkeypatch)
        with pytest.raises(DiskTooSlow, match=f"{prefix} still does not answer"):
            await site.discovery.find("hung", EnvironmentQuery())


async def test_threads_do_not_pile_up_behind_what_hangs(site: Site) -> None:
    with hanging(site.home / ".conda" / "environments.txt"):
        await site.listed()
        before = threading.active_count()
        for _ in range(5):
            await site.listed()
        assert threading.active_count() <= before + 8


@pytest.mark.parametrize(
    "name", ["/a\0b", "/" + "x" * 300, "/x" * 5000, "\0", "no such", "\ud800", ""]
)
async def test_an_odd_name_is_refused_by_name(site: Site, name: str) -> None:
    try:
        found = await site.discovery.find(name, EnvironmentQuery(notebook=name))
    except UnknownEnvironment as error:
        assert len(error.message) < 300
    else:
        assert found.environment.problems


@pytest.mark.parametrize("notebook", ["a\0b.ipynb", "x" * 300, "x/" * 5000, "../../etc", "\ud800"])
async def test_an_odd_notebook_is_no_obstacle(site: Site, notebook: str) -> None:
    assert "good" in await site.listed(notebook=notebook)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[",
        b"\xff",
        b"environments = 5",
        b"[environments]\n'a/b' = []\n'..' = []\n\"a\\u0000b\" = []",
        b"a = " + b"[" * 5000,
        b"a = 1" + b"0" * 10_000,
    ],
)
async def test_an_odd_pixi_project_is_no_obstacle(site: Site, manifest: bytes) -> None:
    folder = make_project(site.home / "notebooks" / "project")
    (folder / "pixi.toml").write_bytes(manifest)
    listed = await site.listed(notebook="project/a.ipynb")
    assert "good" in listed
    assert str(folder / ".pixi" / "envs" / "default") in listed


async def test_names_that_are_no_text_can_be_sent(site: Site) -> None:
    prefix = make_conda(site.home / ".conda" / "envs" / "caf\udce9", {"dask": "1\udce9"})
    site.kernel("half \ud800", [f"{prefix}/bin/python", *KERNEL], display_name="half \ud800")
    listed = await site.listed()
    assert "half \\ud800" in listed
    for one in listed.values():
        one.model_dump_json()
    found = await site.discovery.find("half \\ud800", EnvironmentQuery())
    assert found.environment.prefix == str(prefix).encode("utf-8", "backslashreplace").decode()


async def test_a_second_look_opens_no_file_of_an_environment_again(site: Site) -> None:
    for number in range(15):
        make_conda(site.home / ".conda" / "envs" / f"e{number}", DASK)
    for number in range(30):
        prefix = site.home / ".conda" / "envs" / f"e{number % 15}"
        site.kernel(f"k{number}", [f"{prefix}/bin/python", *KERNEL])
    old = time.time() - 60
    for file in (site.home / ".conda" / "envs").rglob("*"):
        os.utime(file, (old, old))
    opened: list[str] = []

    # There is no way to take it away again; it only notes what this test's folder is asked for.
    def note(event: str, args: tuple[object, ...]) -> None:
        if event == "open" and str(args[0]).startswith(f"{site.home}/.conda/envs/"):
            opened.append(str(args[0]))

    sys.addaudithook(note)
    first = await site.listed()
    assert len(first) >= 15 and opened
    opened.clear()
    assert await site.listed() == first
    assert opened == []

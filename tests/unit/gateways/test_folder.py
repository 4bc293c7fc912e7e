"""Gateways on one machine leave each other's folders alone, whatever their numbers."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from purdue_dask_lab.gateways.local.folder import OwnFolder

HOLD = """
import sys
from purdue_dask_lab.gateways.local.folder import OwnFolder
folder = OwnFolder()
folder.make()
(folder.path / "password").write_text("mine")
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are made here, by all processes."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def other() -> Iterator[subprocess.Popen[str]]:
    """Another server of the same user: on another host or in another container with this home."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def path_of(other: subprocess.Popen[str]) -> Path:
    assert other.stdout is not None
    return Path(other.stdout.readline().strip())


def test_the_folder_of_one_that_lives_is_not_touched(other: subprocess.Popen[str]) -> None:
    theirs = path_of(other)
    mine = OwnFolder()
    mine.make()
    assert mine.path != theirs
    assert (theirs / "password").read_text() == "mine"
    mine.remove()
    assert (theirs / "password").exists()
    assert not mine.path.exists()


def test_what_a_killed_one_left_is_swept(other: subprocess.Popen[str]) -> None:
    theirs = path_of(other)
    other.kill()
    other.wait()
    assert theirs.exists()
    mine = OwnFolder()
    mine.make()
    assert not theirs.exists()
    mine.remove()


def test_two_gateways_of_one_server_have_a_folder_each() -> None:
    folders = [OwnFolder(), OwnFolder()]
    for folder in folders:
        folder.make()
    assert all(folder.path.is_dir() for folder in folders)
    assert len({folder.path for folder in folders}) == 2
    folders[0].remove()
    assert folders[1].path.is_dir()
    folders[1].remove()


def test_a_link_and_a_folder_that_is_just_being_made_stay(tmp_path: Path) -> None:
    begun = tmp_path / f"purdue-dask-lab-{os.getuid()}-begun"
    begun.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / f"purdue-dask-lab-{os.getuid()}-link"
    link.symlink_to(elsewhere)
    mine = OwnFolder()
    mine.make()
    assert begun.exists()
    assert elsewhere.exists()
    mine.remove()


def test_a_folder_that_was_swept_away_is_made_and_held_anew() -> None:
    mine = OwnFolder()
    mine.make()
    shutil.rmtree(mine.path)
    # Records of clusters may have been written again meanwhile.
    (mine.path / "records").mkdir(parents=True)
    mine.make()
    assert (mine.path / "lock").exists()
    assert mine.path.stat().st_mode & 0o777 == 0o700
    with pytest.raises(BlockingIOError), (mine.path / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    mine.remove()


def test_what_somebody_else_has_put_in_its_place_is_not_used(tmp_path: Path) -> None:
    mine = OwnFolder()
    mine.make()
    shutil.rmtree(mine.path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    mine.path.symlink_to(elsewhere)
    with pytest.raises(FileExistsError):
        mine.make()
    assert list(elsewhere.iterdir()) == []

"""Records of clusters: kept, shared with other versions, and never worth a cluster."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import NoReturn

import pytest

from purdue_dask_lab.clusters.records import ClusterRecord
from purdue_dask_lab.clusters.store import ClusterStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "records"


async def test_a_record_is_read_by_the_next_server_and_by_the_user_alone(folder: Path) -> None:
    await ClusterStore(folder).save("one", ClusterRecord(label="Mine", requested=3))
    again = ClusterStore(folder)
    await again.refresh()
    record = again.get("one")
    assert record is not None
    assert (record.label, record.requested) == ("Mine", 3)
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


async def test_what_another_version_has_written_is_kept(folder: Path) -> None:
    folder.mkdir()
    theirs = {"version": 7, "label": "Mine", "priority": {"high": [1]}, "made_at": "2026-01-01"}
    (folder / "one.json").write_text(json.dumps(theirs))
    store = ClusterStore(folder)
    await store.refresh()
    record = store.get("one")
    assert record is not None
    await store.save("one", record.updated(requested=2))
    written = json.loads((folder / "one.json").read_text())
    assert (written["version"], written["priority"]) == (7, {"high": [1]})
    assert (written["label"], written["requested"]) == ("Mine", 2)


async def test_a_time_without_a_zone_is_taken_as_utc(folder: Path) -> None:
    folder.mkdir()
    (folder / "one.json").write_text('{"label": "Mine", "made_at": "2026-11-01T10:00:00"}')
    store = ClusterStore(folder)
    await store.refresh()
    record = store.get("one")
    assert record is not None
    assert not record.is_newborn


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("two.json", b""),
        ("two.json", b"["),
        ("two.json", b"[1]"),
        ("two.json", b"\xff\xfe"),
        ("two.json", b'{"label": 5}'),
        ("two.json", b'{"label": "x", "made_at": "yesterday"}'),
        ("two.json", b'{"label": "x", "requested": 1e400}'),
        ("two.json", b"[" * 100_000),
        ("two.json", b" " * (2**20 + 1)),
        ("%FF.json", b'{"label": "x"}'),
        ("%ED%A0%80.json", b'{"label": "x"}'),
        ("two.json", None),
    ],
)
async def test_an_odd_file_costs_its_own_record_only(
    folder: Path, name: str, content: bytes | None
) -> None:
    store = ClusterStore(folder)
    await store.save("one", ClusterRecord(label="Mine"))
    if content is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)
    (folder / os.fsdecode(b"\xff.json")).write_text("{}")
    again = ClusterStore(folder)
    await again.refresh()
    assert [record.label for record in again.records.values()] == ["Mine"]
    # And it is forgotten when it makes sense again.
    if name == "two.json" and content is not None:
        (folder / name).write_text('{"label": "Other"}')
        await again.refresh()
        assert {record.label for record in again.records.values()} == {"Mine", "Other"}


async def settled_in(folder: Path) -> ClusterStore:
    """A store that has read its one record, and would not read the folder again."""
    await ClusterStore(folder).save("one", ClusterRecord(label="Mine"))
    os.utime(folder, (1, 1))
    store = ClusterStore(folder)
    await store.refresh()
    return store


def failing(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ESTALE, "Stale file handle")


@pytest.mark.parametrize(("owner", "call"), [(Path, "stat"), (os, "scandir")])
async def test_a_disk_that_fails_for_a_moment_takes_no_label_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: object, call: str
) -> None:
    settled = await settled_in(folder)
    os.utime(folder, (2, 2))
    with monkeypatch.context() as broken:
        broken.setattr(owner, call, failing)
        await settled.refresh()
        assert [one.label for one in settled.records.values()] == ["Mine"]
        assert settled.problem == ("Labels and worker numbers cannot be read: Stale file handle.")
    await settled.refresh()
    assert [one.label for one in settled.records.values()] == ["Mine"]
    assert settled.problem is None


async def test_a_file_that_cannot_be_read_for_a_moment_is_read_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ClusterStore(folder).save("one", ClusterRecord(label="Mine"))
    os.utime(folder, (1, 1))
    store = ClusterStore(folder)
    with monkeypatch.context() as broken:
        broken.setattr("builtins.open", failing)
        await store.refresh()
    await store.refresh()
    assert [one.label for one in store.records.values()] == ["Mine"]


async def test_a_record_that_is_rewritten_while_its_disk_fails_holds_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = await settled_in(folder)
    await ClusterStore(folder).save("one", ClusterRecord(label="Yours"))
    with monkeypatch.context() as broken:
        broken.setattr("builtins.open", failing)
        await settled.refresh()
        assert [one.label for one in settled.records.values()] == ["Mine"]
    await settled.refresh()
    assert [one.label for one in settled.records.values()] == ["Yours"]


async def test_a_record_that_a_disk_does_not_remove_is_gone_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = await settled_in(folder)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", failing)
        await settled.remove("one")
        # Whatever else changes there, so that the folder is read anew.
        await ClusterStore(folder).save("two", ClusterRecord(label="Yours"))
        await settled.refresh()
        assert [*settled.records] == ["two"]
        assert (folder / "one.json").exists()
    await settled.refresh()
    assert [*settled.records] == ["two"]
    assert [file.name for file in folder.iterdir()] == ["two.json"]
    assert not settled.was_removed_elsewhere("one")
    await settled.save("one", ClusterRecord(label="Again"))
    await settled.refresh()
    assert sorted(one.label for one in settled.records.values()) == ["Again", "Yours"]


async def test_without_a_place_on_disk_records_last_as_long_as_jupyter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ClusterStore(tmp_path / "file" / "records")
    await store.save("one", ClusterRecord(label="Mine"))
    await store.refresh()
    record = store.get("one")
    assert record is not None
    assert record.label == "Mine"
    assert store.problem is not None
    assert "cannot be saved" in store.problem
    assert str(tmp_path / "file" / "records") in store.problem
    (tmp_path / "file").unlink()
    await store.save("one", record.updated(requested=1))
    assert store.problem is None


async def test_a_folder_that_hangs_is_waited_for_once(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    os.mkfifo(folder / "one.json")
    store = ClusterStore(folder)
    await store.refresh()
    # A pipe is no record, and is not opened.
    assert (store.records, store.problem) == ({}, None)


async def test_no_part_of_a_file_is_left_when_a_disk_is_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: object) -> None:
        raise OSError(28, "No space left on device")

    store = ClusterStore(folder)
    monkeypatch.setattr(os, "replace", full)
    await store.save("one", ClusterRecord(label="Mine"))
    assert store.problem is not None
    assert "No space left on device" in store.problem
    assert list(folder.iterdir()) == []

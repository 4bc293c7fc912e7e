"""Whatever stands in a log or in its place, Jupyter goes on, and what can be read is shown."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway, entry, fake_gateways, refusing
from plain_services import entered, plain_services
from rest import PATIENCE, until
from worker_page import PATH, worker_page

from faults.hanging import hanging
from purdue_dask_lab.clusters import log_folder
from purdue_dask_lab.clusters.logs.files import MOST_FILES
from purdue_dask_lab.clusters.logs.lines import entry as read_entry
from purdue_dask_lab.clusters.logs.lines import plain
from purdue_dask_lab.clusters.logs.pages import read_page
from purdue_dask_lab.schemas.clusters import Cluster, NewCluster
from purdue_dask_lab.schemas.logs import LogQuery
from purdue_dask_lab.services import Services
from purdue_dask_lab.worker_env.redact import MASK, masked_text

WORKER = "tls://10.0.0.7:4000"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASC\n-----END PRIVATE KEY-----"
FAILED = "ModuleNotFoundError: No module named 'uproot'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop, folder: Path
) -> Iterator[FakeGateway]:
    """A gateway whose log files can be read, with a cluster that runs."""
    gateways = fake_gateways(own_dask_configuration, "near", each={"scheduler-logs": str(folder)})
    with entered(jp_asyncio_loop, gateways) as (gateway,):
        gateway.clusters["one"] = entry("one")
        page = worker_page({WORKER: {"name": "w-1"}})
        gateway.answers[f"GET /clusters/one/{PATH}"] = refusing(200, page, "text/html")
        (folder / "one").mkdir(parents=True)
        yield gateway


@pytest.fixture
def services(
    near: FakeGateway, tmp_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Services]:
    with entered(jp_asyncio_loop, plain_services(tmp_path)) as found:
        yield found


async def messages(services: Services, source: str) -> list[str]:
    log = await services.logs.read("near", "one", LogQuery(source=source))
    assert log.problem is None
    return [one.message for one in log.entries]


@pytest.mark.parametrize("message", [" " * 200_000 + "x", " " * 200_000, "<p>" * 60_000])
def test_a_page_takes_no_longer_than_it_is_long(message: str) -> None:
    begun = time.process_time()
    read_page(f"<p> {message} </p><p> {message}", ())
    assert time.process_time() - begun < PATIENCE / 4


async def test_a_pipe_among_the_logs_hangs_nothing(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    (folder / "one" / "dask-worker-1.log").write_text(f"{FAILED}\n")
    with hanging(folder / "one" / "dask-scheduler-one.log"):
        await services.clusters.listing()
        near.end("one", "FAILED")

        async def failure() -> str | None:
            why = (await services.clusters.get("near", "one")).failure
            return why.log if why else None

        assert await until(failure) == FAILED


async def test_of_many_workers_the_schedulers_log_is_not_lost(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    names = [f"dask-worker-{number}.log" for number in range(3 * MOST_FILES)]
    for name in (*names, "dask-scheduler-one.log"):
        (folder / "one" / name).write_text(f"{name}\n")
    log = await services.logs.read("near", "one", LogQuery())
    found = [one.name for one in log.sources if one.kind == "file"]
    assert (found[0], len(found)) == ("dask-scheduler-one.log", MOST_FILES)
    near.end("one", "FAILED")

    async def kept() -> str | None:
        why = (await services.clusters.get("near", "one")).failure
        return why.log if why else None

    assert await until(kept) == "dask-scheduler-one.log"


async def test_what_workers_have_spilled_keeps_nobody_from_the_logs(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_folder, "_MOST_ENTRIES", 100)
    spilled = folder / "one" / "a-scratch-space" / "deep"
    spilled.mkdir(parents=True)
    for number in range(200):
        os.close(os.open(spilled / str(number), os.O_CREAT))
    (folder / "one" / "logs").mkdir()
    (folder / "one" / "logs" / "dask-worker-1.log").write_text("Killed\n")
    log = await services.logs.read("near", "one", LogQuery())
    assert "logs/dask-worker-1.log" in [one.name for one in log.sources]
    assert len(log_folder.find_logs(folder)) == 1


async def test_only_workers_of_the_cluster_are_asked(services: Services, near: FakeGateway) -> None:
    for elsewhere in ("tcp://169.254.169.254:80", "../../../api/v1/clusters/two", "", "\n"):
        query = LogQuery(source=f"worker:{elsewhere}")
        log = await services.logs.read("near", "one", query)
        assert log.problem is not None
        assert log.problem.startswith("There is no worker ")
        assert (log.entries, log.live) == ([], True)
    told = f"GET /clusters/one/{PATH}"
    assert {one for one in near.asked if "/info/" in one} == {told}


async def test_a_key_in_a_log_hides_itself_and_nothing_behind_it(
    services: Services, folder: Path
) -> None:
    file = folder / "one" / "dask-worker-1.log"
    file.write_text(f"begins\n{KEY}\n{FAILED}\n")
    shown = await messages(services, f"file:{file.name}")
    assert (shown[0], shown[-1]) == ("begins", FAILED)
    assert "MII" not in "".join(shown)
    # Its beginning is before what is read.
    file.write_text(f"{KEY.partition('BEGIN')[2]}\n{FAILED}\n")
    shown = await messages(services, f"file:{file.name}")
    assert shown[-1] == FAILED
    assert "MII" not in "".join(shown)


async def test_what_a_cluster_was_made_with_is_no_text_of_its_logs(
    services: Services, near: FakeGateway, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where its gateway does not repeat what it was sent."""
    caplog.set_level("DEBUG", "plain-services")
    near.options = [{"field": "env", "label": "", "default": {}, "spec": {"type": "mapping"}}]
    request = NewCluster(gateway="near", variables={"API_TOKEN": "of-the-request-1"})
    name = (await services.clusters.create(request)).name
    assert near.sent[-1]["cluster_options"]["env"]["API_TOKEN"] == "of-the-request-1"
    (folder / name).mkdir()
    (folder / name / "dask-scheduler.log").write_text("ValueError: of-the-request-1 is refused\n")
    near.end(name, "FAILED")

    async def failed() -> Cluster | None:
        found = await services.clusters.get("near", name)
        return found if found.failure else None

    assert "of-the-request" not in (await until(failed)).model_dump_json()
    log = await services.logs.read("near", name, LogQuery())
    assert [one.message.endswith("is refused") for one in log.entries] == [True]
    assert "of-the-request" not in log.model_dump_json()
    await services.clusters.stop("near", name)
    await services.clusters.listing()
    ended = await services.history.listing()
    assert [one.name for one in ended.clusters] == [name]
    assert "of-the-request" not in ended.model_dump_json()
    log = await services.logs.read("near", name, LogQuery())
    assert "of-the-request" not in log.model_dump_json()
    assert "of-the-request" not in caplog.text


async def test_a_log_of_anything_is_text(services: Services, folder: Path) -> None:
    file = folder / "one" / "dask-worker-1.log"
    for content in (os.urandom(300_000), b"\0" * 300_000, b"\x1b[" * 150_000, b"\r" * 300_000):
        file.write_bytes(content + b"\nthe end\n")
        assert (await messages(services, f"file:{file.name}"))[-1] == "the end"
    file.write_bytes(b"x" * 10_000_000 + b"\nthe end\n")
    assert await messages(services, f"file:{file.name}") == ["the end"]


def test_colors_titles_and_links_of_terminals_leave_the_words() -> None:
    link = "\x1b]8;;https://x\x1b\\link\x1b]8;;\x07"
    said = f"\x1b[38:5:196mred\x1b[0m {link} \x1b]0;title\x07\x1b(B\x1b[?25hend"
    assert plain(said) == "red link end"


def test_of_a_long_message_the_end_is_kept_where_the_error_is() -> None:
    text = "Traceback (most recent call last):\n" + "  File x\n" * 20_000 + FAILED
    message = read_entry(text).message
    assert message.startswith("Traceback")
    assert message.endswith(FAILED)
    assert len(message) < 10_000


@pytest.mark.parametrize("form", ["token=abcd{}", '"token": "abcd{}"', "http://a:pass{}@h"])
def test_as_many_secrets_as_there_are_lines_are_masked_in_time(form: str) -> None:
    text = "\n".join(form.replace("{}", f"{number:06d}") for number in range(30_000))
    begun = time.process_time()
    shown = masked_text(text)
    assert time.process_time() - begun < PATIENCE / 4
    assert not re.search(r"abcd|pass", shown)
    assert shown.count(MASK) == 30_000
    assert "abcd" not in masked_text(text.replace("\n", " "))


def test_keys_without_end_or_beginning_are_masked() -> None:
    for part in ("-----BEGIN PRIVATE KEY", "-----END PRIVATE KEY-----"):
        assert masked_text(part * 20_000) == MASK


def test_an_entry_that_is_longer_than_the_page_is_shown_as_far_as_it_goes() -> None:
    whole = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
    (found,), truncated = read_page(f"<html> <p> It said {whole} {'x ' * 99_999} {whole[:20]}", ())
    assert truncated
    assert found.message.startswith("It said ••••")
    assert "ghp_" not in found.message
    assert read_page("<html> <p> " + "x" * 500_000, ()) == ([], True)


def test_an_error_is_one_though_nothing_says_its_level() -> None:
    for text in (FAILED, "KeyboardInterrupt", "distributed.comm.CommClosedError: in <TCP>"):
        assert read_entry(text).level == "error"
    for text in ("Error rate: 5 %", "MyErrors: none", "No Error", "Killed", ""):
        assert read_entry(text).level is None

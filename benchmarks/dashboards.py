"""What dashboards of a large cluster cost through Jupyter, and what they leave behind.

``python -m benchmarks.dashboards [WORKERS] [SECONDS]`` starts a Jupyter server with the
extension, a cluster with that many real workers, and Chromium. It prints how long plots
take until they are drawn and how often they are told news, through Jupyter and from the
scheduler alone, with idle and with busy workers; how quick the panel is meanwhile; and
how many Bokeh sessions the scheduler has while ten plots are open for that long, and
until it has none. All of it shares this machine's processors: what can be trusted are
the ratios. ``CHROMIUM`` names the browser, where it is not Playwright's own.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from distributed import Client

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from own_jupyter import OwnJupyter, own_jupyter

from benchmarks import crowd
from benchmarks.installed import require_this_tree

PAGES = ("status", "workers", "individual-task-stream")
PLOTS = (
    "individual-task-stream",
    "individual-progress",
    "individual-workers-memory",
    "individual-cpu",
    "individual-nprocessing",
    "individual-occupancy",
    "individual-workers",
    "individual-bandwidth-workers",
    "individual-workers-cpu-timeseries",
    "individual-aggregate-time-per-action",
)
FACTORY = {
    "module": "dask.distributed",
    "class": "LocalCluster",
    "kwargs": {
        "processes": False,
        "protocol": "tcp://",
        "n-workers": 0,
        "dashboard-address": "127.0.0.1:0",
    },
}
ROUNDS = 5
WATCHED = 3.0
"""Seconds that each plot is watched after it was drawn."""
PATIENCE = 600.0


class Browser:
    """Chromium, which does one thing after the other."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def do(self, deed: str, **given: Any) -> Any:
        """Let it be done, and return what came of it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"deed": deed, **given}).encode() + b"\n")
        answer = json.loads(await self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser that has ended when this has."""
    node = shutil.which("node")
    assert node is not None, "There is no Node.js."
    process = await asyncio.create_subprocess_exec(
        *(node, str(Path(__file__).parent / "pages.mjs")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Browser(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def count_sessions(dask_scheduler: Any) -> tuple[int, int]:
    """Bokeh's sessions on the scheduler, and how many of them somebody watches."""
    sessions = [
        session
        for app in dask_scheduler.http_application.applications
        if hasattr(app, "get_sessions")
        for path in app.app_paths
        for session in app.get_sessions(path)
    ]
    return len(sessions), sum(session.connection_count > 0 for session in sessions)


async def until(what: str, ask: Any) -> Any:
    """Ask until there is an answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = await ask()
        if found:
            return found
        await asyncio.sleep(0.5)
    raise TimeoutError(what)


async def timed(call: Any) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    await call()
    return time.perf_counter() - begun


async def compare(chromium: Browser, direct: str, ours: str, state: str) -> None:
    """Each page both ways, in random order."""
    ways = {"direct": direct, "ours": ours}
    for page in PAGES:
        found: dict[str, list[Any]] = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way in random.sample(list(ways), len(ways)):
                url = f"{ways[way]}/{page}"
                found[way].append(await chromium.do("plot", url=url, seconds=WATCHED))
        middle = {
            way: {key: statistics.median(one[key] for one in all_) for key in all_[0]}
            for way, all_ in found.items()
        }
        us, them = middle["ours"], middle["direct"]
        print(
            f"{state}, {page}: drawn in {us['drawn']:.2f} s, direct {them['drawn']:.2f} s, "
            f"{us['drawn'] / them['drawn']:.2f} x; "
            f"news a second {us['frames']:.0f}, direct {them['frames']:.0f}, "
            f"{us['bytes'] / 1e3:.0f} kB",
            flush=True,
        )


async def panel(server: OwnJupyter, chromium: Browser, path: str, direct: str, size: int) -> None:
    """The list and the card of the large cluster."""
    headers = {"Authorization": f"token {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def read(url: str) -> None:
            async with session.get(url) as answer:
                await answer.read()

        ours = f"{server.address}purdue-dask-lab/clusters"
        calls = {
            "the list": ours,
            "one cluster": f"{ours}/{path}",
            "Jupyter's own": f"{server.address}api/status",
            "counts, from the scheduler": f"{direct}/json/counts.json",
        }
        taken: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(40):
            for name in random.sample(list(calls), len(calls)):
                taken[name].append(await timed(lambda name=name: read(calls[name])))
            await asyncio.sleep(0.1)
    for name, times in taken.items():
        print(f"{name}: median {1e3 * statistics.median(times):.0f} ms", flush=True)
    process = psutil.Process(server.pid)
    before, begun = process.cpu_times(), time.monotonic()
    seen = await chromium.do("panel", url=f"{server.address}lab", text=f"{size} / ", seconds=30)
    after, took = process.cpu_times(), time.monotonic() - begun
    spent = after.user + after.system - before.user - before.system
    print(
        f"the card has its counts after {seen['shown']:.2f} s; in the next 30 s the page hangs "
        f"{len(seen['hung'])} times, {max(seen['hung'], default=0):.0f} ms at most; "
        f"{60 * spent / took:.2f} s of CPU a minute in Jupyter, its pages included",
        flush=True,
    )


async def hold(chromium: Browser, client: Any, ours: str, seconds: float) -> None:
    """Ten plots for so long, then none; the sessions meanwhile and afterwards."""
    before = await client.run_on_scheduler(count_sessions)
    drawn = await chromium.do("hold", urls=[f"{ours}/{plot}" for plot in PLOTS])
    print(f"ten plots, each drawn in {statistics.median(drawn['drawn']):.2f} s", flush=True)
    begun = time.monotonic()
    while time.monotonic() < begun + seconds:
        all_, watched = await client.run_on_scheduler(count_sessions)
        passed = time.monotonic() - begun
        print(f"  {passed:4.0f} s: {all_} sessions, {watched} watched", flush=True)
        await asyncio.sleep(min(30.0, seconds))
    await chromium.do("release")
    closed = time.monotonic()
    seen = None

    async def none_left() -> bool:
        nonlocal seen
        found = await client.run_on_scheduler(count_sessions)
        if found != seen:
            seen = found
            since = time.monotonic() - closed
            print(f"  {since:4.1f} s after closing: {found[0]} sessions, {found[1]} watched")
        return found[0] <= before[0]

    await until("no sessions are left", none_left)


async def keep_busy(client: Any, is_enough: asyncio.Event) -> None:
    """A little to do for everybody, again and again."""
    number = 0
    while not is_enough.is_set():
        futures = client.map(lambda _: time.sleep(0.2), range(number, number + 100), pure=False)
        number += 100
        await client.gather(futures)
        await asyncio.sleep(1)


async def measure(server: OwnJupyter, place: Path, workers: int, seconds: float) -> None:
    """All of it, one after the other."""
    made = server.lab("clusters", "POST", {"gateway": "factory", "workers": {"minimum": 0}})
    cluster = server.wait_for(made["name"], status="running")
    path = f"factory/{made['name']}"
    ours = f"{server.address}purdue-dask-lab/clusters/{path}/dashboard"
    begun = time.monotonic()
    crowds = crowd.start(cluster["scheduler_address"], workers, place)
    try:
        async with (
            Client(cluster["scheduler_address"], asynchronous=True) as client,
            browser() as chromium,
        ):
            await client.wait_for_workers(workers, timeout=PATIENCE)
            print(f"{workers} workers: there after {time.monotonic() - begun:.0f} s", flush=True)
            port = await client.run_on_scheduler(
                lambda dask_scheduler: dask_scheduler.services["dashboard"].port
            )
            direct = f"http://127.0.0.1:{port}"
            await chromium.do("login", url=f"{server.address}api/status?token={server.token}")
            await panel(server, chromium, path, direct, workers)
            await compare(chromium, direct, ours, "idle")
            is_enough = asyncio.Event()
            busy = asyncio.create_task(keep_busy(client, is_enough))
            await compare(chromium, direct, ours, "busy")
            await hold(chromium, client, ours, seconds)
            is_enough.set()
            await busy
    finally:
        for one in crowds:
            one.terminate()
        for one in crowds:
            one.wait(60)


def main() -> None:
    """Read the arguments and measure."""
    require_this_tree()
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 300.0
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        configuration = place / "dask"
        configuration.mkdir()
        content = json.dumps({"labextension": {"factory": FACTORY}})
        (configuration / "labextension.yaml").write_text(content)
        names = ("DASK_CONFIG", "DASK_ROOT_CONFIG")
        own = {
            **dict.fromkeys(names, str(configuration)),
            "JUPYTER_DATA_DIR": str(place / "data"),
            "JUPYTER_CONFIG_DIR": str(place / "config"),
        }
        with own_jupyter(place / "jupyter", **own) as server:
            asyncio.run(measure(server, place, workers, seconds))


if __name__ == "__main__":
    main()

"""All measurements, one after the other, and the table of what came out."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
from typing import Any

from .installed import require_this_tree
from .measuring import Table, interleaved, stalls
from .stage import Client, Stage, client, new_place, used

ROUNDS = 40
STARTS = 5
LOOKING = 30.0
"""Seconds that an open panel is measured."""


async def listing(table: Table, asking: Client, count: int) -> None:
    """The list with counts, beside the gateway's own list without any."""
    await asking.clusters(count)
    found = await interleaved(
        {
            "direct": lambda: asking.direct("/api/v1/clusters/"),
            "ours": lambda: asking.ours("clusters"),
        },
        ROUNDS,
    )
    table.ratio(f"list, {count} clusters / gateway's list", found["ours"], found["direct"], 1.3)


async def creating(table: Table, asking: Client) -> None:
    """Until a creation is answered, and whether an unrelated request waits for it."""
    made: list[tuple[str, bool]] = []

    async def direct() -> None:
        name = (await asking.direct("/api/v1/clusters/", "POST", {}))["name"]
        made.append((name, True))

    async def ours() -> None:
        name = (await asking.ours("clusters", "POST", {"gateway": "near"}))["name"]
        made.append((name, False))

    await ours()
    async with stalls(asking.unrelated) as waited:
        found = await interleaved({"direct": direct, "ours": ours}, 8)
    for name, _ in made:
        await asking.ours(f"clusters/near/{name}", "DELETE")
    table.ratio("create answered / gateway's POST", found["ours"], found["direct"], 2)
    await stall(table, asking, "creating", waited)


async def stall(table: Table, asking: Client, what: str, waited: list[float]) -> None:
    """The longest wait of an unrelated request, beside an idle server's."""
    async with stalls(asking.unrelated) as idle:
        await asyncio.sleep(2)
    table.extra(f"unrelated request while {what}", 1e3 * max(waited), 1e3 * max(idle), 20, "ms")


async def stalling(table: Table, stage: Stage, asking: Client) -> None:
    """An unrelated request while we list, read environments, and hang on a gateway."""
    async with stalls(asking.unrelated) as waited:
        for _ in range(ROUNDS):
            await asking.ours("clusters")
            await asking.ours("environments")
    await stall(table, asking, "listing", waited)
    stage.suspend()
    async with stalls(asking.unrelated) as waited:
        for _ in range(4):
            await asking.ours("clusters")
            await asyncio.sleep(1)
    stage.resume()
    await stall(table, asking, "the gateway hangs", waited)


async def proxying(table: Table, asking: Client) -> None:
    """The dashboard through Jupyter, beside the same through the gateway alone."""
    (name,) = await asking.clusters(1)
    for what, path, budget in (
        ("small JSON", "json/counts.json", 2.2),
        ("page", "status", 1.1),
        ("large file", "static/js/bokeh.min.js", 1.6),
    ):
        found = await interleaved(
            {
                "direct": lambda path=path: asking.direct(f"/clusters/{name}/{path}"),
                "ours": lambda path=path: asking.ours(f"clusters/near/{name}/dashboard/{path}"),
            },
            ROUNDS,
        )
        table.ratio(f"dashboard, {what} / direct", found["ours"], found["direct"], budget)
    direct = await bokeh(asking, f"clusters/{name}", direct=True)
    ours = await bokeh(asking, f"clusters/near/{name}/dashboard", direct=False)
    table.ratio("dashboard, WebSocket round trip / direct", ours, direct, 1.8)


async def bokeh(asking: Client, root: str, *, direct: bool) -> float:
    """Median seconds of a question to a Bokeh session and its answer, three frames each."""
    page = await (asking.direct(f"/{root}/status") if direct else asking.ours(f"{root}/status"))
    token = page.decode().split('"token":"')[1].split('"')[0]
    question = [json.dumps({"msgid": "1", "msgtype": "SERVER-INFO-REQ"}), "{}", "{}"]

    async with asking.socket(f"{root}/status/ws", ["bokeh", token], direct=direct) as socket:

        async def answer() -> None:
            while json.loads((await socket.receive()).data).get("msgtype") != "SERVER-INFO-REPLY":
                continue
            for _ in range(2):
                await socket.receive()

        async def ask() -> None:
            for frame in question:
                await socket.send_str(frame)
            await answer()

        found = await interleaved({"ask": ask}, 100)
    return found["ask"]


async def looking(table: Table, stage: Stage, asking: Client) -> None:
    """What an open panel with five clusters costs the server in a minute."""
    await asking.clusters(5)
    events = await asking.events()
    before = used(stage.ours)[0]
    for _ in range(2):
        await asking.ours("clusters")
        await asyncio.sleep(LOOKING / 2)
    spent = (used(stage.ours)[0] - before) * 60 / LOOKING
    await events.close()
    table.extra("open panel, 5 clusters, CPU a minute", spent, 0, 0.25, "s")


def starting(table: Table, stage: Stage) -> None:
    """Memory and CPU of a server that has just started, beside one without the extension."""
    found: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for _ in range(STARTS):
        for name in found:
            server = getattr(stage, name)
            server.stop()
            server.start()
            found[name].append(used(server))
    cpu, memory = (
        {name: statistics.median(one[part] for one in all_) for name, all_ in found.items()}
        for part in (0, 1)
    )
    table.extra("CPU of start", 1e3 * cpu["ours"], 1e3 * cpu["bare"], 60, "ms")
    table.extra("memory after start", memory["ours"], memory["bare"], 5, "MiB")


async def all_of_it(stage: Stage, table: Table) -> None:
    """From a fresh server to one in full use."""
    starting(table, stage)
    bare = used(stage.bare)[1]
    async with client(stage) as asking:
        await asking.ours("gateways")
        await creating(table, asking)
        await until_none(asking)
        await proxying(table, asking)
        for count in (1, 5):
            await listing(table, asking, count)
        await looking(table, stage, asking)
        await listing(table, asking, 20)
        await stalling(table, stage, asking)
        for _ in range(200):
            await asking.ours("clusters")
    table.extra("memory in use", used(stage.ours)[1], bare, 30, "MiB")


async def until_none(asking: Client) -> Any:
    """Wait until all clusters have ended."""
    while await asking.direct("/api/v1/clusters/?status=pending,running,stopping"):
        await asyncio.sleep(0.2)


def main() -> None:
    """Set the stage, measure, tell."""
    require_this_tree()
    place, table = new_place(), Table()
    stage = Stage(place)
    try:
        stage.start()
        asyncio.run(all_of_it(stage, table))
    finally:
        stage.stop()
        shutil.rmtree(place, ignore_errors=True)
        print(table.show())


if __name__ == "__main__":
    main()

"""In traefik's place: tells dask-gateway's own proxy of the routes that stand in Kubernetes.

The proxy asks for its routes at a URL; here they are read from IngressRoutes instead of from
a gateway's database, and lead to the pods behind the services.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal

from aiohttp import web
from dask_gateway_server.proxy.core import Proxy

from .client import Client, Picture, control
from .kinds import ENDPOINTS, INGRESS_ROUTES, INGRESS_ROUTES_TCP
from .store import Object

KINDS = (INGRESS_ROUTES, INGRESS_ROUTES_TCP, ENDPOINTS)
_RULE = re.compile(r"(?P<what>PathPrefix|HostSNI)\(`(?:daskgateway-)?(?P<value>[^`]+)`\)")


class Routes:
    """Those that the proxy was told of, by kind and by path or name."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._told: dict[tuple[str, str], str] = {}

    async def act(self, client: Client, picture: Picture) -> None:
        """Tell of what is new, and of what has gone."""
        wanted: dict[tuple[str, str], str] = {}
        for kind in (INGRESS_ROUTES, INGRESS_ROUTES_TCP):
            for found in picture.all(kind):
                for rule in found["spec"]["routes"]:
                    match = _RULE.fullmatch(rule["match"])
                    target = _target(rule["services"][0], picture)
                    if match and target:
                        wanted[match["what"], match["value"].rstrip("/")] = target
        for key in self._told.keys() - wanted.keys():
            await self._proxy.remove_route(**_named(*key))
        for key, target in wanted.items():
            if self._told.get(key) != target:
                await self._proxy.add_route(**_named(*key), target=target)
        self._told = wanted


def _named(what: str, value: str) -> dict[str, str]:
    return (
        {"kind": "PATH", "path": value} if what == "PathPrefix" else {"kind": "SNI", "sni": value}
    )


def _target(service: Object, picture: Picture) -> str | None:
    found = picture.get(ENDPOINTS, service["namespace"], service["name"])
    for subset in (found or {}).get("subsets") or []:
        for address in subset.get("addresses", []):
            scheme = "tls" if service["port"] == 8786 else "http"
            return f"{scheme}://{address['ip']}:{service['port']}"
    return None


async def run(routes_port: int, port: int, scheduler_port: int, gateway: str) -> None:
    """Serve until SIGTERM."""
    proxy = Proxy(
        address=f"127.0.0.1:{port}",
        tcp_address=f"127.0.0.1:{scheduler_port}",
        gateway_address=gateway,
        gateway_url=f"http://127.0.0.1:{routes_port}",
        proxy_status_period=2,
    )
    app = web.Application()
    await proxy.setup(app)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", routes_port).start()
    await proxy.add_route(kind="PATH", path="/", target=f"http://{gateway}")
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    working = asyncio.create_task(control(KINDS, Routes(proxy).act))
    await ended.wait()
    working.cancel()
    await proxy.cleanup()


def main() -> None:
    """Parse the arguments and serve."""
    parser = argparse.ArgumentParser()
    for name in ("routes-port", "port", "scheduler-port"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--gateway", required=True)
    given = parser.parse_args()
    asyncio.run(run(given.routes_port, given.port, given.scheduler_port, given.gateway))


if __name__ == "__main__":
    main()

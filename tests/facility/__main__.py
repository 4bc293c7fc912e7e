"""``python -m facility``: the whole facility in the foreground, for browsers and by hand."""

from __future__ import annotations

import argparse
import json
import signal
import sys

from . import environments
from .accounts import CERN, PURDUE, make_accounts
from .facility import Facility
from .processes import FacilityError
from .slurm import Slurm


def description(made: Facility) -> dict[str, object]:
    """Where everything is."""
    hub = made.hub
    return {
        "hub": hub.url,
        "password": hub.password,
        "users": {"purdue": PURDUE, "cern": CERN},
        "gateways": {
            kind: {
                "address": gateway.address,
                "proxy_address": gateway.proxy_address,
                "public_address": gateway.public_address,
            }
            for kind, gateway in hub.gateways.items()
        },
        "environment": str(made.environment),
        "slurm_conf": str(made.slurm.configuration),
    }


def obey(made: Facility, line: str) -> None:
    """One order from the input: ``stop slurm``, ``start kubernetes``, ``drain``, ``fill``, ..."""
    verb, *names = line.split()
    if verb == "fill":
        made.kubernetes.set_quota(pods="0")
        return
    if verb == "empty":
        made.kubernetes.lift_quota()
        return
    target: object = made.hub.gateways[names[0]] if names else made.slurm
    allowed = ("stop", "start", "kill", "suspend", "resume") if names else ("drain", "undrain")
    if verb not in allowed:
        raise FacilityError(f"{verb} is none of {', '.join(allowed)}")
    getattr(target, verb)()


def prepare() -> None:
    """Make all that is kept: the first use then takes seconds."""
    make_accounts()
    for version in environments.GATEWAYS:
        environments.gateway(version)
    environments.gateway_on_kubernetes()
    environments.workers()
    environments.lab()
    environments.http_proxy()
    if not Slurm.installed():
        raise FacilityError("SLURM is not installed: run scripts/facility --install as root")


def say(line: str) -> None:
    """Print a line at once: somebody waits for it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def serve() -> None:
    """Run until the input ends; a line of input is an order, answered by a line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    made = Facility()
    try:
        say(json.dumps(description(made)))
        for line in sys.stdin:
            try:
                obey(made, line)
            except (FacilityError, KeyError, ValueError) as error:
                say(f"failed: {error}")
            else:
                say("done")
    except KeyboardInterrupt:
        pass
    finally:
        # Half a farewell is worse than a slow one.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        made.stop()


def main() -> None:
    """Parse the arguments and do what they say."""
    parser = argparse.ArgumentParser(prog="facility", description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="make what is kept, and leave")
    try:
        prepare() if parser.parse_args().prepare else serve()
    except FacilityError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

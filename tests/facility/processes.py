"""Programs in the foreground, as there is no init system in a container, and their end."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

import psutil

MARKER = "PURDUE_DASK_LAB_FACILITY"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_PORTS = Path(tempfile.gettempdir()) / "purdue-dask-lab-ports"
_KERNELS_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
_held: list[IO[str]] = []

# The kernel ends a daemon with the *thread* that started it, and a test's threads
# do not last: all daemons are started by this one.
_starter = ThreadPoolExecutor(1, "facility")


class FacilityError(Exception):
    """A part of the facility is missing or does not work; the message says which."""


def wait_for(
    condition: Callable[[], Any], what: str, timeout: float = 30.0, pause: float = 0.1
) -> Any:
    """Wait until the condition holds and return it."""
    end = time.monotonic() + timeout
    while not (found := condition()):
        if time.monotonic() > end:
            raise FacilityError(f"{what}: not so after {timeout:g} s")
        time.sleep(pause)
    return found


def free_ports(count: int) -> list[int]:
    """Ports that are this process' until it ends, though nobody listens on them yet.

    Below those that the kernel gives to whoever asks for any, and held by a lock against
    other test runs: between its choice and its use, nobody else takes one.
    """
    _PORTS.mkdir(mode=0o777, exist_ok=True)
    lowest_of_kernel = int(_KERNELS_PORTS.read_text().split()[0])
    found: list[int] = []
    for port in random.sample(range(10_000, max(lowest_of_kernel, 12_000)), 1000):
        held = (_PORTS / str(port)).open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as one:
                one.bind(("127.0.0.1", port))
        except OSError:
            held.close()
            continue
        _held.append(held)
        found.append(port)
        if len(found) == count:
            return found
    raise FacilityError("This machine has no free ports")


def listening(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def program(name: str) -> str:
    """The path of a program of this machine's packages."""
    found = shutil.which(name, path=PATH)
    if not found:
        raise FacilityError(f"{name} is not installed: run scripts/facility --install as root")
    return found


def base_environment(run: Path, **more: str) -> dict[str, str]:
    """What every process of a run gets: no variable of the tests', and a mark to find it by."""
    return {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", MARKER: str(run), **more}


def command(
    arguments: Sequence[str | Path], environment: Mapping[str, str], timeout: float = 30.0
) -> str:
    """Run to the end and return what is printed; raise with what went wrong."""
    done = subprocess.run(
        [str(one) for one in arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise FacilityError(f"{' '.join(map(str, arguments))}: {done.stderr or done.stdout}")
    return done.stdout


class Daemon:
    """A program that runs until it is stopped; what it prints goes to ``log``."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str],
        directory: Path | None = None,
    ) -> None:
        # Should the tests be killed, so is this, with a chance to tidy up.
        self._arguments = [program("setpriv"), "--pdeathsig", "TERM", *map(str, arguments)]
        self.log = log
        self._environment = environment
        self._directory = directory or log.parent
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process' number, while it runs."""
        if self._process is None or self._process.poll() is not None:
            raise FacilityError(f"{self.log.stem} is not running:\n{self.tail()}")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, suspended or not."""
        return self._process is not None and self._process.poll() is None

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def start(self) -> None:
        """Start it; does nothing if it runs."""
        if self.alive:
            return
        with self.log.open("ab") as log:
            self._process = _starter.submit(
                subprocess.Popen,
                self._arguments,
                env=dict(self._environment),
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ).result()

    def wait_until(self, ready: Callable[[], Any], timeout: float = 30.0) -> None:
        """Wait until it serves; raise with its log if it ends or does not get there."""
        end = time.monotonic() + timeout
        while not ready():
            if not self.alive or time.monotonic() > end:
                raise FacilityError(f"{self.log.stem} does not come up:\n{self.tail()}")
            time.sleep(0.05)

    def signal(self, number: int) -> None:
        """Send a signal to the process and to those it started and still has."""
        process = psutil.Process(self.pid)
        for one in [process, *process.children()]:
            one.send_signal(number)

    def suspend(self) -> None:
        """Let it hang: connections are accepted, nothing is answered."""
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.signal(signal.SIGCONT)

    def stop(self, timeout: float = 15.0) -> None:
        """Ask it to end (SIGTERM), and make it end if it does not."""
        if not self.alive:
            return
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it without a warning (SIGKILL)."""
        if self.alive:
            assert self._process is not None
            self._process.kill()
            self._process.wait()


def with_variable(name: str, value: str) -> Iterator[psutil.Process]:
    """All live processes of this machine whose environment has this variable."""
    for process in psutil.process_iter():
        try:
            if process.environ().get(name) == value:
                yield process
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue


def sweep(run: Path, timeout: float = 5.0) -> None:
    """End whatever a run has left behind, jobs and kernels too."""

    def left() -> list[psutil.Process]:
        mine = os.getpid()
        return [one for one in with_variable(MARKER, str(run)) if one.pid != mine]

    end = time.monotonic() + timeout
    while found := left():
        for process in found:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        if time.monotonic() > end:
            raise FacilityError(f"These processes do not end: {found}")
        time.sleep(0.1)

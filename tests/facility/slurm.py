"""munge, slurmctld and slurmd of Debian, with one node and one partition, in a directory."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .accounts import GROUP
from .processes import (
    PATH,
    Daemon,
    base_environment,
    command,
    free_ports,
    listening,
    program,
    wait_for,
)

PARTITION = "hammer"
CPUS = 8
MEMORY_MIB = 16_000
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue", "sudo")

# No cgroups and no accounting, for containers have neither; the node claims more
# than the machine has (config_overrides), so that a few workers always fit.
CONFIGURATION = """\
ClusterName=facility
SlurmctldHost={node}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={socket}
StateSaveLocation={directory}/state
SlurmdSpoolDir={directory}/spool
SlurmctldPidFile={directory}/slurmctld.pid
SlurmdPidFile={directory}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,bf_interval=2,sched_interval=2
MpiDefault=none
ReturnToService=2
KillWait=2
PropagateResourceLimits=NONE
NodeName={node} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName={partition} Nodes={node} Default=YES MaxTime=4:00:00 AllowGroups=root,{group}
"""


@dataclass(frozen=True)
class Job:
    """A line of ``squeue``."""

    id: str
    user: str
    state: str
    reason: str


class Slurm:
    """One SLURM installation of its own; several can run beside each other."""

    def __init__(self, run: Path) -> None:
        self.directory = run / "slurm"
        self.configuration = self.directory / "slurm.conf"
        self.commands = self.directory / "bin"
        self.node = socket.gethostname().split(".")[0]
        self._environment = base_environment(run, SLURM_CONF=str(self.configuration))
        self._daemons: list[Daemon] = []

    @staticmethod
    def installed() -> bool:
        """Whether Debian's packages are there."""
        return all(shutil.which(name, path=PATH) for name in PROGRAMS)

    def start(self) -> None:
        """Bring everything up and wait until the node takes jobs."""
        for name in ("", "state", "spool", "bin", "munge"):
            (self.directory / name).mkdir(mode=0o755, parents=True, exist_ok=True)
        controller_port, node_port = free_ports(2)
        munge = self.directory / "munge"
        key = munge / "key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(stat.S_IRUSR)
        self.configuration.write_text(
            CONFIGURATION.format(
                directory=self.directory,
                node=self.node,
                controller_port=controller_port,
                node_port=node_port,
                socket=munge / "socket",
                cpus=CPUS,
                memory=MEMORY_MIB,
                partition=PARTITION,
                group=GROUP,
            )
        )
        for name in ("sbatch", "scancel", "squeue", "scontrol", "sinfo"):
            self._wrap(name)
        places = [f"--{kind}-file={munge / kind}" for kind in ("key", "pid", "seed", "log")]
        munged = self._daemon(
            "munged", "--foreground", "--force", f"--socket={munge / 'socket'}", *places
        )
        munged.wait_until((munge / "socket").is_socket)
        controller = self._daemon("slurmctld", "-D", "-f", str(self.configuration))
        controller.wait_until(lambda: listening(controller_port))
        node = self._daemon("slurmd", "-D", "-f", str(self.configuration))
        node.wait_until(lambda: self._node_state() == "idle")

    def stop(self) -> None:
        """End all jobs, then the daemons."""
        if self._daemons and all(daemon.alive for daemon in self._daemons):
            self.undrain()
            for job in self.squeue():
                self.run("scancel", job.id)
            wait_for(lambda: not self.squeue(), "No job is left", timeout=20)
        for daemon in reversed(self._daemons):
            daemon.stop()

    def run(self, name: str, *arguments: str) -> str:
        """Run one of SLURM's commands, as root."""
        return command([program(name), *arguments], self._environment)

    def squeue(self, user: str | None = None) -> list[Job]:
        """The jobs that wait, run or are being ended."""
        chosen = ["-u", user] if user else []
        lines = self.run("squeue", "-h", "-o", "%i|%u|%T|%r", *chosen).splitlines()
        return [Job(*line.split("|", 3)) for line in lines]

    def drain(self) -> None:
        """Let the node take no more jobs: new ones stay pending."""
        self.run("scontrol", "update", f"nodename={self.node}", "state=drain", "reason=maintenance")

    def undrain(self) -> None:
        """Let the node take jobs again."""
        if "drain" in self._node_state():
            self.run("scontrol", "update", f"nodename={self.node}", "state=resume")

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """While somebody else's job has the whole node: new ones wait for resources."""
        script = "--wrap=exec sleep 3600"
        options = [f"--cpus-per-task={CPUS}", "--mem=1", "--output=/dev/null", "--chdir=/"]
        job = self.run("sbatch", "--parsable", "--job-name=other", *options, script).strip()
        try:
            wait_for(
                lambda: any(one.id == job and one.state == "RUNNING" for one in self.squeue()),
                "The other job runs",
            )
            yield
        finally:
            self.run("scancel", job)

    def _node_state(self) -> str:
        return self.run("sinfo", "-h", "-N", "-o", "%T").strip()

    def _daemon(self, name: str, *arguments: str) -> Daemon:
        # slurmctld wants to write its core below the directory it is started in.
        log = self.directory / f"{name}.log"
        daemon = Daemon([program(name), *arguments], log, self._environment)
        self._daemons.append(daemon)
        daemon.start()
        return daemon

    def _wrap(self, name: str) -> None:
        """Commands that know this installation whatever the environment: the gateway clears it."""
        path = self.commands / name
        path.write_text(f'#!/bin/sh\nSLURM_CONF={self.configuration} exec {program(name)} "$@"\n')
        os.chmod(path, 0o755)

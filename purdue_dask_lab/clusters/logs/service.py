"""The logs of one cluster, from wherever they can be had."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..._concurrency import executors
from ...errors import DaskLabError, InvalidValue, UnknownCluster
from ...schemas.logs import ClusterLog, LogEntry, LogKind, LogQuery, LogSource
from ...worker_env.redact import masked_text, process_secrets, secrets_of
from ..history_service import HistoryService
from ..manager import ClusterManager
from ..monitor import GatewayMonitor
from ..tracked import TrackedCluster
from . import lines
from .files import FilePart, log_files, read_file
from .pages import read_page

MOST_WORKERS = 1_000
"""Workers of one cluster whose logs are offered."""

_SCHEDULER = "scheduler"
_KEPT = "kept"
_WORKER = "worker:"
_FILE = "file:"


@dataclass(frozen=True)
class _Subject:
    """What is known of the cluster whose log is wanted."""

    monitor: GatewayMonitor
    cluster: TrackedCluster
    running: bool
    secrets: frozenset[str]


class LogService:
    """Reads logs: of a scheduler and its workers while they run, of files, and what was kept.

    Parameters
    ----------
    clusters
        All clusters.
    history
        Those that have ended.
    """

    def __init__(self, clusters: ClusterManager, history: HistoryService) -> None:
        self._clusters = clusters
        self._history = history

    async def read(self, gateway: str, name: str, query: LogQuery) -> ClusterLog:
        """Return the end of one log, by default of the scheduler's.

        What cannot be read now says why in ``problem``.

        Raises
        ------
        UnknownCluster, UnknownGateway
            There is no such cluster.
        InvalidValue
            The cluster has no such log.
        """
        try:
            view = await self._clusters.get(gateway, name)
        except UnknownCluster as unknown:
            return await self._ended(gateway, name, unknown)
        monitor = self._clusters.monitor(gateway)
        cluster = monitor.tracked[name]
        report = cluster.report
        subject = _Subject(
            monitor=monitor,
            cluster=cluster,
            running=report is not None and view.dashboard_url is not None,
            secrets=process_secrets() | secrets_of(report.options if report else {}),
        )
        sources, problem = await self._sources(subject)
        source = query.source or (sources[0].id if sources else None)
        if source is not None and not _is_possible(source):
            raise InvalidValue(f"{view.label} has no log {source}.", field="source")
        answer = ClusterLog(sources=[])
        if source is not None and not (problem and _is_live(source)):
            try:
                answer = await self._log(subject, source, query.since)
            except DaskLabError as error:
                problem = error.message
        return answer.model_copy(
            update={
                "sources": sources,
                "source": source,
                "live": not view.status.is_final,
                "problem": masked_text(problem, subject.secrets) if problem else answer.problem,
            }
        )

    async def _ended(self, gateway: str, name: str, unknown: UnknownCluster) -> ClusterLog:
        """What was kept of the log of a cluster that is shown no more."""
        try:
            record = await self._history.find(gateway, name)
        except UnknownCluster:
            raise unknown from None
        secrets = process_secrets() | secrets_of(record.request or {})
        found = lines.entries(masked_text(lines.plain(record.log or ""), secrets))
        return ClusterLog(
            sources=[LogSource(id=_KEPT, kind=LogKind.kept, name="")],
            source=_KEPT,
            entries=found,
            cursor=lines.cursor_of(found),
            problem=None if found else f"Nothing was kept of the log of {record.label}.",
        )

    async def _sources(self, subject: _Subject) -> tuple[list[LogSource], str | None]:
        """The logs that there are, and why some of them are not known."""
        cluster, logs = subject.cluster, subject.monitor.logs
        found: list[LogSource] = []
        problem = None
        if subject.running:
            found.append(LogSource(id=_SCHEDULER, kind=LogKind.scheduler, name=""))
            try:
                workers = await subject.monitor.gateway.workers(cluster.name)
            except DaskLabError as error:
                workers, problem = {}, error.message
            named = sorted(workers.items(), key=lambda item: item[1])[:MOST_WORKERS]
            found += [
                LogSource(id=f"{_WORKER}{address}", kind=LogKind.worker, name=name)
                for address, name in named
            ]
        if (directory := logs.directory) is not None:
            try:
                files = await executors.logs.run(directory, log_files, directory, cluster.name)
            except DaskLabError as error:
                files, problem = [], problem or error.message
            found += [
                LogSource(id=f"{_FILE}{file}", kind=LogKind.file, name=file) for file in files
            ]
        if not found and await self._kept(subject):
            found.append(LogSource(id=_KEPT, kind=LogKind.kept, name=""))
        return found, problem

    async def _log(self, subject: _Subject, source: str, since: str | None) -> ClusterLog:
        gateway, name = subject.monitor.gateway, subject.cluster.name
        truncated = False
        if source.startswith(_FILE):
            return await self._file(subject, source.removeprefix(_FILE), since)
        if source == _KEPT:
            text = masked_text(lines.plain(await self._kept(subject) or ""), subject.secrets)
            found = lines.entries(text)
        else:
            worker = source.removeprefix(_WORKER) if source.startswith(_WORKER) else None
            page = await gateway.log_page(name, worker)
            found, truncated = await executors.work.run(
                (name, "log"), read_page, page, subject.secrets
            )
        newer = lines.after(found, since) if since else None
        return ClusterLog(
            sources=[],
            entries=found if newer is None else newer,
            cursor=lines.cursor_of(found),
            follows=newer is not None,
            truncated=truncated and newer is None,
        )

    async def _file(self, subject: _Subject, file: str, since: str | None) -> ClusterLog:
        directory = subject.monitor.logs.directory
        name = subject.cluster.name
        if directory is None:
            raise InvalidValue("This gateway has no log files that can be read here.")

        def read() -> tuple[FilePart, list[LogEntry]]:
            # Only what is listed: a path of somebody's choice leads anywhere.
            if file not in log_files(directory, name):
                raise InvalidValue(f"There is no log file {file} any more.")
            part = read_file(Path(directory, name, file), since)
            text = masked_text(lines.plain(part.text), subject.secrets)
            return part, lines.entries(text)

        try:
            part, found = await executors.logs.run((directory, "log"), read)
        except OSError as error:
            why = error.strerror or str(error)
            return ClusterLog(sources=[], problem=f"{file} cannot be read: {why}.")
        newest, left_out = lines.newest(found)
        return ClusterLog(
            sources=[],
            entries=newest,
            cursor=part.cursor,
            follows=part.follows and not left_out,
            truncated=part.truncated or left_out,
        )

    async def _kept(self, subject: _Subject) -> str | None:
        """What was kept of the log, or a server of logs still has."""
        record = subject.cluster.record
        failure = record.failure if record else None
        if failure is not None and failure.log:
            return failure.log
        return await subject.monitor.logs.tail(subject.cluster.name)


def _is_live(source: str) -> bool:
    return source == _SCHEDULER or source.startswith(_WORKER)


def _is_possible(source: str) -> bool:
    return _is_live(source) or source == _KEPT or source.startswith(_FILE)

"""The logs of one cluster, from wherever they can be had."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...errors import DaskLabError, InvalidValue, UnknownCluster
from ...schemas.logs import ClusterLog, LogEntry, LogKind, LogQuery, LogSource
from ...system.concurrency import executors
from ...translation import trans
from ...worker_env.redact import masked_text, secrets_around
from ..history_service import HistoryService
from ..manager import ClusterManager
from ..monitor import GatewayMonitor
from ..tracked import TrackedCluster
from . import lines
from .files import FilePart, log_files, read_file
from .pages import read_page

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
            monitor, cluster = await self._clusters.find(gateway, name)
        except UnknownCluster as unknown:
            return await self._ended(gateway, name, unknown)
        view = monitor.show(cluster)
        report, record = cluster.report, cluster.record
        subject = _Subject(
            monitor=monitor,
            cluster=cluster,
            running=report is not None and view.dashboard_url is not None,
            secrets=secrets_around(
                report.options if report else None, record.request if record else None
            ),
        )
        sources, problem = await self._sources(subject)
        source = query.source or (sources[0].id if sources else None)
        if source is not None and not _is_possible(source):
            raise InvalidValue(
                trans("{label} has no log {source}.", label=view.label, source=source),
                field="source",
            )
        answer = ClusterLog(sources=[])
        if source is not None and not (problem and _is_live(source)):
            try:
                if source.startswith(_WORKER) and source not in {one.id for one in sources}:
                    # A scheduler would ask whatever address it is given.
                    gone = source.removeprefix(_WORKER)
                    raise InvalidValue(trans("There is no worker {gone} any more.", gone=gone))
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
        secrets = secrets_around(record.request)
        log = await executors.work.run((name, "log"), _kept_log, record.log or "", secrets, None)
        return log.model_copy(
            update={
                "sources": [LogSource(id=_KEPT, kind=LogKind.kept, name="")],
                "source": _KEPT,
                "problem": None
                if log.entries
                else trans("Nothing was kept of the log of {label}.", label=record.label),
            }
        )

    async def _sources(self, subject: _Subject) -> tuple[list[LogSource], str | None]:
        """The logs that there are, and why some of them are not known."""
        cluster, logs = subject.cluster, subject.monitor.logs
        found: list[LogSource] = []
        problem = None
        if subject.running:
            found.append(LogSource(id=_SCHEDULER, kind=LogKind.scheduler, name=""))
            try:
                workers = (await subject.monitor.gateway.workers(cluster.name)).names()
            except DaskLabError as error:
                workers, problem = {}, error.message
            found += [
                LogSource(id=f"{_WORKER}{address}", kind=LogKind.worker, name=name)
                for address, name in workers.items()
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
        if source.startswith(_FILE):
            return await self._file(subject, source.removeprefix(_FILE), since)
        # Threads of our own: thousands of lines are many to look at.
        if source == _KEPT:
            kept = await self._kept(subject) or ""
            return await executors.work.run((name, "log"), _kept_log, kept, subject.secrets, since)
        worker = source.removeprefix(_WORKER) if source.startswith(_WORKER) else None
        page = await gateway.log_page(name, worker)
        return await executors.work.run((name, "log"), _page_log, page, subject.secrets, since)

    async def _file(self, subject: _Subject, file: str, since: str | None) -> ClusterLog:
        directory = subject.monitor.logs.directory
        name = subject.cluster.name
        if directory is None:
            raise InvalidValue(trans("This gateway has no log files that can be read here."))

        def read() -> tuple[FilePart, list[LogEntry]]:
            # Only what is listed: a path of somebody's choice leads anywhere.
            if file not in log_files(directory, name):
                raise InvalidValue(trans("There is no log file {file} any more.", file=file))
            part = read_file(Path(directory, name, file), since)
            text = masked_text(lines.plain(part.text), subject.secrets)
            return part, lines.entries(text)

        try:
            part, found = await executors.logs.run((directory, "log"), read)
        except OSError as error:
            why = error.strerror or str(error)
            return ClusterLog(
                sources=[], problem=trans("{file} cannot be read: {why}.", file=file, why=why)
            )
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


def _kept_log(text: str, secrets: frozenset[str], since: str | None) -> ClusterLog:
    return _since(lines.entries(masked_text(lines.plain(text), secrets)), since)


def _page_log(page: str, secrets: frozenset[str], since: str | None) -> ClusterLog:
    found, truncated = read_page(page, secrets)
    return _since(found, since, truncated=truncated)


def _since(found: list[LogEntry], since: str | None, *, truncated: bool = False) -> ClusterLog:
    """Answer what is newer than a cursor, or everything where that is not known."""
    newer = lines.after(found, since) if since else None
    return ClusterLog(
        sources=[],
        entries=found if newer is None else newer,
        cursor=lines.cursor_of(found),
        follows=newer is not None,
        truncated=truncated and newer is None,
    )


def _is_live(source: str) -> bool:
    return source == _SCHEDULER or source.startswith(_WORKER)


def _is_possible(source: str) -> bool:
    return _is_live(source) or source == _KEPT or source.startswith(_FILE)

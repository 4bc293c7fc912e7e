"""The ends of pods' logs, where this session may read them: an optional source."""

from __future__ import annotations

from ..config.schema import KubernetesSettings
from ..schemas.clusters import JobRole
from ..system.concurrency import executors
from ..translation import later, trans
from .jobs import Job
from .kubernetes_api import KubernetesApi, RequestRefused
from .pods import CLUSTER_LABEL, is_name, pods_among
from .untrusted import clean_text

_MOST_KEPT = 100
_MOST_LINES = 60
_MOST_BYTES = 2**20
_LONGEST_LINE = 2_000
_ENDED = ("FAILED", "SUCCEEDED")


class PodLogs:
    """Reads the end of a scheduler's log, and that of a worker that has ended.

    A container that was begun again is read as it ended before (``kubectl logs
    --previous``): what it says now is only that it starts.

    Parameters
    ----------
    label
        What the gateway is called.
    settings
        Which namespace, and how to get in.
    """

    def __init__(self, label: str, settings: KubernetesSettings) -> None:
        self._label = label
        self._api = KubernetesApi(label, settings)
        self._ends: dict[str, dict[JobRole, str]] = {}
        """What the pods of clusters said last: they do not all go at once."""
        self.problem: str | None = None
        """Why there are no logs, for the list of problems."""

    async def tail(self, cluster: str) -> str | None:
        """Return the last lines of a cluster's logs; None where there are none to be had.

        Parameters
        ----------
        cluster
            As the gateway names it: with its namespace in front.
        """
        try:
            pods = await self._telling(cluster)
        except Exception as error:
            # Of whatever kind: logs are shown beside all else.
            self._refused(error)
            return None
        found: dict[JobRole, str] = {}
        failure: Exception | None = None
        for pod in pods:
            try:
                found[pod.role] = await self._read(pod)
            except Exception as error:
                # What one pod refuses hides no other.
                failure = error
        self._refused(failure)
        if failure is not None and not found:
            return None
        ends = self._ends.pop(cluster, {}) | {role: end for role, end in found.items() if end}
        self._ends[cluster] = ends
        while len(self._ends) > _MOST_KEPT:
            del self._ends[next(iter(self._ends))]
        told = (ends.get(JobRole.scheduler), ends.get(JobRole.worker))
        return "\n".join(end for end in told if end) or None

    async def close(self) -> None:
        """Give the connection back."""
        await self._api.close()

    def _refused(self, error: Exception | None) -> None:
        """Note why there are no logs, or that there are."""
        why = self._api.explain(error, later("read logs of pods")) if error is not None else None
        self.problem = (
            trans("Logs of {label} are not shown: {why}.", label=self._label, why=why)
            if why
            else None
        )

    async def _telling(self, cluster: str) -> list[Job]:
        """The scheduler, and the worker that has ended most often."""
        name = cluster.rpartition(".")[2]
        if not is_name(name):
            return []
        listed = await self._api.list_all(
            "list_namespaced_pod", label_selector=f"{CLUSTER_LABEL}={name}"
        )
        pods = await executors.work.run(self._label, pods_among, listed)
        # Logs are read by a pod's name, in this namespace.
        here = cluster == f"{self._api.namespace}.{name}"
        ours = [pod for pod in pods if here and pod.cluster == cluster]
        schedulers = [pod for pod in ours if pod.role is JobRole.scheduler]
        ended = [
            pod
            for pod in ours
            if pod.role is JobRole.worker and (pod.restarts or pod.state in _ENDED)
        ]
        return [*schedulers[:1], *sorted(ended, key=lambda pod: -pod.restarts)[:1]]

    async def _read(self, pod: Job) -> str:
        try:
            body = await self._api.ask(
                "read_namespaced_pod_log",
                pod.id,
                previous=pod.restarts > 0,
                tail_lines=_MOST_LINES,
                limit_bytes=_MOST_BYTES,
            )
        except RequestRefused as error:
            # Before its container has started there is none; after its end it may be swept away.
            if error.status in (400, 404):
                return ""
            raise
        text = body.decode("utf-8", errors="replace")
        lines = (clean_text(line.rstrip(), _LONGEST_LINE) for line in text.splitlines())
        return "\n".join([line for line in lines if line][-_MOST_LINES:])

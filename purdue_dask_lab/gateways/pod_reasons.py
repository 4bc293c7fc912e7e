"""Why pods wait or were never made, from Kubernetes' events and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..schemas.clusters import JobRole
from .jobs import Job
from .pods import PENDING, command_for, is_name, items_of, part_of, said_in
from .untrusted import clean_text

NEARLY_FULL = 0.8
"""Share of a quota in use from which it is the likely cause of what is missing: how much a pod
that was never made has asked for is not known."""

_VAGUE = ("ImagePullBackOff", "ErrImagePull")
"""States whose own message says less than the event before them."""

_REPEATED = ("BackOff", "Back-off")
_UNITS = {
    **{f"{unit}i": 2.0 ** (10 * power) for power, unit in enumerate("KMGTP", 1)},
    **{unit: 1000.0**power for power, unit in enumerate("kMGTP", 1)},
    "m": 0.001,
}


@dataclass(frozen=True)
class PodReasons:
    """What is known besides the pods themselves.

    Parameters
    ----------
    of_pods
        The last warning about a pod, by its name.
    of_clusters
        The last warning about a cluster's own object, by its name.
    quota
        The quota that is nearest to its end, in words; None while there is room.
    """

    of_pods: Mapping[str, str] = field(default_factory=dict)
    of_clusters: Mapping[str, str] = field(default_factory=dict)
    quota: str | None = None

    def explained(self, job: Job) -> Job:
        """A pod with the event's reason where its own says less."""
        event = self.of_pods.get(job.id)
        is_vague = job.reason is None or job.reason.startswith(_VAGUE)
        if event is None or job.state != PENDING or not is_vague:
            return job
        return replace(job, reason=event)

    def missing(self, cluster: str, jobs: list[Job], workers: int | None) -> list[Job]:
        """Pods that were to be made and are not, as one, as far as their reason is known.

        Parameters
        ----------
        cluster
            With the namespace in front.
        workers
            How many are wanted; None where nobody knows.
        """
        namespace, _, name = cluster.partition(".")
        reason = self.of_clusters.get(name) or self.quota
        if reason is None or not is_name(namespace) or not is_name(name):
            return []
        has_scheduler = any(job.role is JobRole.scheduler for job in jobs)
        present = sum(job.role is JobRole.worker for job in jobs)
        role = JobRole.worker if has_scheduler else JobRole.scheduler
        count = max(0, (workers or 0) - present) if has_scheduler else 1
        job = Job(
            id=name,
            cluster=cluster,
            role=role,
            state=PENDING,
            reason=reason,
            ends_at=None,
            command=command_for(namespace, name),
            count=count,
        )
        return [job] if count else []


def read_events(answer: Any) -> PodReasons:
    """Read a list of warnings; the last of each object stands.

    Raises
    ------
    InvalidAnswer
        It is no list of events.
    """
    of_pods: dict[str, str] = {}
    of_clusters: dict[str, str] = {}
    events = [one for one in items_of(answer, "events") if isinstance(one, Mapping)]
    for event in sorted(events, key=_told_at):
        about, said = part_of(event, "involvedObject"), said_in(event)
        kind, name = about.get("kind"), about.get("name")
        if said is None or not is_name(name) or said.startswith(_REPEATED):
            continue
        if kind == "Pod":
            of_pods[str(name)] = said
        elif kind == "DaskCluster" and event.get("reason") == "FailedCreate":
            of_clusters[str(name)] = said
    return PodReasons(of_pods, of_clusters)


def read_quotas(answer: Any) -> str | None:
    """Read a list of quotas, and say which is nearest to its end; None if all have room.

    Raises
    ------
    InvalidAnswer
        It is no list of quotas.
    """
    found: list[tuple[float, str]] = []
    for quota in items_of(answer, "quotas"):
        name = clean_text(part_of(quota, "metadata").get("name"), 60)
        status = part_of(quota, "status")
        hard, used = part_of(status, "hard"), part_of(status, "used")
        for resource, most in hard.items():
            limit, in_use = _amount(most), _amount(used.get(resource))
            if limit is None or in_use is None or in_use < NEARLY_FULL * limit:
                continue
            what = clean_text(str(resource), 60)
            said = f"ExceededQuota: {name} has {used[resource]} of {most} {what} in use"
            found.append((in_use / limit if limit else float("inf"), said))
    return max(found)[1] if found else None


def _told_at(event: Mapping[str, Any]) -> str:
    at = event.get("lastTimestamp") or event.get("eventTime")
    return at if isinstance(at, str) else ""


def _amount(text: Any) -> float | None:
    """An amount of Kubernetes' (``500m``, ``2Gi``) as a number; None for what is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    unit = next((one for one in _UNITS if text.endswith(one)), "")
    try:
        return float(text.removesuffix(unit)) * _UNITS.get(unit, 1.0)
    except ValueError:
        return None

"""What Kubernetes tells of pods, read into jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..schemas.clusters import JobRole
from ..translation import trans
from .jobs import Job
from .untrusted import InvalidAnswer, clean_text

CLUSTER_LABEL = "gateway.dask.org/cluster"
"""Carried by all that belongs to one of dask-gateway's clusters."""

PENDING = "PENDING"

CRASHING = "CrashLoopBackOff"

_NAME = re.compile(r"[A-Za-z0-9]([-._A-Za-z0-9]{0,251}[A-Za-z0-9])?")
_AFTERTHOUGHT = re.compile(r"(?<=\.) (?:no new claims to deallocate, )?preemption: .*", re.DOTALL)
"""What kube-scheduler adds about pods that it could end for this one: none of a user's business."""

_COMPONENT = "app.kubernetes.io/component"
_ROLES = {"dask-scheduler": JobRole.scheduler, "dask-worker": JobRole.worker}


def read_pods(answer: Any) -> Iterator[Job]:
    """Read a list of pods; what is none of dask-gateway's is left out.

    Raises
    ------
    InvalidAnswer
        It is no list of pods.
    """
    for pod in items_of(answer, "pods"):
        metadata, status = part_of(pod, "metadata"), part_of(pod, "status")
        labels = part_of(metadata, "labels")
        cluster, role = labels.get(CLUSTER_LABEL), _ROLES.get(str(labels.get(_COMPONENT)))
        namespace, name = metadata.get("namespace"), metadata.get("name")
        if role is None or not all(map(is_name, (cluster, namespace, name))):
            continue
        restarts, ended = _past(status)
        yield Job(
            id=str(name),
            cluster=f"{namespace}.{cluster}",
            role=role,
            state=(clean_text(status.get("phase"), 40) or "Unknown").upper(),
            reason=_reason(status),
            ends_at=None,
            command=command_for(str(namespace), str(cluster)),
            restarts=restarts,
            ended=ended,
        )


def pods_among(objects: list[Any]) -> list[Job]:
    """Read pods that came in pages."""
    return list(read_pods({"items": objects}))


def command_for(namespace: str, cluster: str) -> str:
    """What shows a cluster's pods in a terminal."""
    return f"kubectl get pods --namespace {namespace} --selector {CLUSTER_LABEL}={cluster}"


def is_name(value: Any) -> bool:
    """Whether Kubernetes could have named something so: it becomes a part of a command."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def items_of(answer: Any, what: str) -> list[Any]:
    """The items of a list; raises ``InvalidAnswer`` for what is none."""
    items = answer.get("items") if isinstance(answer, Mapping) else None
    if not isinstance(items, list):
        raise InvalidAnswer(f"{what} are not a list")
    return items


def part_of(value: Any, key: str) -> Mapping[str, Any]:
    """A mapping inside; an empty one where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def said_in(part: Mapping[str, Any]) -> str | None:
    """Reason, exit code and message, as far as they are given."""
    reason, message = clean_text(part.get("reason"), 60), clean_text(part.get("message"), 200)
    code = part.get("exitCode")
    said = (
        reason
        if not isinstance(code, int)
        else trans("{reason}, exit code {code}", reason=reason or trans("ended"), code=code)
    )
    return ": ".join(one for one in (said, message) if one) or None


def _reason(status: Mapping[str, Any]) -> str | None:
    """Why a pod waits, was ended or was begun again, in Kubernetes' words."""
    for condition in _list_of(status, "conditions"):
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            said = said_in(condition)
            return said and _AFTERTHOUGHT.sub("", said)
    for container in _list_of(status, "containerStatuses"):
        state, before = part_of(container, "state"), part_of(container, "lastState")
        ended = said_in(part_of(before, "terminated"))
        if part_of(state, "waiting").get("reason") == CRASHING and ended is not None:
            return f"{CRASHING}: {ended}"
        for part in (
            part_of(state, "waiting"),
            part_of(state, "terminated"),
            part_of(before, "terminated"),
        ):
            if part.get("reason") not in (None, "ContainerCreating", "Completed"):
                return said_in(part)
    return said_in(status)


def _past(status: Mapping[str, Any]) -> tuple[int, str | None]:
    """How often a pod's container was begun again, and how it ended last."""
    restarts, ended = 0, None
    for container in _list_of(status, "containerStatuses"):
        count = container.get("restartCount")
        restarts += count if isinstance(count, int) and count > 0 else 0
        for key in ("state", "lastState"):
            ended = ended or said_in(part_of(part_of(container, key), "terminated"))
    return restarts, ended


def _list_of(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

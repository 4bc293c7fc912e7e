"""What an administrator says about each gateway, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ..schemas.gateways import Limits, OfferedWorkers, Storage, StorageAccess

LOCAL = "local"
FACTORY = "factory"
DASK_GATEWAY = "dask-gateway"
"""The gateway that dask-gateway's own configuration names, by its id here."""

_GIB = 2**30


def _seconds(value: Any) -> Any:
    """Durations as Dask writes them: ``2 minutes``, ``1h``, ``90``."""
    if not isinstance(value, str):
        return value
    from dask.utils import parse_timedelta

    return parse_timedelta(value)


def _gibibytes(value: Any) -> Any:
    """Memory as people at facilities write it: ``400 GB`` and a plain 400 mean 400 GiB.

    SLURM, Kubernetes dashboards and the dialog's own ``Worker memory [GB]`` all
    count in powers of 1024 and say GB.
    """
    if not isinstance(value, str):
        return value
    from dask.utils import parse_bytes

    text = value.strip().replace("iB", "B")
    number = text.rstrip("BbkKMGTP ")
    unit = text[len(number) :].strip() or "GB"
    return float(number) * parse_bytes(f"1 {unit.rstrip('Bb')}iB") / _GIB


Duration = Annotated[float, BeforeValidator(_seconds), Field(gt=0)]
Memory = Annotated[float, BeforeValidator(_gibibytes), Field(gt=0)]


def hyphens(name: str) -> str:
    """A key as it is written in YAML files."""
    return name.replace("_", "-")


class Settings(BaseModel):
    """A part of the configuration; keys may be written with ``-`` or ``_``."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=hyphens)


class AuthSettings(Settings):
    """How to identify oneself: ``basic``, ``kerberos``, ``jupyterhub`` or a class path."""

    type: str = "basic"
    kwargs: dict[str, Any] = {}


class Users(Settings):
    """Whom something is meant for, by patterns such as ``*-cern``; a denial wins."""

    allow: list[str] = ["*"]
    deny: list[str] = []

    def admit(self, user: str) -> bool:
        """Whether this user is meant."""
        return _fits(user, self.allow) and not _fits(user, self.deny)


class StorageRule(Settings):
    """What some users' workers may do below a path; the first that fits holds."""

    path: str
    access: StorageAccess
    users: Users = Users()


class LimitSettings(Settings):
    """What the gateway allows one user in all."""

    workers: Annotated[int, Field(ge=0)] | None = None
    cores: Annotated[float, Field(gt=0)] | None = None
    memory: Memory | None = None


class OptionRoles(Settings):
    """Which of the gateway's options carry the environment's prefix and the variables.

    Found by name where nothing is said.
    """

    environment: str | None = None
    variables: str | None = None


class VariableRules(Settings):
    """Which of the Jupyter server's own variables may travel to workers, by patterns.

    ``exclude`` comes on top of what looks like a secret anyway; a name that
    ``inherit`` spells out travels all the same.
    """

    inherit: list[str] = ["*"]
    exclude: list[str] = []


def workers_of(size: Mapping[str, Any]) -> OfferedWorkers | None:
    """How many workers ``adapt`` or else ``workers`` of dask-labextension's configuration names."""
    adapt, workers = size.get("adapt"), size.get("workers")
    if isinstance(adapt, dict):
        minimum = int(adapt.get("minimum") or 0)
        return OfferedWorkers(minimum=minimum, maximum=int(adapt.get("maximum") or minimum + 1))
    if isinstance(workers, int):
        return OfferedWorkers(minimum=workers, maximum=workers)
    return None


class FactorySettings(Settings):
    """A class that makes clusters, as dask-labextension names it."""

    module: str
    class_: str = Field(alias="class")
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    default: dict[str, Any] = Field(default={}, description="How many workers, or adapt")
    initial: list[dict[str, Any]] = Field(default=[], description="Clusters to begin with")

    def offered(self) -> OfferedWorkers | None:
        """How many workers ``default`` names."""
        return workers_of(self.default)


class GatewaySettings(Settings):
    """What an administrator says about one gateway."""

    id: str
    type: Literal["remote", "local", "factory"] = "remote"
    factory: FactorySettings | None = None
    label: str
    description: str = ""
    audience: str = ""
    address: str | None = None
    proxy_address: str | int | None = None
    public_address: str | None = None
    auth: AuthSettings | None = None
    http_proxy: bool | str = Field(
        default=True,
        description="A proxy to reach the gateway through, or whether to look for one in the "
        "environment",
    )
    users: Users = Users()
    limits: LimitSettings = LimitSettings()
    options: OptionRoles = OptionRoles()
    start_timeout: Duration | None = None
    idle_timeout: Duration | None = None
    lifetime: Duration | None = None
    storage: list[StorageRule] = []
    environments_for_others: bool = Field(
        default=False, description="Workers read environments as another user than their own"
    )
    monitoring_url: str | None = None
    scheduler_logs: str | None = Field(
        default=None,
        description="A folder with a folder of logs for each cluster, readable by the user",
    )

    @property
    def key(self) -> str:
        """Where Dask's configuration describes the gateway, by its dotted name."""
        return "gateway" if self.id == DASK_GATEWAY else f"labextension.gateways.{self.id}"

    def known_limits(self) -> Limits:
        """The limits as they cross the wire."""
        limits = self.limits
        return Limits(workers=limits.workers, cores=limits.cores, memory_gib=limits.memory)

    def storage_of(self, user: str) -> list[Storage]:
        """What this user's workers may do, path by path."""
        found: dict[str, Storage] = {}
        for rule in self.storage:
            if rule.users.admit(user):
                found.setdefault(rule.path, Storage(path=rule.path, access=rule.access))
        return list(found.values())


LOCAL_GATEWAY = GatewaySettings(
    id=LOCAL,
    type="local",
    label="This machine",
    description="Scheduler and workers run beside Jupyter",
    start_timeout=120,
    idle_timeout=3600,
)


def _fits(user: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(user, pattern) for pattern in patterns)

"""What an administrator says about each gateway, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

from ..schemas.gateways import Limits, OfferedWorkers, Preset, Storage, StorageAccess
from ..system.machine import this_machine
from ..translation import later, trans
from .marks import hyphens
from .units import gibibytes, seconds
from .values import (
    as_address,
    as_folder,
    as_gateway_id,
    as_label,
    as_link,
    as_proxy_address,
    as_public_address,
    as_storage_path,
    as_user_pattern,
    as_variable_pattern,
)

LOCAL = "local"
FACTORY = "factory"
LONGEST_TEXT = 1000
LONGEST_ID = 100
LONGEST_LABEL = 60
MOST_WORKERS = 1_000_000

DASK_GATEWAY = "dask-gateway"
"""The gateway that dask-gateway's own configuration names, by its id here."""


Duration = Annotated[float, BeforeValidator(seconds), Field(gt=0, allow_inf_nan=False)]
Memory = Annotated[float, BeforeValidator(gibibytes), Field(gt=0, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
UserPattern = Annotated[str, AfterValidator(as_user_pattern)]
VariablePattern = Annotated[str, AfterValidator(as_variable_pattern)]
Link = Annotated[str, AfterValidator(as_link)]


class Settings(BaseModel):
    """A part of the configuration; keys may be written with ``-`` or ``_``."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, alias_generator=hyphens)


class AuthSettings(Settings):
    """How to identify oneself: ``basic``, ``kerberos``, ``jupyterhub`` or a class path."""

    type: str = "basic"
    kwargs: dict[str, Any] = {}


class Users(Settings):
    """Whom something is meant for, by patterns such as ``*-cern``; a denial wins."""

    allow: list[UserPattern] = ["*"]
    deny: list[UserPattern] = []

    def admit(self, user: str) -> bool:
        """Return whether this user is meant."""
        return _fits(user, self.allow) and not _fits(user, self.deny)


class StorageRule(Settings):
    """What some users' workers may do below a path; the first that fits holds."""

    path: Annotated[Text, AfterValidator(as_storage_path)]
    access: StorageAccess
    users: Users = Users()


class LimitSettings(Settings):
    """What the gateway allows one user in all."""

    workers: Annotated[int, Field(ge=0)] | None = None
    cores: Annotated[float, Field(gt=0)] | None = None
    memory: Memory | None = None


class OptionRoles(Settings):
    """Which of the gateway's options are what, where neither name nor declaration tells.

    ``environment`` takes the prefix, ``variables`` the workers' variables; ``cores`` and
    ``memory`` are those of a worker.
    """

    environment: str | None = None
    variables: str | None = None
    cores: str | None = None
    memory: str | None = None


class VariableRules(Settings):
    """Which of the Jupyter server's own variables may travel to workers, by patterns.

    ``exclude`` comes on top of what looks like a secret anyway; a name that
    ``inherit`` spells out travels all the same.
    """

    inherit: list[VariablePattern] = ["*"]
    exclude: list[VariablePattern] = []


class KubernetesSettings(Settings):
    """Where the pods of a gateway's clusters can be read; by the pod's own account as a rule."""

    namespace: str | None = Field(
        default=None,
        pattern="^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
        description="Where the clusters' pods are; that of Jupyter's own by default",
    )
    kubeconfig: Annotated[Text, AfterValidator(as_folder)] | None = Field(
        default=None, description="A file to get in with, in place of the pod's service account"
    )
    context: Text | None = None
    events: bool = Field(
        default=True, description="Whether events are read, too: why images cannot be pulled"
    )
    quotas: bool = Field(
        default=True, description="Whether quotas are read, too: why pods are not even made"
    )
    logs: bool = Field(
        default=False, description="Whether the ends of pods' logs are read, too: why they end"
    )


class QueueWaitSettings(Settings):
    """Where Prometheus tells how long the jobs of a gateway's clusters wait."""

    url: Link = Field(description="Prometheus' address; asked without a login")
    query: Text = Field(
        default="max(af_slurm_backlog_seconds)",
        description="What it is asked, in seconds; $user is filled in",
    )


def workers_of(size: Mapping[str, Any]) -> OfferedWorkers | None:
    """Return how many workers ``adapt`` or else ``workers`` of a configuration names."""
    adapt, workers = size.get("adapt"), size.get("workers")
    if isinstance(adapt, dict):
        minimum = int(adapt.get("minimum") or 0)
        return OfferedWorkers(minimum=minimum, maximum=int(adapt.get("maximum") or minimum + 1))
    if isinstance(workers, int):
        return OfferedWorkers(minimum=workers, maximum=workers)
    return None


def _checked_size(size: dict[str, Any]) -> dict[str, Any]:
    workers, adapt = size.get("workers"), size.get("adapt")
    bounds = [workers]
    if isinstance(adapt, dict):
        bounds += [adapt.get("minimum"), adapt.get("maximum")]
    elif adapt is not None:
        raise ValueError(trans("adapt takes minimum and maximum"))
    for bound in bounds:
        if bound is not None and (type(bound) is not int or not 0 <= bound <= MOST_WORKERS):
            raise ValueError(
                trans("numbers of workers go from 0 to {most_workers}", most_workers=MOST_WORKERS)
            )
    offered = workers_of(size)
    if offered is not None and offered.minimum > offered.maximum:
        raise ValueError(trans("minimum is more than maximum"))
    return size


Size = Annotated[dict[str, Any], AfterValidator(_checked_size)]


class PresetSettings(Settings):
    """A size of clusters that users choose by its name."""

    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL), AfterValidator(as_label)]
    workers: Annotated[int, Field(strict=True)] | None = None
    adapt: dict[str, Any] | None = None
    options: dict[str, JsonValue] = {}

    @model_validator(mode="after")
    def _has_a_size(self) -> PresetSettings:
        if unknown := (self.adapt or {}).keys() - {"minimum", "maximum"}:
            raise ValueError(
                trans("adapt takes minimum and maximum, not {unknown}", unknown=min(unknown))
            )
        _checked_size({"workers": self.workers, "adapt": self.adapt})
        return self

    def offered(self) -> Preset:
        """Return what the dialog fills in."""
        workers = workers_of({"workers": self.workers, "adapt": self.adapt})
        return Preset(label=self.label, workers=workers, options=self.options)


class FactorySettings(Settings):
    """A class that makes clusters, as dask-labextension names it."""

    module: str
    class_: str = Field(alias="class")
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    default: Size = Field(default={}, description="How many workers, or adapt")
    initial: list[Size] = Field(default=[], description="Clusters to begin with")


class GatewaySettings(Settings):
    """What an administrator says about one gateway."""

    id: Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(as_gateway_id)]
    type: Literal["remote", "local", "factory"] = "remote"
    factory: FactorySettings | None = None
    label: Text
    description: Text = ""
    audience: Text = ""
    address: Annotated[Text, AfterValidator(as_address)] | None = Field(
        default=None, description="Where its REST API answers"
    )
    proxy_address: Annotated[str | int, BeforeValidator(as_proxy_address)] | None = Field(
        default=None, description="Where clients connect to schedulers"
    )
    public_address: Annotated[Text, AfterValidator(as_public_address)] | None = Field(
        default=None, description="Where a browser reaches dashboards without Jupyter"
    )
    auth: AuthSettings | None = None
    http_proxy: bool | str = Field(
        default=True,
        description="A proxy to reach the gateway through, or whether to look for one in the "
        "environment",
    )
    users: Users = Users()
    limits: LimitSettings = LimitSettings()
    options: OptionRoles = OptionRoles()
    size: Size = Field(
        default={}, description="How many workers a cluster begins with: workers, or adapt"
    )
    presets: list[PresetSettings] = Field(
        default=[], description="Sizes that the dialog offers by their names"
    )
    start_timeout: Duration | None = None
    idle_timeout: Duration | None = None
    lifetime: Duration | None = None
    storage: list[StorageRule] = []
    shares_files: bool | None = Field(
        default=None,
        description="Whether workers see the files of the machine that Jupyter runs on; guessed "
        "from the gateway's options where nothing is said",
    )
    environments_for_others: bool = Field(
        default=False, description="Workers read environments as another user than their own"
    )
    monitoring_url: Link | None = None
    scheduler_logs: Annotated[Text, AfterValidator(as_folder)] | None = Field(
        default=None,
        description="A folder with a folder of logs for each cluster, readable by the user",
    )
    logs_url: Link | None = Field(
        default=None,
        description="Where a server such as Loki gives the logs of $cluster, the last $lines of "
        "them; asked without a login, in place of scheduler-logs",
    )
    kubernetes: KubernetesSettings | None = Field(
        default=None,
        description="Shows the pods of clusters and why they wait, where Jupyter may read these",
    )
    queue_waits: QueueWaitSettings | None = Field(
        default=None, description="Shows how long jobs wait, where Prometheus predicts it"
    )

    @property
    def key(self) -> str:
        """Where Dask's configuration describes the gateway, by its dotted name."""
        return "gateway" if self.id == DASK_GATEWAY else f"labextension.gateways.{self.id}"

    def workers_share_files(self, takes_environment: bool | None = None) -> bool:
        """Return whether paths of this machine mean the same to workers.

        Parameters
        ----------
        takes_environment
            Whether the gateway lets an environment be chosen, if that is known:
            one that does not runs workers in an image of its own.
        """
        if self.type != "remote":
            return True
        if self.shares_files is not None:
            return self.shares_files
        return takes_environment is not False

    def offered(self) -> OfferedWorkers | None:
        """Return how many workers a new cluster begins with, where something says so."""
        return workers_of(self.factory.default if self.factory else self.size)

    @property
    def display_name(self) -> str:
        """What users are told that the gateway is called."""
        return _in_words(self.label)

    @property
    def display_description(self) -> str:
        """What users are told of it."""
        return _in_words(self.description)

    def known_limits(self) -> Limits:
        """Return the limits as they cross the wire; those of a machine are what it has."""
        limits = self.limits
        cores, memory = limits.cores, limits.memory
        if self.type == LOCAL:
            machine = this_machine()
            cores = min(cores or machine.cores, machine.cores)
            memory = min(memory or machine.memory_gib, machine.memory_gib)
        return Limits(workers=limits.workers, cores=cores, memory_gib=memory)

    def storage_of(self, user: str) -> list[Storage]:
        """Return what this user's workers may do, path by path."""
        found: dict[str, Storage] = {}
        for rule in self.storage:
            if rule.users.admit(user):
                found.setdefault(rule.path, Storage(path=rule.path, access=rule.access))
        return list(found.values())


class SectionSettings(Settings):
    """All that may be below ``labextension``; each part is checked on its own."""

    facility: str | Literal[False] | None = Field(
        default=None,
        description="An installed facility's name, or the path of a YAML file",
    )
    gateways: dict[str, GatewaySettings | Literal[False]] = Field(
        default={}, description="Gateways by their ids; false leaves one out"
    )
    env_override: dict[str, str | int | float | bool] = Field(
        default={}, description="Environment variables of the workers of every cluster"
    )
    worker_variables: VariableRules = VariableRules()
    monitoring_url: Link | None = Field(
        default=None, description="A page that shows how the facility is"
    )
    factory: FactorySettings | None = Field(
        default=None, description="A class that makes clusters, of dask-labextension"
    )
    default: Size = Field(default={}, description="How many workers a cluster of factory gets")
    initial: list[Size] = Field(default=[], description="Clusters of factory to begin with")


LOCAL_GATEWAY = GatewaySettings(
    id=LOCAL,
    type="local",
    label=later("This machine"),
    description=later("Runs on the same machine as Jupyter"),
    start_timeout=120,
    idle_timeout=3600,
)


def _in_words(text: str) -> str:
    """An administrator's words as they are, and our own in the user's language."""
    return trans(text) if text in (LOCAL_GATEWAY.label, LOCAL_GATEWAY.description) else text


def _fits(user: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(user, pattern) for pattern in patterns)

"""A gateway's declared options as JSON Schema, and the user's choice back again."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..config.schema import OptionRoles
from ..errors import InvalidValue
from ..schemas.environments import Environment
from ..schemas.gateways import OptionsForm
from ..translation import later, trans
from .untrusted import InvalidAnswer, bounded, clean_text, number

CONDA_FIELDS = ("conda_env", "conda_environment")
PIXI_FIELDS = ("pixi_project", "pixi_env")
VARIABLES_FIELDS = (
    *("env", "environment", "environment_variables", "environment_vars", "env_vars", "envvars"),
    *("env_variables", "environ", "extra_env", "extra_environment", "worker_env"),
    *("worker_environment", "worker_env_vars"),
)
_VARIABLES_LABEL = re.compile(r"\b(?:environment|env)\s+var(?:iable)?s\b", re.IGNORECASE)
_NAME_LABEL = re.compile(r"\bnames?\b", re.IGNORECASE)

_TITLES = {
    "worker_cores": later("Cores per worker"),
    "worker_memory": later("Worker memory [GB]"),
}
_MOST_OPTIONS = 200
_MOST_CHOICES = 2_000


class OptionKind(str, Enum):
    """The types of ``dask_gateway_server.options``, and what later ones are treated as."""

    string = "string"
    bool = "bool"
    int = "int"
    float = "float"
    select = "select"
    mapping = "mapping"
    unknown = "unknown"


_TYPES = {
    OptionKind.string: "string",
    OptionKind.bool: "boolean",
    OptionKind.int: "integer",
    OptionKind.float: "number",
    OptionKind.select: "string",
    OptionKind.mapping: "object",
    OptionKind.unknown: "string",
}
_FITTING: dict[OptionKind, tuple[type, ...]] = {
    OptionKind.string: (str,),
    OptionKind.bool: (bool,),
    OptionKind.int: (int,),
    OptionKind.float: (int, float),
    OptionKind.select: (str,),
    OptionKind.mapping: (dict,),
    OptionKind.unknown: (str,),
}


@dataclass(frozen=True)
class DeclaredOption:
    """One option as the gateway declares it."""

    name: str
    kind: OptionKind = OptionKind.string
    label: str | None = None
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, declared: Any) -> DeclaredOption:
        """Read ``{field, label, default, spec: {type, min, max, options}}``.

        Raises
        ------
        InvalidAnswer
            It has no usable name.
        """
        name = clean_text(declared.get("field"), 100) if isinstance(declared, dict) else None
        if not name:
            raise InvalidAnswer(trans("an option has no name"))
        given = declared.get("spec")
        spec = given if isinstance(given, dict) else {}
        kind = _kind(spec.get("type"))
        choices = spec.get("options")
        return cls(
            name=name,
            kind=kind,
            label=clean_text(declared.get("label"), 200),
            default=_fitting(kind, bounded(declared.get("default"))),
            minimum=_limit(spec.get("min")),
            maximum=_limit(spec.get("max")),
            choices=tuple(
                text
                for one in (choices if isinstance(choices, list) else ())[:_MOST_CHOICES]
                if (text := clean_text(one, 1_000)) is not None
            ),
        )

    def takes_prefix(self) -> bool:
        """Whether it does not say itself that it takes a name: by its label, or its default."""
        is_name = bool(self.default) and not str(self.default).startswith(("/", "~", "$"))
        label = self.label or ""
        return not is_name and (not _NAME_LABEL.search(label) or "path" in label.lower())

    def holds_variables(self) -> bool:
        """Whether its default could be variables, which hold neither lists nor mappings."""
        return not any(isinstance(one, (list, dict)) for one in (self.default or {}).values())

    def schema(self, default: Any) -> dict[str, Any]:
        """Describe the field that a user fills in."""
        described: dict[str, Any] = {
            "type": _TYPES[self.kind],
            "title": trans(_TITLES.get(self.name, "")) or self.label or self.name,
            "default": default,
        }
        if self.minimum is not None:
            described["minimum"] = self.minimum
        if self.maximum is not None:
            described["maximum"] = self.maximum
        if self.kind is OptionKind.select:
            described["enum"] = list(self.choices)
        if self.kind is OptionKind.mapping:
            # A hint: where a site's own values are no texts, neither need the user's be.
            texts = all(isinstance(one, str) for one in (self.default or {}).values())
            described["additionalProperties"] = {"type": "string"} if texts else True
        if self.kind is OptionKind.unknown:
            described["description"] = trans("This gateway declares a type that is not known here.")
        return described


def read_options(answer: dict[str, Any]) -> list[DeclaredOption]:
    """Read ``GET /api/v1/options``; a declaration that makes no sense is left out.

    Raises
    ------
    InvalidAnswer
        It holds no list of options.
    """
    declared = answer.get("cluster_options") or []
    if not isinstance(declared, list):
        raise InvalidAnswer(trans("options are not a list"))
    found: dict[str, DeclaredOption] = {}
    for one in declared[:_MOST_OPTIONS]:
        try:
            option = DeclaredOption.from_json(one)
        except InvalidAnswer:
            continue
        found.setdefault(option.name, option)
    return list(found.values())


@dataclass(frozen=True)
class DeclaredOptions:
    """What one gateway lets its user choose.

    Parameters
    ----------
    fields
        What it declares.
    roles
        Which option carries the environment and which the variables, where
        the administrator has said so.
    defaults
        Defaults that take the gateway's place (``gateway.cluster.options`` of
        Dask's configuration); names it does not declare are left out.
    """

    fields: list[DeclaredOption]
    roles: OptionRoles = field(default_factory=OptionRoles)
    defaults: dict[str, Any] = field(default_factory=dict)

    def form(self) -> OptionsForm:
        """Describe what the user has to fill in."""
        filled_in = self._filled_in()
        asked = [option for option in self.fields if option.name not in filled_in]
        defaults = {option.name: self.defaults.get(option.name, option.default) for option in asked}
        return OptionsForm(
            form_schema={
                "type": "object",
                "properties": {
                    option.name: option.schema(defaults[option.name]) for option in asked
                },
                "additionalProperties": False,
            },
            ui_schema={"ui:order": [option.name for option in asked]},
            defaults=defaults,
            takes_environment=self.takes_environment,
            takes_variables=self.variables_option is not None,
        )

    def complete(
        self,
        chosen: dict[str, Any],
        environment: Environment | None,
        variables: dict[str, str],
    ) -> dict[str, Any]:
        """Join the user's choice with what the environment and the variables decide.

        Raises
        ------
        InvalidValue
            An option that this gateway does not declare, or that is not the
            user's to set here.
        """
        filled_in = self._filled_in()
        for name, value in chosen.items():
            if not _is_finite(value):
                said = trans("Input should be a finite number")
                raise InvalidValue(f"{name}: {said}.", field=f"options.{name}")
            if name in filled_in:
                raise InvalidValue(
                    trans(
                        "{name} follows from the environment and its variables: "
                        "choose those instead.",
                        name=name,
                    ),
                    field=f"options.{name}",
                )
            if name not in self._names:
                open_names = ", ".join(sorted(set(self._names) - filled_in)) or "none"
                raise InvalidValue(
                    trans(
                        "This gateway has no option {name}; its options are: {open_names}.",
                        name=name,
                        open_names=open_names,
                    ),
                    field=f"options.{name}",
                )
        options = {name: value for name, value in self.defaults.items() if name in self._names}
        options.update(chosen)
        if environment is not None:
            options.update(self._environment(environment))
        carrier = self.variables_option
        if carrier is not None and not isinstance(options.get(carrier) or {}, dict):
            raise InvalidValue(
                trans(
                    "gateway.cluster.options.{name} of Dask's configuration must be a mapping of "
                    "names to values: correct it there.",
                    name=carrier,
                )
            )
        if carrier is not None:
            # The site's own variables stay, below what the user chose.
            options[carrier] = {
                **(self._by_name[carrier].default or {}),
                **(options.get(carrier) or {}),
                **variables,
            }
        return options

    def with_defaults(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what a cluster is made with: the gateway's defaults for what is not said."""
        return {option.name: option.default for option in self.fields} | options

    @property
    def takes_environment(self) -> bool:
        """Whether workers run in an environment that is chosen, not in the gateway's own."""
        return self._prefix_option() is not None or self._takes_pixi()

    def at_fault(self, message: str) -> str | None:
        """Find the option that a gateway's refusal speaks of.

        dask-gateway's own refusals begin with the option's name
        (``worker_cores must be <= 16.000000, got 99``).
        """
        first = message.split(" ", 1)[0].strip("'\":")
        return f"options.{first}" if first in self._names else None

    @property
    def _names(self) -> list[str]:
        return [option.name for option in self.fields]

    @property
    def _by_name(self) -> dict[str, DeclaredOption]:
        return {option.name: option for option in self.fields}

    @property
    def variables_option(self) -> str | None:
        """The option that carries the workers' variables, if there is one."""
        if self.roles.variables:
            return self._declared([self.roles.variables], OptionKind.mapping)
        labeled = (one.name for one in self.fields if _VARIABLES_LABEL.search(one.label or ""))
        return self._declared(
            [*VARIABLES_FIELDS, *labeled], OptionKind.mapping, DeclaredOption.holds_variables
        )

    def _prefix_option(self) -> str | None:
        """The option that takes a prefix: a text, for a choice of names is the site's own."""
        if self.roles.environment:
            return self._declared([self.roles.environment], OptionKind.string)
        return self._declared(CONDA_FIELDS, OptionKind.string, DeclaredOption.takes_prefix)

    def _declared(
        self,
        names: Iterable[str],
        kind: OptionKind,
        fits: Callable[[DeclaredOption], bool] = lambda _: True,
    ) -> str | None:
        """The first option of these names that is declared as the role needs it."""
        known = self._by_name
        found = (known[name] for name in names if name in known)
        return next((one.name for one in found if one.kind is kind and fits(one)), None)

    def _takes_pixi(self) -> bool:
        known = self._by_name
        return self.roles.environment is None and all(
            name in known and known[name].kind is OptionKind.string for name in PIXI_FIELDS
        )

    def _filled_in(self) -> set[str]:
        pixi = PIXI_FIELDS if self._takes_pixi() else ()
        names = {self._prefix_option(), self.variables_option, *pixi}
        return {name for name in names if name is not None}

    def _environment(self, environment: Environment) -> dict[str, Any]:
        if environment.pixi_project and self._takes_pixi():
            return dict(
                zip(PIXI_FIELDS, (environment.pixi_project, environment.pixi_env), strict=True)
            )
        name = self._prefix_option()
        return {name: environment.prefix} if name else {}


def chosen_prefix(options: dict[str, Any]) -> str | None:
    """The environment's prefix in a cluster's options, whoever made it."""
    for name in CONDA_FIELDS:
        if isinstance(options.get(name), str) and options[name]:
            return str(options[name])
    project, environment = (options.get(name) for name in PIXI_FIELDS)
    if project:
        return f"{project}/.pixi/envs/{environment or 'default'}"
    return None


def _is_finite(value: Any) -> bool:
    """Whether JSON can hold a value: Python reads and writes infinity, which nobody else does."""
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _kind(value: Any) -> OptionKind:
    try:
        return OptionKind(value)
    except ValueError:
        return OptionKind.unknown


def _limit(value: Any) -> float | None:
    try:
        found = number(value)
    except InvalidAnswer:
        return None
    return int(found) if found.is_integer() else found


def _fitting(kind: OptionKind, default: Any) -> Any:
    """The default, or nothing where it is not of the declared type."""
    wrong_bool = isinstance(default, bool) and kind is not OptionKind.bool
    return default if isinstance(default, _FITTING[kind]) and not wrong_bool else None

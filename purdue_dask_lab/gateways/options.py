"""A gateway's declared options as JSON Schema, and the user's choice back again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..config.schema import OptionRoles
from ..errors import InvalidValue
from ..schemas.environments import Environment
from ..schemas.gateways import OptionsForm

CONDA_FIELDS = ("conda_env", "conda_environment")
PIXI_FIELDS = ("pixi_project", "pixi_env")
VARIABLES_FIELDS = ("env", "environment", "environment_variables", "environment_vars")

_TITLES = {"worker_cores": "Cores per worker", "worker_memory": "Worker memory [GB]"}
_TYPES = {
    "string": "string",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "select": "string",
    "mapping": "object",
}


@dataclass(frozen=True)
class DeclaredOptions:
    """What one gateway lets its user choose.

    Parameters
    ----------
    fields
        ``cluster_options`` of ``GET /api/v1/options``: a list of
        ``{field, label, default, spec: {type, min, max, options}}``.
    roles
        Which option carries the environment and which the variables, where
        the administrator has said so.
    defaults
        Defaults that take the gateway's place (``gateway.cluster.options`` of
        Dask's configuration); names it does not declare are left out.
    """

    fields: list[dict[str, Any]]
    roles: OptionRoles = field(default_factory=OptionRoles)
    defaults: dict[str, Any] = field(default_factory=dict)

    def form(self) -> OptionsForm:
        """Describe what the user has to fill in."""
        filled_in = self._filled_in()
        asked = [option for option in self.fields if option["field"] not in filled_in]
        defaults = {
            option["field"]: self.defaults.get(option["field"], option.get("default"))
            for option in asked
        }
        return OptionsForm(
            form_schema={
                "type": "object",
                "properties": {
                    option["field"]: _property(option, defaults[option["field"]])
                    for option in asked
                },
                "additionalProperties": False,
            },
            ui_schema={"ui:order": [option["field"] for option in asked]},
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
        for name in chosen:
            if name in filled_in:
                raise InvalidValue(
                    f"{name} follows from the environment and its variables: choose those instead.",
                    field=f"options.{name}",
                )
            if name not in self._names:
                open_names = ", ".join(sorted(set(self._names) - filled_in)) or "none"
                raise InvalidValue(
                    f"This gateway has no option {name}; its options are: {open_names}.",
                    field=f"options.{name}",
                )
        options = {name: value for name, value in self.defaults.items() if name in self._names}
        options.update(chosen)
        if environment is not None:
            options.update(self._environment(environment))
        carrier = self.variables_option
        if carrier is not None:
            options[carrier] = {**(options.get(carrier) or {}), **variables}
        return options

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
        return [option["field"] for option in self.fields]

    @property
    def variables_option(self) -> str | None:
        """The option that carries the workers' variables, if there is one."""
        if self.roles.variables is not None:
            return self.roles.variables if self.roles.variables in self._names else None
        mappings = {
            option["field"]
            for option in self.fields
            if option.get("spec", {}).get("type") == "mapping"
        }
        return next((name for name in VARIABLES_FIELDS if name in mappings), None)

    def _prefix_option(self) -> str | None:
        wanted = (self.roles.environment,) if self.roles.environment else CONDA_FIELDS
        return next((name for name in wanted if name in self._names), None)

    def _takes_pixi(self) -> bool:
        return self.roles.environment is None and set(PIXI_FIELDS) <= set(self._names)

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


def _property(option: dict[str, Any], default: Any) -> dict[str, Any]:
    spec = option.get("spec", {})
    name = option["field"]
    described: dict[str, Any] = {
        "type": _TYPES.get(spec.get("type"), "string"),
        "title": _TITLES.get(name) or option.get("label") or name,
        "default": default,
    }
    if spec.get("min") is not None:
        described["minimum"] = spec["min"]
    if spec.get("max") is not None:
        described["maximum"] = spec["max"]
    if spec.get("type") == "select":
        described["enum"] = spec.get("options", [])
    if spec.get("type") == "mapping":
        described["additionalProperties"] = {"type": "string"}
    return described

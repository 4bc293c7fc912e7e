"""What a new cluster needs besides its gateway: an environment and variables, checked."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..config import loader
from ..config.schema import GatewaySettings
from ..environments.checks import variables
from ..environments.discovery import HERE, EnvironmentDiscovery, EnvironmentQuery
from ..environments.storage import StorageView
from ..errors import InvalidValue, UnknownEnvironment
from ..schemas.environments import Environment, Problem, Severity
from ..schemas.variables import VariableChoice, WorkerVariables
from ..worker_env.merge import MergedVariables, Sources, join


@dataclass(frozen=True)
class CreationPlan:
    """The environment and the variables that a cluster is made with."""

    environment: Environment
    variables: dict[str, str]
    problems: Sequence[Problem] = ()

    def require(self, *, environment: bool, variables: bool) -> None:
        """Refuse what cannot work.

        Parameters
        ----------
        environment, variables
            Whether the gateway takes them at all.

        Raises
        ------
        InvalidValue
            It is certain that no cluster would work; names the field.
        """
        if environment:
            _refuse(self.environment.problems, "environment")
        if variables:
            _refuse(self.problems, "variables")


class CreationPlanner:
    """Finds what workers are to run in and with, and what would go wrong.

    Parameters
    ----------
    environments
        All that there are.
    user
        Whose clusters these are.
    """

    def __init__(self, environments: EnvironmentDiscovery, user: str) -> None:
        self._environments = environments
        self._user = user

    async def environments(
        self, gateway: GatewaySettings | None, notebook: str | None, kernel: str | None
    ) -> list[Environment]:
        """EnvironmentDiscovery with what keeps this gateway's workers from them, default first."""
        found = await self._environments.listing(
            EnvironmentQuery(self._sight(gateway), notebook, kernel)
        )
        if gateway is None or gateway.factory is None:
            return found
        return await asyncio.to_thread(_only_jupyters, found, gateway.label)

    async def variables(
        self, choice: VariableChoice, gateway: GatewaySettings | None
    ) -> WorkerVariables:
        """What ``env`` workers would get; the user's file is read anew.

        Raises
        ------
        UnknownEnvironment
            There is none of this name.
        """
        sight = self._sight(gateway)
        kernel: Mapping[str, str] = {}
        try:
            found = await self._environments.find(
                _name(choice, gateway), EnvironmentQuery(sight, choice.notebook)
            )
            kernel = found.variables
        except UnknownEnvironment:
            if choice.environment is not None:
                raise
        joined = await asyncio.to_thread(self._read, choice, kernel, sight)
        return joined.shown(loader.user_file())

    async def prepare(self, choice: VariableChoice, gateway: GatewaySettings) -> CreationPlan:
        """What to make a cluster with, and what would be wrong with that.

        Raises
        ------
        UnknownEnvironment
            There is none of this name.
        """
        sight = self._sight(gateway)
        found = await self._environments.find(
            _name(choice, gateway), EnvironmentQuery(sight, choice.notebook)
        )
        joined = await asyncio.to_thread(self._read, choice, found.variables, sight)
        return CreationPlan(found.environment, joined.values, joined.problems)

    def _read(
        self, choice: VariableChoice, kernel: Mapping[str, str], sight: StorageView
    ) -> MergedVariables:
        current = loader.read()
        sources = Sources(
            server=os.environ,
            kernel=kernel,
            override=current.env_override,
            added=choice.variables,
            dropped=choice.dropped,
            let_through=choice.let_through,
        )
        joined = join(sources, current.variable_rules)
        joined.errors[:0] = current.errors
        joined.problems.extend(variables.problems(joined.values, sight))
        return joined

    def _sight(self, gateway: GatewaySettings | None) -> StorageView:
        if gateway is None:
            return HERE
        return StorageView(
            label=gateway.label,
            storage=gateway.storage_of(self._user),
            is_here=gateway.type != "remote",
            as_others=gateway.environments_for_others,
        )


def _name(choice: VariableChoice, gateway: GatewaySettings | None) -> str | None:
    """The environment that was chosen; a cluster class runs where Jupyter does."""
    return sys.prefix if gateway is not None and gateway.factory else choice.environment


def _only_jupyters(environments: Iterable[Environment], label: str) -> list[Environment]:
    """The environments of which a cluster class can have but Jupyter's own, which comes first."""
    reason = Problem(
        severity=Severity.error,
        message=f"{label} is made in the environment that Jupyter runs in, and takes no other.",
        blocks=True,
    )
    shown = []
    for one in environments:
        own = one.prefix is not None and os.path.realpath(one.prefix) == os.path.realpath(
            sys.prefix
        )
        problems = [] if own else [reason, *one.problems]
        shown.append(one.model_copy(update={"is_default": own, "problems": problems}))
    return sorted(shown, key=lambda one: not one.is_default)


def _refuse(problems: Iterable[Problem], field: str) -> None:
    for problem in problems:
        if problem.blocks:
            raise InvalidValue(problem.message, field=problem.field or field)

"""What a new cluster needs besides its gateway: an environment and variables, checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TypeVar

from ..config import loader
from ..config.schema import GatewaySettings
from ..environments.checks import variables
from ..environments.discovery import HERE, EnvironmentDiscovery, EnvironmentQuery
from ..environments.storage import StorageView
from ..errors import InvalidValue, UnknownEnvironment
from ..schemas.clusters import NewCluster, WorkerRange
from ..schemas.environments import Environment, Problem, Severity
from ..schemas.variables import VariableChoice, WorkerVariables
from ..system.concurrency import executors
from ..translation import trans
from ..worker_env.merge import MergedVariables, Sources, join

Result = TypeVar("Result")


@dataclass(frozen=True)
class CreationPlan:
    """The environment and the variables that a cluster is made with."""

    environment: Environment
    variables: dict[str, str]
    problems: Sequence[Problem] = ()
    of_this_machine: frozenset[str] = frozenset()
    written_down: frozenset[str] = frozenset()

    def variables_for(self, *, share_files: bool) -> dict[str, str]:
        """Return what workers get; without paths of this machine where these mean nothing."""
        return {
            name: value
            for name, value in self.variables.items()
            if share_files or name not in self.of_this_machine
        }

    @property
    def written_variables(self) -> dict[str, str]:
        """What somebody wrote down for workers, without what only Jupyter or a kernel has."""
        return {name: value for name, value in self.variables.items() if name in self.written_down}

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
        self._numbers = count()

    async def environments(
        self, gateway: GatewaySettings | None, notebook: str | None, kernel: str | None
    ) -> list[Environment]:
        """Return environments with what keeps this gateway's workers from them, default first."""
        found = await self._environments.listing(
            EnvironmentQuery(self._storage_view(gateway), notebook, kernel)
        )
        if gateway is None or gateway.factory is None:
            return found
        return await self._work(partial(_only_jupyters, found, gateway.display_name))

    async def variables(
        self,
        choice: VariableChoice,
        gateway: GatewaySettings | None,
        takes_environment: bool | None = None,
    ) -> WorkerVariables:
        """Return what ``env`` workers would get; the user's file is read anew.

        Parameters
        ----------
        takes_environment
            Whether the gateway lets an environment be chosen, if that is known.

        Raises
        ------
        UnknownEnvironment
            There is none of this name.
        """
        view = self._storage_view(gateway)
        kernel: Mapping[str, str] = {}
        try:
            found = await self._environments.find(
                _name(choice, gateway), EnvironmentQuery(view, choice.notebook)
            )
            kernel = found.variables
        except UnknownEnvironment:
            if choice.environment is not None:
                raise
        joined = await self._work(partial(self._read, choice, kernel, view))
        share_files = gateway is None or gateway.workers_share_files(takes_environment)
        return joined.shown(loader.user_file(), share_files=share_files)

    async def problems(
        self, environment: str, gateway: GatewaySettings, notebook: str | None
    ) -> list[Problem]:
        """Return what keeps this gateway's workers from one environment, as + NEW shows it.

        Raises
        ------
        UnknownEnvironment
            There is none of this name any more.
        DiskTooSlow
            The disk that it is on does not answer.
        """
        query = EnvironmentQuery(self._storage_view(gateway), notebook)
        return (await self._environments.find(environment, query)).environment.problems

    async def prepare(self, choice: VariableChoice, gateway: GatewaySettings) -> CreationPlan:
        """Return what to make a cluster with, and what would be wrong with that.

        Raises
        ------
        UnknownEnvironment
            There is none of this name.
        """
        view = self._storage_view(gateway)
        found = await self._environments.find(
            _name(choice, gateway), EnvironmentQuery(view, choice.notebook)
        )
        joined = await self._work(partial(self._read, choice, found.variables, view))
        return CreationPlan(
            found.environment,
            joined.values,
            joined.problems,
            joined.of_this_machine,
            joined.written_down,
        )

    async def _work(self, work: Callable[[], Result]) -> Result:
        """Run our own work, whose looks at disks have limits of their own."""
        return await executors.work.run(
            (next(self._numbers), trans("The cluster's variables")), work
        )

    def _read(
        self, choice: VariableChoice, kernel: Mapping[str, str], view: StorageView
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
        joined.problems.extend(variables.problems(joined.values, view))
        return joined

    def _storage_view(self, gateway: GatewaySettings | None) -> StorageView:
        if gateway is None:
            return HERE
        return StorageView(
            label=gateway.display_name,
            storage=gateway.storage_of(self._user),
            is_here=gateway.type != "remote",
            as_others=gateway.environments_for_others,
            shares_files=gateway.workers_share_files(),
        )


def sized(request: NewCluster, settings: GatewaySettings) -> NewCluster:
    """The request, with as many workers as the configuration names unless it names any."""
    offered = settings.offered()
    if offered is None or "workers" in request.model_fields_set:
        return request
    return request.model_copy(update={"workers": WorkerRange(**offered.model_dump())})


def _name(choice: VariableChoice, gateway: GatewaySettings | None) -> str | None:
    """Return the chosen environment; a cluster class runs where Jupyter does."""
    return sys.prefix if gateway is not None and gateway.factory else choice.environment


def _only_jupyters(environments: Iterable[Environment], label: str) -> list[Environment]:
    """Block all environments but Jupyter's own, which a cluster class runs in; it comes first."""
    reason = Problem(
        severity=Severity.error,
        message=trans(
            "{label} is made in the environment that Jupyter runs in, and takes no other.",
            label=label,
        ),
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

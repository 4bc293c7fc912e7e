"""``labextension.yaml`` and its neighbours: read, checked and explained."""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .schema import (
    FACTORY,
    LOCAL,
    LOCAL_GATEWAY,
    FactorySettings,
    GatewaySettings,
    Settings,
    VariableRules,
    hyphens,
)
from .worker_env import Setting, WorkerEnvReader

OWN = "dask-gateway"
USER_FILE = "labextension.yaml"
FACILITIES = Path(__file__).parent / "facilities"


@dataclass
class Configuration:
    """Everything that was read, and what could not be."""

    gateways: list[GatewaySettings]
    env_override: dict[str, Setting] = field(default_factory=dict)
    variable_rules: VariableRules = field(default_factory=VariableRules)
    option_defaults: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    stamps: dict[Path, tuple[int, int]] = field(default_factory=dict)


@dataclass
class _Sources:
    """The files behind the merged configuration, least important first."""

    contents: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    texts: dict[Path, str] = field(default_factory=dict)

    def place(self, *keys: str) -> str:
        """Which file and line set a key last, in words."""
        for file, content in reversed(self.contents):
            if _holds(content, keys):
                line = _line(self.texts[file], keys)
                return f"{file}, line {line}" if line else str(file)
        return "Dask's configuration"


def user_file() -> Path:
    """The user's own file, as dask-labextension names it."""
    directory = os.environ.get("DASK_CONFIG") or Path.home() / ".config" / "dask"
    return Path(directory) / USER_FILE


def key_of(gateway: str) -> str:
    """Where Dask's configuration describes a gateway, by its dotted name."""
    return "gateway" if gateway == OWN else f"labextension.gateways.{gateway}"


def read() -> Configuration:
    """Read Dask's configuration files anew; called in a thread, for disks can be slow.

    A file or a gateway that cannot be understood is named in ``errors``; all
    else holds.
    """
    import dask.config

    errors: list[str] = []
    # Before the reading: what changes meanwhile is seen the next time.
    before = stamps()
    sources = _read_files(errors)
    environment = dask.config.collect_env()
    merged = dask.config.merge(*(content for _, content in sources.contents), environment)
    section = _mapping(merged.get("labextension"), sources, ("labextension",), errors)
    facility = _facility(section.get("facility"), sources, errors)
    section = dask.config.merge(facility, section)
    own = merged.get("gateway")
    own = own if isinstance(own, dict) else {}
    cluster = own.get("cluster")
    defaults = cluster.get("options") if isinstance(cluster, dict) else None
    return Configuration(
        _gateways(section, _own(merged), sources, errors),
        _override(environment, sources, errors),
        _variable_rules(section, sources, errors),
        _filled_in(defaults if isinstance(defaults, dict) else {}, os.environ),
        errors,
        before,
    )


def stamps() -> dict[Path, tuple[int, int]]:
    """When each file that is read last changed, in ns, and its size; called in a thread, too."""
    found = {}
    for place in _search_path():
        for file in _files(place):
            with suppress(OSError):
                status = file.stat()
                found[file] = status.st_mtime_ns, status.st_size
    return found


def _search_path() -> list[Path]:
    """Where Dask looks, least important first (``dask.config.paths``)."""
    places = [
        os.environ.get("DASK_ROOT_CONFIG", "/etc/dask"),
        *(os.path.join(prefix, "etc", "dask") for prefix in (sys.prefix, *site.PREFIXES)),
        str(Path.home() / ".config" / "dask"),
    ]
    if "DASK_CONFIG" in os.environ:
        places.append(os.environ["DASK_CONFIG"])
    return [Path(place) for place in dict.fromkeys(places)]


def _files(place: Path) -> list[Path]:
    return sorted([*place.glob("*.yaml"), *place.glob("*.yml")]) if place.is_dir() else [place]


def _read_files(errors: list[str]) -> _Sources:
    sources = _Sources()
    for place in _search_path():
        for file in _files(place):
            try:
                text = file.read_text()
                content = yaml.safe_load(text)
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as error:
                errors.append(f"{file} cannot be read: {error}")
            except yaml.YAMLError as error:
                errors.append(f"{file} is not valid YAML: {_mark(error)}")
            except (ValueError, OverflowError, RecursionError) as error:
                errors.append(f"{file} is not valid YAML: {error}.")
            else:
                if isinstance(content, dict):
                    sources.contents.append((file, content))
                    sources.texts[file] = text
                elif content is not None:
                    errors.append(f"{file} must hold keys and values, as in KEY: VALUE.")
    return sources


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", "it cannot be parsed")
    return f"line {mark.line + 1}: {problem}." if mark else f"{problem}."


def _holds(content: Any, keys: Iterable[str]) -> bool:
    for key in keys:
        if not isinstance(content, dict):
            return False
        found = next((name for name in content if hyphens(str(name)) == hyphens(key)), None)
        if found is None:
            return False
        content = content[found]
    return True


def _line(text: str, keys: Iterable[str]) -> int | None:
    """The line, from 1, on which a key stands."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = None
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            return line
        for name, value in node.value:
            if hyphens(str(name.value)) == hyphens(key):
                line, node = name.start_mark.line + 1, value
                break
    return line


def _mapping(
    value: Any, sources: _Sources, keys: tuple[str, ...], errors: list[str]
) -> dict[str, Any]:
    if value is None or isinstance(value, dict):
        return value or {}
    errors.append(f"{sources.place(*keys)}: {'.'.join(keys)} must be a mapping of keys to values.")
    return {}


def _facility(name: Any, sources: _Sources, errors: list[str]) -> dict[str, Any]:
    """The configuration that comes with this package for a facility."""
    if name in (None, False, "none"):
        return {}
    known = {file.stem: file for file in FACILITIES.glob("*.yaml")}
    if name not in known:
        errors.append(
            f"{sources.place('labextension', 'facility')}: there is no facility {name}; "
            f"choose one of {', '.join(sorted(known))}, or remove the line."
        )
        return {}
    section: dict[str, Any] = yaml.safe_load(known[name].read_text())["labextension"]
    return section


def _override(
    environment: dict[str, Any], sources: _Sources, errors: list[str]
) -> dict[str, Setting]:
    """Worker variables: the block ``env_override``, and plain keys in the user's own file."""
    import dask.config

    found = WorkerEnvReader()
    others = {key for defaults in dask.config.defaults for key in defaults}
    for file, _ in sources.contents:
        plain = others if file.name == USER_FILE else None
        found.read(file, sources.texts[file], plain)
    errors.extend(found.errors)
    section = environment.get("labextension")
    given = section.get("env_override", section.get("env-override")) if section else None
    for name, value in (given or {}).items() if isinstance(given, dict) else ():
        found.settings[str(name)] = Setting(str(value))
    return found.settings


def _variable_rules(section: dict[str, Any], sources: _Sources, errors: list[str]) -> VariableRules:
    keys = ("labextension", "worker-variables")
    name = next((key for key in section if hyphens(str(key)) == keys[1]), keys[1])
    given = _mapping(section.get(name), sources, keys, errors)
    try:
        return VariableRules.model_validate({hyphens(str(key)): given[key] for key in given})
    except ValidationError as error:
        errors.extend(_fault(sources, keys, fault, VariableRules) for fault in error.errors())
        return VariableRules()


def _filled_in(defaults: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Fill ``{VARIABLE}`` in, as dask-gateway's client does; what cannot be filled is left out."""
    filled: dict[str, Any] = {}
    for name, value in defaults.items():
        try:
            filled[name] = value.format(**environ) if isinstance(value, str) else value
        except (KeyError, ValueError, IndexError):
            continue
    return filled


def _own(merged: dict[str, Any]) -> dict[str, Any]:
    """What dask-gateway's own configuration says of its gateway, in the words of ours."""
    own = merged.get("gateway")
    if not isinstance(own, dict):
        return {}
    given = {hyphens(str(name)): value for name, value in own.items()}
    addresses = {name: given.get(name) for name in ("address", "proxy-address", "public-address")}
    auth = given.get("auth")
    said = {"auth": auth} if isinstance(auth, dict) and auth.get("type") else {}
    return _filled_in(addresses, os.environ) | said


def _gateways(
    section: dict[str, Any], own: dict[str, Any], sources: _Sources, errors: list[str]
) -> list[GatewaySettings]:
    """The configured gateways; without any, the one on this machine."""
    declared = _mapping(section.get("gateways"), sources, ("labextension", "gateways"), errors)
    monitoring = section.get("monitoring-url", section.get("monitoring_url"))
    common = {"monitoring-url": monitoring} if monitoring else {}
    gateways: list[GatewaySettings] = []
    for name, given in declared.items():
        if given is False:
            continue
        keys = ("labextension", "gateways", str(name))
        if not isinstance(given, dict):
            errors.append(f"{sources.place(*keys)}: {'.'.join(keys)} must be a mapping.")
            continue
        try:
            gateways.append(_one_gateway(str(name), {**common, **given}))
        except ValidationError as error:
            errors.extend(_fault(sources, keys, fault, GatewaySettings) for fault in error.errors())
    known = [(gateway.address or "").rstrip("/") for gateway in gateways]
    if own.get("address") and str(own["address"]).rstrip("/") not in known:
        try:
            gateways.append(_one_gateway(OWN, {"label": "Dask Gateway", **common, **own}))
        except ValidationError as error:
            own_keys = ("gateway",)
            errors.extend(
                _fault(sources, own_keys, fault, GatewaySettings) for fault in error.errors()
            )
    if not gateways:
        gateways.append(LOCAL_GATEWAY)
    return [*gateways, *_factory(section, sources, errors)]


def _factory(
    section: dict[str, Any], sources: _Sources, errors: list[str]
) -> list[GatewaySettings]:
    """The cluster class of dask-labextension, where somebody has named one.

    Its own default, LocalCluster, is not in any file: the gateway on this
    machine does the same.
    """
    keys = ("labextension", "factory")
    given = _mapping(section.get("factory"), sources, keys, errors)
    if not given:
        return []
    others = {key: section[key] for key in ("default", "initial") if section.get(key)}
    try:
        factory = FactorySettings.model_validate({**given, **others})
    except ValidationError as error:
        errors.extend(_fault(sources, keys, fault, FactorySettings) for fault in error.errors())
        return []
    description = f"Made by {factory.module}, beside Jupyter"
    return [
        GatewaySettings(
            id=FACTORY,
            type="factory",
            label=factory.class_,
            description=description,
            factory=factory,
            start_timeout=120,
        )
    ]


def _fault(
    sources: _Sources, keys: tuple[str, ...], fault: ErrorDetails, model: type[Settings]
) -> str:
    inner = tuple(str(part) for part in fault["loc"])
    place = sources.place(*keys, *(part for part in inner if not part.isdigit()))
    if place == "Dask's configuration":
        place = sources.place(*keys)
    if fault["type"] == "extra_forbidden":
        known = ", ".join(sorted(hyphens(name) for name in model.model_fields))
        said = "is not known" + (f"; the keys there are {known}" if len(inner) == 1 else "")
    else:
        said = f"is refused: {fault['msg'].removeprefix('Value error, ')}"
    return f"{place}: {'.'.join((*keys, *inner))} {said}."


def _one_gateway(name: str, given: dict[str, Any]) -> GatewaySettings:
    if given.get("type") == LOCAL:
        defaults = LOCAL_GATEWAY.model_dump(exclude={"id"}, by_alias=True, exclude_none=True)
        given = {**defaults, **given}
    hyphenated = {hyphens(str(key)): value for key, value in given.items()}
    return GatewaySettings.model_validate({"label": name, **hyphenated, "id": name})

"""The environment that a command starts Python in, told only where it is certain."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..system.account import expand_user
from ..translation import trans
from . import conda, launch_options, project_managers, reading, shell_scripts, uv
from .launch_tables import (
    CONDA,
    CONTAINER,
    ELSEWHERE,
    MANAGERS,
    MODULES,
    PROGRAMS,
    REMOTE_MODULES,
    SCRIPTS,
    SHELLS,
    WRAPPERS,
    is_python,
    place_of,
)

_DEEPEST = 20
"""Launchers within launchers that are followed."""

_KERNEL_LINE = re.compile(
    r"from (?:ipykernel|IPython)[\w.]* import (?:\w+ as )?(\w+); ?"
    r"\1(?:\.launch_new_instance|\.main)?\(\)"
)
"""Python that older IPythons wrote into their kernels."""


@dataclass(frozen=True)
class Launch:
    """What a command tells: a prefix, or a clause that says why it does not.

    Parameters
    ----------
    is_elsewhere
        Whether the kernel runs where this machine's paths mean nothing.
    """

    prefix: Path | None = None
    obstacle: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True)
class LaunchContext:
    """What a command's words depend on.

    Parameters
    ----------
    environ
        Variables of the process that runs the command.
    folder
        Where it runs; None where that is not known.
    conda
        The environments that conda knows.
    active
        The environment that a launcher around the command has activated.
    knows_path
        Whether it is known where programs without a path are found.
    depth
        How many launchers are around the command.
    """

    environ: Mapping[str, str]
    folder: Path | None
    home: Path
    conda: Sequence[Path]
    active: Path | None = None
    knows_path: bool = True
    depth: int = 0


def resolved(arguments: Sequence[str], around: LaunchContext) -> Launch:
    """Return the environment that a command starts Python in."""
    if not arguments or around.depth > _DEEPEST:
        return _cannot_tell("nothing" if not arguments else os.path.basename(arguments[0]))
    inner = replace(around, depth=around.depth + 1)
    words = list(arguments)
    program = os.path.basename(words[0])
    if is_python(program):
        return _of_python(words, inner)
    if place_of(program):
        return _elsewhere(program)
    if program in CONDA:
        return _of_conda(words, inner)
    if program == "env":
        environ, rest = launch_options.of_env(words[1:], inner.environ)
        changes_path = environ.get("PATH") != inner.environ.get("PATH")
        active = None if changes_path else inner.active
        return resolved(rest, replace(inner, environ=environ, active=active))
    if program in WRAPPERS:
        return resolved(_wrapped(program, words[1:]), inner)
    if program in SHELLS:
        return _of_shell(words, inner)
    return _of_program(words, inner)


def _elsewhere(program: str, where: str | None = None) -> Launch:
    name = os.path.basename(program)
    if (where or place_of(name)) == CONTAINER:
        return Launch(
            obstacle=trans(
                "is started by {name} in a container: workers need the same "
                "image, which the gateway's options choose",
                name=name,
            ),
            is_elsewhere=True,
        )
    return Launch(
        obstacle=trans(
            "is started by {name} on another machine, whose environments are not "
            "known here: choose another",
            name=name,
        ),
        is_elsewhere=True,
    )


def _cannot_tell(program: str) -> Launch:
    return Launch(
        obstacle=trans(
            "is started by {program}, which does not tell the environment it "
            "runs in: choose one that does",
            program=program,
        )
    )


def _wrapped(program: str, rest: list[str]) -> list[str]:
    """Return what a wrapper starts: what follows its options and their values."""
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in WRAPPERS[program] else rest[1:]
    # Their one argument before the command: a duration, or a mask of cores.
    if program in ("timeout", "taskset") and rest and not _is_program(rest[0]):
        rest = rest[1:]
    return rest


def _is_program(word: str) -> bool:
    return "/" in word or is_python(word) or word in PROGRAMS


def _of_conda(arguments: Sequence[str], around: LaunchContext) -> Launch:
    program = os.path.basename(arguments[0])
    said, rest = launch_options.of_conda(arguments[1:])
    if rest is None or "" in (said.get("prefix"), said.get("name")):
        return _cannot_tell(program)
    prefix, name = said.get("prefix"), said.get("name")
    if prefix or name:
        found = environment_of(prefix, around) if prefix else _named(name or "", around)
    else:
        found = Path(around.environ["CONDA_PREFIX"]) if around.environ.get("CONDA_PREFIX") else None
    if found is None and name and "/" not in name:
        return Launch(
            obstacle=trans(
                "names the environment {name}, which conda does not have: choose another", name=name
            )
        )
    return _within(found, rest, around) if found is not None else _cannot_tell(program)


def _named(name: str, around: LaunchContext) -> Path | None:
    """Return the environment that conda calls by a name, or by a path."""
    return environment_of(name, around) if "/" in name else conda.called(name, around.conda)


def environment_of(text: str, around: LaunchContext) -> Path | None:
    """Return a path of a command line, from the folder that it runs in."""
    path = expand_user(text, around.home)
    if path is None or (around.folder is None and not path.is_absolute()):
        return None
    return Path(os.path.normpath(path if around.folder is None else around.folder / path))


def _within(prefix: Path, command: Sequence[str], around: LaunchContext) -> Launch:
    """Resolve what a launcher starts in an environment that it has activated."""
    path = os.pathsep.join(filter(None, [str(prefix / "bin"), around.environ.get("PATH")]))
    environ = {**around.environ, "PATH": path, "CONDA_PREFIX": str(prefix)}
    return resolved(command, replace(around, environ=environ, active=prefix, knows_path=True))


def _of_python(arguments: Sequence[str], around: LaunchContext) -> Launch:
    program = os.path.basename(arguments[0])
    kind, value, rest = launch_options.of_python(arguments[1:])
    if kind == "module":
        if value == "nb_conda_kernels.runner" and len(rest) > 1:
            path = environment_of(rest[1], around)
            if path is None:
                return _cannot_tell(value)
            # It activates the environment, then starts what that environment's kernel says.
            return _within(path, rest[2:], around) if len(rest) > 2 else Launch(path)
        top = value.partition(".")[0]
        if top in REMOTE_MODULES:
            return _elsewhere(value, REMOTE_MODULES[top])
        if top not in MODULES:
            return _cannot_tell(f"{program} -m {value}")
    # A script, or lines of Python, which may start any other interpreter.
    elif kind == "line" and not _KERNEL_LINE.fullmatch(value):
        return _cannot_tell(f"{program} -c")
    elif kind == "script" and os.path.basename(value) not in SCRIPTS:
        return _cannot_tell(f"{program} {value}")
    return _of_interpreter(arguments[0], around)


def _of_interpreter(interpreter: str, around: LaunchContext) -> Launch:
    """Return the environment of an interpreter, unless it is a script that starts another."""
    if interpreter == sys.executable:
        return Launch(Path(sys.prefix))
    file = _file_of(interpreter, around)
    if file is None:
        return _cannot_tell(os.path.basename(interpreter))
    if os.path.basename(reading.real(file)) in MANAGERS:
        return _cannot_tell(os.path.basename(reading.real(file)))
    text = shell_scripts.text_of(file)
    if text:
        other = shell_scripts.elsewhere(text)
        if other:
            return _elsewhere(other)
        manager = shell_scripts.chooses(text)
        if manager:
            return _cannot_tell(manager)
    return Launch(file.parent.parent)


def _file_of(program: str, around: LaunchContext) -> Path | None:
    """Return the program that a command names, by its path or by its name alone."""
    if "/" in program:
        return environment_of(program, around)
    if around.active is not None:
        return around.active / "bin" / program
    try:
        path = around.environ.get("PATH", os.defpath) if around.knows_path else ""
        found = shutil.which(program, path=path)
    except (OSError, ValueError):
        found = None
    return environment_of(found, around) if found is not None else None


def _of_shell(arguments: Sequence[str], around: LaunchContext) -> Launch:
    """Resolve a line that a shell is given, or a script."""
    shell = os.path.basename(arguments[0])
    line, rest = launch_options.of_shell(arguments[1:])
    if line is None:
        return _of_program(rest, around) if rest else _cannot_tell(shell)
    # What follows the line is $0, then the arguments.
    return _of_text(shell, line, rest[1:], around)


def _of_text(program: str, text: str, given: Sequence[str], around: LaunchContext) -> Launch:
    """Resolve lines of a shell, which are given arguments."""
    other = shell_scripts.elsewhere(text)
    if other:
        return _elsewhere(other)
    started = shell_scripts.followed(text, given, around.environ)
    if started is None:
        return _given_interpreter(given) or _cannot_tell(program)
    around = replace(around, knows_path=started.knows_path and around.knows_path)
    if started.folder is not None:
        folder = None if "$" in started.folder else environment_of(started.folder, around)
        around = replace(around, folder=folder)
    if started.active is not None:
        active = _named(started.active, around)
        if active is None or "$" in started.active:
            return _given_interpreter(started.words) or _cannot_tell(program)
        return _within(active, started.words, around)
    if not started.knows_path:
        around = replace(around, active=None)
    found = resolved(started.words, around)
    if found.prefix is None and place_of(started.words[0]) is None:
        return _given_interpreter(given) or found
    return found


def _of_program(arguments: Sequence[str], around: LaunchContext) -> Launch:
    """Resolve a kernel of an environment's own, or a script that is given an interpreter."""
    program = os.path.basename(arguments[0])
    if place_of(program):
        return _elsewhere(program)
    if program in PROGRAMS:
        file = _file_of(arguments[0], around)
        if file is not None and conda.has_python(file.parent.parent):
            return Launch(file.parent.parent)
        return _cannot_tell(program)
    if program in MANAGERS:
        return _of_manager(program, arguments, around)
    for word in arguments[1:]:
        if os.path.basename(word) in ELSEWHERE:
            return _elsewhere(word)
    path = environment_of(arguments[0], around) if "/" in arguments[0] else None
    text = shell_scripts.text_of(path) if path is not None else None
    if text is not None:
        return _of_text(program, text, arguments[1:], around)
    return _given_interpreter(arguments[1:]) or _cannot_tell(program)


def _given_interpreter(words: Sequence[str]) -> Launch | None:
    """Return the environment whose interpreter a script around it is given.

    One of the system says nothing: it may well be the one within a container.
    """
    given = [Path(word) for word in words if os.path.isabs(word) and is_python(word)]
    prefixes = {os.path.normpath(path.parent.parent) for path in given}
    if len(prefixes) == 1:
        prefix = Path(prefixes.pop())
        if conda.has_python(prefix) and is_environment(prefix):
            return Launch(prefix)
    return None


def is_environment(prefix: Path) -> bool:
    """Return whether a prefix is one of conda's, pixi's or a virtual environment."""
    return reading.is_file(prefix / "pyvenv.cfg") or reading.is_file(
        prefix / "conda-meta" / "history"
    )


def _of_manager(program: str, arguments: Sequence[str], around: LaunchContext) -> Launch:
    find = _envkernel_prefix if program.startswith("envkernel") else _project_prefix
    prefix, command = find(arguments, around)
    if prefix is not None and conda.has_python(prefix):
        return _within(prefix, command, around)
    other = next((word for word in arguments[1:] if os.path.basename(word) in ELSEWHERE), None)
    if other is not None:
        return _elsewhere(other)
    return _cannot_tell(f"{program} {arguments[1]}" if len(arguments) > 1 else program)


def _project_prefix(
    arguments: Sequence[str], around: LaunchContext
) -> tuple[Path | None, list[str]]:
    """Return the project's environment that ``uv run`` or its like takes, and its command."""
    program = os.path.basename(arguments[0])
    finder = _PROJECTS.get(program)
    if finder is None:
        return None, []
    words = arguments[1:]
    run = (
        launch_options.of_uv(words)
        if program == "uv"
        else launch_options.of_project(program, words)
    )
    if run is None:
        return None, []
    folder = around.folder
    for named in run.folders:
        path = environment_of(named, replace(around, folder=folder))
        if path is None:
            return None, []
        folder = path
    if folder is None:
        return None, []
    return finder(folder, around.environ, around.home), run.command


_PROJECTS: Mapping[str, Callable[[Path, Mapping[str, str], Path], Path | None]] = {
    "uv": lambda folder, environ, home: uv.environment_of(folder, environ),
    "poetry": project_managers.of_poetry,
    "pipenv": project_managers.of_pipenv,
    "pdm": project_managers.of_pdm,
}
"""What finds the environment of a folder's project, by the program that runs something there."""


def _envkernel_prefix(
    arguments: Sequence[str], around: LaunchContext
) -> tuple[Path | None, list[str]]:
    """Return what ``envkernel conda run PREFIX -- python …`` is given as a prefix."""
    kind, run, *words = [*arguments[1:], "", ""]
    if kind not in ("conda", "virtualenv") or run != "run" or "--" not in words:
        return None, []
    at = words.index("--")
    said = [word for word in words[:at] if not word.startswith("-")]
    if len(said) != 1:
        return None, []
    return environment_of(said[0], around), [word for word in words[at + 1 :] if word]

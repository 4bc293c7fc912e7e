"""What launchers are told by their options, and the command that follows these."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_OF_CONDA = {
    "-p": "prefix",
    "--prefix": "prefix",
    "-n": "name",
    "--name": "name",
    "-r": "root",
    "--root-prefix": "root",
    "--rc-file": "file",
    "--cwd": "cwd",
    "-a": "attach",
    "--attach": "attach",
    "-e": "variable",
    "--env": "variable",
    "--label": "label",
}
_UV_FOLDERS = ("--project", "--directory")
_UV_ELSEWHERE = ("-w", "-s", "--with", "--isolated", "--no-project", "--active", "--script")
"""Options of ``uv run`` with which it uses another environment than the project's."""

_UV_VALUES = (
    *("-p", "--python", "--extra", "--no-extra", "--group", "--no-group", "--only-group"),
    *("--package", "--env-file", "--cache-dir", "--config-file", "-C", "--config-setting"),
    *("--index", "--index-url", "-i", "--default-index", "--extra-index-url", "-f", "--find-links"),
    *("--color", "-P", "--upgrade-package", "--resolution", "--prerelease", "--link-mode"),
)
_PROJECT_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "poetry": ("-C", "--directory", "-P", "--project"),
    "pipenv": (),
    "pdm": ("-p", "--project"),
}
_PROJECT_VALUES = ("--python", "--pypi-mirror", "-c", "--config", "--env-file")
_PROJECT_ELSEWHERE = ("--venv", "-g", "--global", "--system")
"""Options with which another environment than the project's is used."""


def of_conda(words: Sequence[str]) -> tuple[dict[str, str], list[str] | None]:
    """Return the options of ``conda run`` and what it runs; None where it runs nothing."""
    found: dict[str, str] = {}
    at, has_run = 0, False
    while at < len(words):
        word = words[at]
        option, sign, value = word.partition("=")
        if option in _OF_CONDA and sign and option.startswith("--"):
            found.setdefault(_OF_CONDA[option], value)
        elif word in _OF_CONDA:
            found.setdefault(_OF_CONDA[word], words[at + 1] if at + 1 < len(words) else "")
            at += 1
        elif word[:2] in ("-p", "-n") and len(word) > 2 and not word.startswith("--"):
            found.setdefault(_OF_CONDA[word[:2]], word[2:].removeprefix("="))
        elif word == "--" and has_run:
            return found, list(words[at + 1 :])
        elif not word.startswith("-"):
            if has_run:
                return found, list(words[at:])
            if word != "run":
                return found, None
            has_run = True
        at += 1
    return found, [] if has_run else None


def of_python(words: Sequence[str]) -> tuple[str, str, list[str]]:
    """Return what an interpreter runs (``module``, ``line``, ``script`` or ``""``), and the rest.

    Flags without values may stand together, before the one with a value (``-Im ipykernel``).
    """
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.startswith("--"):
            at += word == "--check-hash-based-pycs"
            continue
        if not word.startswith("-") or word == "-":
            return "script", word, list(words[at:])
        for position, flag in enumerate(word[1:], 1):
            if flag not in "mcXW":
                continue
            value = word[position + 1 :]
            if not value and at < len(words):
                value = words[at]
                at += 1
            if flag in "mc":
                return "module" if flag == "m" else "line", value, list(words[at:])
            break
    return "", "", []


def of_env(words: Sequence[str], environ: Mapping[str, str]) -> tuple[Mapping[str, str], list[str]]:
    """Return the variables that ``env`` makes, and the command that it starts with them."""
    made = dict(environ)
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("-", "-i", "--ignore-environment"):
            made.clear()
        elif word in ("-u", "--unset", "-C", "--chdir"):
            name = rest.pop(0) if rest else ""
            made.pop(name, None)
        elif word in ("-S", "--split-string", "-vS", "-iS"):
            rest[:1] = split(rest[0]) if rest else []
        elif word.startswith("-S") or word.startswith("--split-string="):
            rest = [*split(word.removeprefix("--split-string=").removeprefix("-S")), *rest]
        elif word.startswith("-"):
            continue
        elif "=" in word:
            name, _, value = word.partition("=")
            made[name] = value
        else:
            return made, [word, *rest]
    return made, []


def split(text: str) -> list[str]:
    """Split a line as a shell does; it stays whole where that is not possible."""
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


def of_shell(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the line that a shell is given by ``-c``, if any, and the words after it."""
    has_line = False
    for at, word in enumerate(words):
        if word.startswith("--") or word in ("-o", "+o"):
            continue
        if word.startswith(("-", "+")):
            has_line = has_line or "c" in word
            continue
        return (word, list(words[at + 1 :])) if has_line else (None, list(words[at:]))
    return None, []


@dataclass(frozen=True)
class ProjectRun:
    """The folders that ``uv run`` or its like is told to look in, and its command.

    The last folder counts; each may begin at the one before.
    """

    folders: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def of_uv(words: Sequence[str]) -> ProjectRun | None:
    """Return what ``uv run`` is told; None where it uses an environment of its own making."""
    return _of_run(words, _UV_FOLDERS, _UV_VALUES, _UV_ELSEWHERE, takes_module=True)


def of_project(program: str, words: Sequence[str]) -> ProjectRun | None:
    """Return what poetry, pipenv or pdm is told to ``run``; None where that is not a project's."""
    return _of_run(words, _PROJECT_FOLDERS[program], _PROJECT_VALUES, _PROJECT_ELSEWHERE)


def _of_run(
    words: Sequence[str],
    folders: Sequence[str],
    values: Sequence[str],
    elsewhere: tuple[str, ...],
    *,
    takes_module: bool = False,
) -> ProjectRun | None:
    """Read the options of a ``run`` and its command.

    Parameters
    ----------
    folders
        The options that name the project's folder.
    values
        The others that are followed by a value.
    elsewhere
        The options with which another environment than the project's is used.
    takes_module
        Whether ``-m`` names what Python runs.
    """
    run = ProjectRun()
    at, has_run = 0, False
    while at < len(words):
        word = words[at]
        at += 1
        option, sign, value = word.partition("=")
        if word.startswith(elsewhere):
            return None
        if option in folders:
            run.folders.append(value if sign else words[at] if at < len(words) else "")
            at += not sign
        elif takes_module and option in ("-m", "--module") and has_run:
            run.command.extend(["python", "-m", *([value] if sign else []), *words[at:]])
            return run
        elif option in values:
            at += not sign
        elif not word.startswith("-") or word == "--":
            if has_run:
                run.command.extend(words[at if word == "--" else at - 1 :])
                return run
            if word != "run":
                return None
            has_run = True
    return run if has_run else None

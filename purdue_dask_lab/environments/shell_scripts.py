"""What a line or a script of a shell starts in the end, followed without a shell."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from . import reading
from .launch_tables import CONDA, MANAGERS, place_of

_LONGEST = 65_536
_MOST_COMMANDS = 200
_SEPARATORS = (";", "&&")
_GIVEN = ("$@", "${@}", "$*")
_CONTROL = (
    *("if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac"),
    *("function", "select", "{", "}", "[[", "[", "trap", "alias", "return"),
)
_HARMLESS = ("export", "set", "unset", "ulimit", "umask", "cd", "echo", "shopt", ":", "true")
_NOTHING = ("true", ":", "exit", "echo", "return")
_OTHERS_PATHS = ("module", "ml", "spack", "source", ".", "eval", "setup", "scl_source")
_MOVES = ("cd", "pushd", "popd")
_UNKNOWN = "$__unknown__"
_SUBSTITUTED = re.compile(r"\$\([^()]*\)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@dataclass(frozen=True)
class Started:
    """The command that a script starts in the end.

    Parameters
    ----------
    words
        The command.
    active
        The environment that was activated before, by its name or its prefix.
    knows_path
        Whether nothing before changed in unknown ways where programs are found.
    folder
        Where it went before; with a ``$`` in it where that is not known.
    """

    words: list[str]
    active: str | None = None
    knows_path: bool = True
    folder: str | None = None


def text_of(file: Path) -> str | None:
    """Return the lines of a script below its first, without comments; None where it is none."""
    try:
        found = os.stat(file)
        return _text(file, found.st_size, found.st_ino, found.st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4096)
def _text(file: Path, size: int, *_stamp: int) -> str | None:
    """Read a file, again only where it is another one: most are on disks of the network.

    Raises
    ------
    OSError
        It cannot be read now, which may be otherwise the next time.
    """
    # An interpreter is large.
    mark = reading.content(file, 2)
    if size and not mark:
        raise OSError(f"{file} cannot be read")
    if mark != b"#!":
        return None
    content = reading.content(file, _LONGEST)
    lines = content.decode("utf-8", errors="replace").replace("\\\n", " ").splitlines()[1:]
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@lru_cache(maxsize=256)
def elsewhere(text: str) -> str | None:
    """Return the program that a script hands its kernel to, if it is one of another place."""
    return next((word for word in _programs(text) if place_of(word)), None)


@lru_cache(maxsize=256)
def chooses(text: str) -> str | None:
    """Return the program by which a script chooses an environment, if there is one."""
    return next((word for word in _programs(text) if word in (*CONDA, *MANAGERS)), None)


def _programs(text: str) -> Iterator[str]:
    """Names of all that a text may start: its words, as the last parts of paths."""
    for word in re.findall(r"(?<![\w$.=-])[\w./+-]+(?![\w=])", text[:_LONGEST]):
        yield os.path.basename(word)


def followed(text: str, given: Sequence[str], environ: Mapping[str, str]) -> Started | None:
    """Return what a text starts in the end; None where that depends on what a shell would do.

    Parameters
    ----------
    text
        Lines of a shell.
    given
        The arguments, which ``"$@"`` stands for.
    """
    commands = _commands(text)
    if not commands:
        return None
    active, knows_path, folder = None, True, None
    for command in commands[:-1]:
        if command[0] in _MOVES:
            to = _filled_in(command[-1], environ) if len(command) == 2 else _UNKNOWN
            # One after another is from where the one before led.
            folder = to if folder is None or os.path.isabs(to) else os.path.join(folder, to)
            continue
        activated = _activated(command, environ)
        if activated is not None:
            active, knows_path = activated, True
        elif command[0] in _OTHERS_PATHS or any(one.startswith("PATH=") for one in command):
            active, knows_path = None, False
        # A helper that comes back, such as mkdir, changes nothing here.
    words: list[str] = []
    for word in commands[-1]:
        words += given if word in _GIVEN else [_filled_in(word, environ)]
    while words and _ASSIGNMENT.match(words[0]):
        knows_path = knows_path and not words[0].startswith("PATH=")
        words = words[1:]
    if not words or "$" in words[0] or "`" in words[0] or words[0] in _HARMLESS:
        return None
    return Started(words, active, knows_path, folder)


def _filled_in(word: str, environ: Mapping[str, str]) -> str:
    return Template(word).safe_substitute(environ) if "$(" not in word else word


def _activated(command: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return the environment that a command activates: a name, or a prefix."""
    name, *rest = command
    said = [word for word in rest if not word.startswith("-")]
    if name in ("source", ".") and said and os.path.basename(said[0]) == "activate":
        if len(said) > 1:
            return said[1]
        return os.path.dirname(os.path.dirname(said[0])) or None
    if os.path.basename(name) in CONDA and said[:1] == ["activate"]:
        return said[1] if len(said) > 1 else "base"
    if name == "workon" and said:
        # virtualenvwrapper's.
        return os.path.join(environ.get("WORKON_HOME") or "~/.virtualenvs", said[0])
    return None


def _commands(text: str) -> list[list[str]] | None:
    """Split a text into simple commands; None where there is anything else in it."""
    commands: list[list[str]] = []
    known = _SUBSTITUTED.sub(_UNKNOWN, text[:_LONGEST])
    for line in known.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()<>")
        lexer.whitespace_split = True
        try:
            tokens = list(lexer)
        except ValueError:
            return None
        command: list[str] = []
        otherwise = redirects = False
        for part in [*tokens, ";"]:
            if redirects:
                redirects = False
            elif part in _SEPARATORS or part == "||":
                # What is done otherwise must be nothing that a kernel could come from.
                if otherwise and command[:1] and command[0] not in _NOTHING:
                    return None
                if command and not otherwise:
                    commands.append(command)
                command, otherwise = [], part == "||"
            elif set(part) <= set("&<>") and set(part) & set("<>"):
                redirects = True
                if command[-1:] in (["1"], ["2"]):
                    command.pop()
            elif set(part) <= set(";&|()<>") or (not command and part in _CONTROL):
                return None
            else:
                command.append(part)
    return commands if len(commands) <= _MOST_COMMANDS else None

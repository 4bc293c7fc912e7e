"""YAML read value by value: each keeps its line, and an odd one costs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from ..translation import later, trans
from .marks import NULL, ConfigProblem, Keys, MarkedValue, Origin

MOST_BYTES = 2 * 2**20
MOST_VALUES = 50_000
DEEPEST = 40
LONGEST_NUMBER = 200
"""Characters of a plain scalar that may still be a number, a date or a truth value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
_TEXT = f"{_TAG}str"
_NOT_TEXT = {
    f"{_TAG}bool": later("a truth value"),
    f"{_TAG}int": later("a number"),
    f"{_TAG}float": later("a number"),
    NULL: later("nothing"),
    f"{_TAG}timestamp": later("a date"),
}
_CONTAINERS = {None, "!", f"{_TAG}map", f"{_TAG}seq"}


@dataclass
class YamlDocument:
    """What a file holds; ``root`` is None where it holds nothing, or nothing usable."""

    root: MarkedValue | None = None
    problems: list[ConfigProblem] = field(default_factory=list)


class YamlRefused(Exception):
    """All of a file cannot be used; the message says why."""


def decoded(content: bytes) -> str:
    """Return a file's text.

    Raises
    ------
    YamlRefused
        It is too long or not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise YamlRefused(trans("is larger than {most_bytes} MiB.", most_bytes=MOST_BYTES // 2**20))
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise YamlRefused(
            trans("cannot be read: line {line} is not UTF-8 text.", line=line)
        ) from None


def read(text: str, file: Path | None) -> YamlDocument:
    """Read one document; time and memory grow with the text and are bounded.

    Raises
    ------
    YamlRefused
        The text is not YAML, or more than any configuration is.
    """
    document = YamlDocument()
    try:
        composer = _Composer(yaml.parse(text, Loader=_LOADER), file, document.problems)
        document.root = composer.document()
    except yaml.YAMLError as error:
        raise YamlRefused(trans("is not valid YAML: {mark}", mark=_mark(error, text))) from None
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise YamlRefused(trans("is not valid YAML: {error}.", error=error)) from None
    return document


def _mark(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(
        error, "reason", trans("it cannot be parsed")
    )
    position = getattr(error, "position", None)
    if mark is not None:
        return trans("line {line}: {problem}.", line=mark.line + 1, problem=problem)
    if isinstance(position, int):
        return trans(
            "line {count}: {problem}.", count=text.count(chr(10), 0, position) + 1, problem=problem
        )
    return f"{problem}."


class _Odd(Exception):
    """One value cannot be used; the message is a clause that follows its key."""


@dataclass
class _Frame:
    """A mapping or a list that is being read."""

    keys: Keys
    line: int
    anchor: str | None
    is_mapping: bool
    fault: str | None = None
    items: list[MarkedValue] = field(default_factory=list)
    children: dict[str, MarkedValue] = field(default_factory=dict)
    inherited: list[MarkedValue] = field(default_factory=list)
    # The key whose value comes next: its text, its line, and what is wrong with it.
    key: str | None = None
    key_line: int = 0
    key_fault: str | None = None
    inherit: bool = False
    expects_key: bool = True
    size: int = 1
    depth: int = 1


class _Composer:
    """Builds marked values from the parser's events, without recursion."""

    def __init__(
        self, events: Iterator[Any], file: Path | None, problems: list[ConfigProblem]
    ) -> None:
        self._events = events
        self._file = file
        self._problems = problems
        self._anchors: dict[str, MarkedValue | None] = {}
        self._resolver: Any = Resolver()
        self._constructor: Any = SafeConstructor()
        self._values = 0

    def document(self) -> MarkedValue | None:
        root: MarkedValue | None = None
        documents = 0
        frames: list[_Frame] = []
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlRefused(
                        trans(
                            "is not valid YAML: line {line} begins a second document.",
                            line=_line(event),
                        )
                    )
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if len(frames) >= DEEPEST:
                    raise YamlRefused(_too_deep(_line(event)))
                frames.append(self._frame(event, frames))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                frame = frames.pop()
                value = self._finished(frame)
                root = self._place(value, frame.fault, frames, root)
            elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
                try:
                    value, fault = self._leaf(event), None
                except _Odd as odd:
                    value, fault = self._marked(None, event), str(odd)
                root = self._place(value, fault, frames, root)
        return root

    def _frame(self, event: Any, frames: list[_Frame]) -> _Frame:
        parent = frames[-1] if frames else None
        keys = (*parent.keys, _next_key(parent)) if parent else ()
        if event.anchor:
            # Until its end: an alias to it from within would never end.
            self._anchors[event.anchor] = None
        frame = _Frame(
            keys=keys,
            line=_line(event),
            anchor=event.anchor,
            is_mapping=isinstance(event, yaml.MappingStartEvent),
        )
        if event.tag not in _CONTAINERS:
            frame.fault = trans(
                "has a tag that is not known here, {tag}.", tag=_short(str(event.tag))
            )
        return frame

    def _finished(self, frame: _Frame) -> MarkedValue:
        content: Any = frame.items
        if frame.is_mapping:
            content = frame.children
            for mapping in frame.inherited:
                for name, child in mapping.children.items():
                    if name not in content:
                        content[name] = child
                        self._add_size(frame, child)
                        self._count(1)
        value = MarkedValue(
            content, Origin(self._file, frame.line), size=frame.size, depth=frame.depth
        )
        if frame.anchor:
            self._anchors[frame.anchor] = value
        return value

    def _leaf(self, event: Any) -> MarkedValue:
        if isinstance(event, yaml.AliasEvent):
            return self._target(str(event.anchor))
        tag = event.tag
        if tag is None or tag == "!":
            # As yaml's own composer does; a long text is no number and no date.
            tag = (
                self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
                if len(event.value) <= LONGEST_NUMBER
                else _TEXT
            )
        value = self._marked(self._scalar(tag, event), event, tag)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _target(self, anchor: str) -> MarkedValue:
        if anchor not in self._anchors:
            raise _Odd(
                trans("refers to *{anchor}, which is not set before it.", anchor=_short(anchor))
            )
        target = self._anchors[anchor]
        if target is None:
            raise _Odd(trans("holds itself, by way of *{anchor}.", anchor=_short(anchor)))
        return target

    def _marked(self, value: Any, event: Any, tag: str = "") -> MarkedValue:
        origin = Origin(self._file, _line(event))
        return MarkedValue(value, origin, getattr(event, "value", ""), tag)

    def _scalar(self, tag: str, event: Any) -> Any:
        text = event.value
        if "\0" in text:
            raise _Odd(trans("holds a zero character, which no variable or path can."))
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _Odd(trans("holds half of a character."))
        if tag in (_TEXT, f"{_TAG}value", _MERGE):
            return text
        if tag not in _NOT_TEXT:
            raise _Odd(trans("has a tag that is not known here, {tag}.", tag=_short(str(tag))))
        if len(text) > LONGEST_NUMBER:
            raise _Odd(trans("is longer than any number."))
        node = yaml.ScalarNode(tag, text)
        try:
            construct = self._constructor.yaml_constructors[tag]
            return construct(self._constructor, node)
        except Exception:
            raise _Odd(
                trans(
                    "is not {not_text}: {text}.", not_text=trans(_NOT_TEXT[tag]), text=_short(text)
                )
            ) from None

    def _place(
        self,
        value: MarkedValue,
        fault: str | None,
        frames: list[_Frame],
        root: MarkedValue | None,
    ) -> MarkedValue | None:
        """Put a finished value where it belongs, or say why it is left out."""
        self._count(value.size if not isinstance(value.value, (dict, list)) else 1)
        if not frames:
            if fault is not None:
                self._report(value.origin.line, (), fault)
                return None
            return value
        frame = frames[-1]
        if not frame.is_mapping:
            if fault is not None:
                self._report(value.origin.line, (*frame.keys, str(len(frame.items))), fault)
            else:
                self._add_size(frame, value)
                frame.items.append(value)
        elif frame.expects_key:
            self._begin_key(frame, value, fault)
        else:
            self._end_pair(frame, value, fault)
        return root

    def _begin_key(self, frame: _Frame, value: MarkedValue, fault: str | None) -> None:
        frame.expects_key = False
        frame.key_line, frame.key_fault = value.origin.line, None
        if fault is not None:
            frame.key, frame.key_fault = _short(value.text), fault
        elif isinstance(value.value, (dict, list)):
            frame.key, frame.key_fault = "?", trans("is a key of several values; write a text.")
        elif value.tag in _NOT_TEXT:
            frame.key = _short(value.text)
            frame.key_fault = trans(
                "is {not_text} in YAML, and keys must be text: put it in quotes.",
                not_text=trans(_NOT_TEXT[value.tag]),
            )
        else:
            frame.key = "<<" if value.tag == _MERGE else value.text
        frame.inherit = value.tag == _MERGE

    def _end_pair(self, frame: _Frame, value: MarkedValue, fault: str | None) -> None:
        frame.expects_key = True
        key, keys = frame.key or "", (*frame.keys, frame.key or "")
        fault = frame.key_fault or fault
        if fault is not None:
            self._report(frame.key_line, keys, fault)
            return
        if frame.inherit:
            self._inherit(frame, value, keys)
            return
        if key in frame.children:
            first = frame.children[key].origin.line
            self._report(
                frame.key_line,
                keys,
                trans("is set twice, first at line {first}; the last one holds.", first=first),
            )
        self._add_size(frame, value)
        frame.children[key] = replace(value, origin=Origin(self._file, frame.key_line))

    def _inherit(self, frame: _Frame, value: MarkedValue, keys: Keys) -> None:
        mappings = value.value if isinstance(value.value, list) else [value]
        if not all(isinstance(one.value, dict) for one in mappings):
            self._report(frame.key_line, keys, trans("must be a mapping, or a list of mappings."))
            return
        frame.inherited.extend(mappings)

    def _add_size(self, frame: _Frame, value: MarkedValue) -> None:
        frame.size += value.size
        if frame.size > MOST_VALUES:
            raise YamlRefused(_too_many(frame.line))
        frame.depth = max(frame.depth, value.depth + 1)
        if frame.depth > DEEPEST:
            raise YamlRefused(_too_deep(frame.line))

    def _count(self, more: int) -> None:
        self._values += more
        if self._values > MOST_VALUES:
            raise YamlRefused(_too_many(None))

    def _report(self, line: int, keys: Keys, fault: str) -> None:
        self._problems.append(ConfigProblem(Origin(self._file, line), fault, keys))


def _too_many(line: int | None) -> str:
    place = trans(", by way of its references at line {line}", line=line) if line else ""
    return trans(
        "holds more than {most_values} values{place}.", most_values=MOST_VALUES, place=place
    )


def _too_deep(line: int) -> str:
    return trans("is nested more than {deepest} deep, at line {line}.", deepest=DEEPEST, line=line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _next_key(frame: _Frame) -> str:
    return (frame.key or "?") if frame.is_mapping else str(len(frame.items))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"

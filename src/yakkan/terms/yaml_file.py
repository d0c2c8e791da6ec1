"""YAML as people write it: every scalar stays the text that stands there, and every place knows its line.

YAML's own typing reads `no` as False, `0120` as 80 and 0.2 as a float; here a schema types the text afterwards.
Duplicate keys, anchors, aliases and tags are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from yakkan.messages import Refused

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML has it; what it refuses is read once more by PyYAML's own, which says better why."""
_DEEPEST = 50
"""No book nests its lists and mappings deeper."""

Place = tuple[str | int, ...]
"""Where a value stands: its keys and positions from the top."""


@dataclass(frozen=True)
class Document:
    """What a YAML file says: mappings, lists and texts, and the line of each place."""

    file: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line (from 1) of a place; of the nearest place around it where nothing stands there."""
        for length in range(len(place), -1, -1):
            if (line := self.lines.get(tuple(place[:length]))) is not None:
                return line
        return 1

    def refused(self, name: str, place: Sequence[str | int] = (), /, **values: object) -> Refused:
        """An error at a place of this file."""
        return Refused(name, self.file, self.line(place), values)

    def part(self, *place: str | int) -> "Document":
        """What stands at a place, as a document of its own with the lines of this file."""
        data = self.data
        for key in place:
            data = data[key]
        depth = len(place)
        lines = {at[depth:]: line for at, line in self.lines.items() if at[:depth] == place}
        return Document(self.file, data, lines)


def read(path: Path, shown_as: str | None = None) -> Document:
    """The only document of a YAML file. Raises Refused, naming file and line, for what is not plain YAML."""
    file = shown_as or str(path)
    if not path.is_file():
        raise Refused("input.no_such_file", file)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Refused("terms.not_utf8", file, line) from error
    return parse(text, file)


def parse(text: str, file: str) -> Document:
    """The only document of a YAML text."""
    try:
        node = _composed(text, file, _FAST)
    except yaml.YAMLError:
        node = _worded(text, file)
    if node is None:
        raise Refused("terms.empty", file, 1)
    lines: dict[Place, int] = {}
    return Document(file, _plain(node, (), lines, file), lines)


def _worded(text: str, file: str) -> yaml.Node | None:
    """The same by the loader that says what is wrong, and on which line."""
    try:
        return _composed(text, file, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused("terms.not_yaml", file, mark.line + 1 if mark else 1, {"problem": error.problem}) from error
    except yaml.YAMLError as error:
        raise Refused("terms.not_yaml", file, 1, {"problem": str(error).splitlines()[0]}) from error


def _composed(text: str, file: str, loader: Any) -> yaml.Node | None:
    _refuse_unneeded(text, file, loader)
    return yaml.compose(text, Loader=loader)


def _refuse_unneeded(text: str, file: str, loader: Any) -> None:
    """An alias lets a small file unfold into a huge one, and a tag makes another type: neither is needed. Nor is what
    is nested so deep that whoever walks through it comes to the end of the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Refused("terms.too_deep", file, event.start_mark.line + 1 if event.start_mark else 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise Refused("terms.anchor", file, event.start_mark.line + 1 if event.start_mark else 1)


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], file: str) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, i), lines, file) for i, item in enumerate(node.value)]
    return dict(_pairs(node, place, lines, file))


def _pairs(node: yaml.Node, place: Place, lines: dict[Place, int], file: str) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise Refused("terms.key_not_text", file, line)
        key = key_node.value
        if key in seen:
            raise Refused("terms.duplicate_key", file, line, {"key": key})
        seen.add(key)
        value = _plain(value_node, (*place, key), lines, file)
        lines[(*place, key)] = line
        yield key, value

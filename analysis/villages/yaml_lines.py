"""Strict YAML: a safe loader that refuses duplicate keys and knows the line of every key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from villages.errors import UserError

KeyPath = tuple[str | int, ...]


# The loader in C, where PyYAML was built with it: a plan is read once for every report.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainBooleans(_Loader):  # type: ignore[misc, valid-type]
    """YAML 1.1 reads ``no`` and ``on`` as booleans; these files mean the words."""


_PlainBooleans.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:bool"]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _letter, _word in (("t", "true"), ("f", "false")):
    _PlainBooleans.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(f"^{_word}$"), [_letter]
    )


@dataclass(frozen=True)
class YamlFile:
    """A YAML file's content with the line of each key."""

    path: Path
    content: Any
    lines: dict[KeyPath, int] = field(repr=False)

    def line(self, path: KeyPath) -> int:
        """Return the line of the key, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file.

    Raises
    ------
    UserError
        If the file is missing, is no YAML, or holds a key twice: each names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UserError("file_missing", file=path) from error
    except UnicodeDecodeError as error:
        raise UserError("file_not_utf8", file=path) from error
    loader = _PlainBooleans(text)
    lines: dict[KeyPath, int] = {}
    try:
        root = loader.get_single_node()
        if root is None:
            raise UserError("yaml_empty", file=path)
        _note_lines(root, (), lines, path)
        content = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UserError(
            "yaml_broken",
            file=path,
            line=mark.line + 1 if mark else 1,
            problem=error.problem or error.context or "",
        ) from error
    finally:
        loader.dispose()
    return YamlFile(path, content, lines)


def _note_lines(node: yaml.Node, at: KeyPath, lines: dict[KeyPath, int], path: Path) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in seen:
                raise UserError(
                    "yaml_duplicate", file=path, line=key_node.start_mark.line + 1, name=key
                )
            seen.add(key)
            lines[(*at, key)] = key_node.start_mark.line + 1
            _note_lines(value_node, (*at, key), lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(item, (*at, index), lines, path)

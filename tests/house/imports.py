"""What a Python file imports, and when. Read from the source, so that nothing has to be loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class When(Enum):
    """The moment an import is carried out."""

    LOAD = "as soon as the file is loaded"
    CALL = "when a function is called"
    NEVER = "for type checkers only"


@dataclass(frozen=True)
class Import:
    """One imported name: `import a.b` gives "a.b", `from a import b` gives "a.b" as well."""

    path: Path
    line: int
    module: str
    when: When

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def imports_of(root: Path, *folders: str) -> list[Import]:
    """Every import under `root/folder`; paths are relative to `root`, where packages start."""
    files = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    return [found for path in files for found in _read(path, root)]


def _read(path: Path, root: Path) -> Iterator[Import]:
    place = path.relative_to(root)
    for node, when in _walk(
        ast.parse(path.read_text(encoding="utf-8"), filename=str(path)), When.LOAD
    ):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            around = place.parts[: len(place.parts) - node.level] if node.level else ()
            start = [*around, *([node.module] if node.module else [])]
            modules = [".".join([*start, alias.name]) for alias in node.names]
        for module in modules:
            yield Import(place, node.lineno, module, when)


def _walk(node: ast.AST, when: When) -> Iterator[tuple[ast.Import | ast.ImportFrom, When]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, when
        elif isinstance(child, ast.If) and _is_for_checkers(child.test):
            yield from _walk(child, When.NEVER)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _walk(child, When.CALL if when is When.LOAD else when)
        else:
            yield from _walk(child, when)


def _is_for_checkers(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"

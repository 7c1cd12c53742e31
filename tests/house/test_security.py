"""What docs/security.md says of the code itself."""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gouji.landing import land
from gouji.storage import open_store
from tests.house.imports import Import

SHIPPED = ("src/gouji", "orchestration", "expectations", "dbt_project")
UNPICKLERS = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}

# Which modules may speak to a network, and with what.
DOORS = {
    "http": {"web.py"},
    "urllib3": {"web.py", "fetching.py"},
    "smtplib": {"mail.py"},
    "socket": {"web.py", "webserver.py"},
    "urllib.request": {"webserver.py"},
    "requests": set(),
    "aiohttp": set(),
    "ftplib": set(),
}

Calls = list[tuple[Path, ast.Call]]


def _parts(function: ast.expr) -> str:
    """`a.b.c` of a called name."""
    return ast.unparse(function)


@pytest.fixture(scope="module")
def calls(project_root: Path) -> Calls:
    found = []
    for folder in SHIPPED:
        for path in sorted((project_root / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(path, node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return found


@pytest.fixture(scope="module")
def imports(library: list[Import], on_top: list[Import]) -> list[Import]:
    return [*library, *on_top]


def test_no_pickle_is_written_or_read(imports: list[Import], calls: Calls) -> None:
    assert [str(one) for one in imports if one.top in UNPICKLERS] == []
    named = [
        f"{path}:{call.lineno}"
        for path, call in calls
        if "pickle" in _parts(call.func) or "allow_pickle" in {k.arg for k in call.keywords}
    ]
    assert named == []


def test_no_text_becomes_code(calls: Calls) -> None:
    def runs(call: ast.Call) -> bool:
        name = _parts(call.func)
        shell = any(
            keyword.arg == "shell" and not _is(keyword.value, False) for keyword in call.keywords
        )
        unsafe = name in {"yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system"}
        return name in RUNS_TEXT or shell or unsafe

    found = [f"{path}:{call.lineno} {_parts(call.func)}" for path, call in calls if runs(call)]
    safe_loaders = [one for one in found if one.endswith("yaml.load")]
    assert [one for one in found if one not in safe_loaders] == []
    for path, call in calls:
        if _parts(call.func) == "yaml.load":
            loader = {k.arg: ast.unparse(k.value) for k in call.keywords}.get("Loader", "")
            assert "Safe" in loader or _derives_from_safe(path, loader), f"{path}:{call.lineno}"


def _derives_from_safe(path: Path, loader: str) -> bool:
    text = path.read_text(encoding="utf-8")
    return bool(re.search(rf"class {re.escape(loader)}\(.*Safe\w*Loader", text))


def test_every_parser_is_kept_from_network_and_entities(calls: Calls) -> None:
    """`no_network`, no huge trees; XML without entities and document types."""
    wanted = {
        "HTMLParser": {"no_network": True, "huge_tree": False},
        "XMLParser": {
            "no_network": True,
            "huge_tree": False,
            "resolve_entities": False,
            "load_dtd": False,
        },
    }
    seen = 0
    for path, call in calls:
        name = _parts(call.func)
        kind = name.rpartition(".")[2]
        if name.startswith("etree.") and kind in wanted:
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            for option, value in wanted[kind].items():
                assert option in given, f"{path}:{call.lineno} lacks {option}"
                assert _is(given[option], value), f"{path}:{call.lineno} {option}"
            seen += 1
        if name in {"etree.fromstring", "etree.parse", "etree.XML", "etree.HTML"}:
            own = len(call.args) > 1 or any(k.arg == "parser" for k in call.keywords)
            assert own, f"{path}:{call.lineno} parses with defaults"
        assert name not in {"etree.iterparse", "lxml.html.fromstring", "ElementTree.parse"}
    assert seen >= 3


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def test_nobody_else_speaks_to_the_network(imports: list[Import]) -> None:
    strangers = [
        str(one)
        for one in imports
        for door, keepers in DOORS.items()
        if (one.module == door or one.module.startswith(f"{door}."))
        and one.path.name not in keepers
    ]
    assert strangers == []


def test_members_of_an_archive_stay_in_the_lake(tmp_path: Path) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("../../out.txt", "/etc/gouji-out.txt", "a/../../../b.txt", "..\\..\\c.txt"):
            archive.writestr(name, "政府信息公开工作年度报告")
        archive.writestr("fine.txt", "政府信息公开工作年度报告 2023年")
    source = tmp_path / "in" / "reports"
    source.mkdir(parents=True)
    (source / "a.zip").write_bytes(held.getvalue())
    before = set(_files(tmp_path))
    land(open_store(source), open_store(tmp_path / "home" / "lake"), datetime.now(UTC))
    written = set(_files(tmp_path)) - before
    assert written
    assert all(path.is_relative_to(tmp_path / "home" / "lake" / "landing") for path in written)
    objects = [path.name for path in written if "objects" in path.parts]
    assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in objects)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def policies(project_root: Path) -> list[dict[str, Any]]:
    text = (project_root / "docs" / "security.md").read_text(encoding="utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def test_policies_grant_single_actions(policies: list[dict[str, Any]]) -> None:
    assert len(policies) == 4
    for policy in policies:
        for statement in policy["Statement"]:
            actions = statement["Action"]
            actions = [actions] if isinstance(actions, str) else actions
            assert all(re.fullmatch(r"s3:[A-Za-z]+", action) for action in actions)
            assert {"Resource", "NotResource"} & statement.keys()
            if statement["Effect"] == "Allow":
                assert "Principal" not in statement


def test_tests_that_the_page_points_to_are_there(project_root: Path) -> None:
    text = (project_root / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.*]+)`", text)
    assert len(named) > 8
    assert [name for name in named if not list(project_root.glob(name))] == []

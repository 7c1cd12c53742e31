"""What the gate refused can be read, and is not kept for ever."""

from __future__ import annotations

import os
from urllib.parse import unquote

from lxml import html

from gouji.release import unpublished
from gouji.release.content import candidate_files
from gouji.release.pages import reports_with_pages
from gouji.release.unpublished import forget_unpublished, newest_pages, pages_of, write_unpublished
from gouji.release.verdict import State
from gouji.storage import open_store
from tests.candidates import World
from tests.release.conftest import open_gate


def test_the_index_tells_why_and_leads_to_the_pages(world: World) -> None:
    verdict = open_gate(world, open_store(world.home / "releases"), State.FAILED)
    folder = write_unpublished(world.home, world.candidate, verdict)
    assert folder == pages_of(world.home, verdict.content_hash) == newest_pages(world.home)
    index = html.fromstring((folder / "index.html").read_bytes())
    text = index.text_content()
    assert "混入了不得发布的表格" in text
    assert "a table that may not be published" in text
    targets = index.xpath("//td/a/@href")
    assert len({*targets}) == len(reports_with_pages(candidate_files(world.candidate))) == 2
    assert all((folder / unquote(target)).is_file() for target in targets)


def test_judging_the_same_again_writes_the_same_folder(world: World) -> None:
    verdict = open_gate(world, open_store(world.home / "releases"), State.FAILED)
    for _ in range(2):
        write_unpublished(world.home, world.candidate, verdict)
    assert len([*(world.home / unpublished.FOLDER).iterdir()]) == 1


def test_what_is_not_refused_any_more_has_no_pages_here(world: World) -> None:
    verdict = open_gate(world, open_store(world.home / "releases"), State.FAILED)
    write_unpublished(world.home, world.candidate, verdict)
    for _ in range(2):
        forget_unpublished(world.home, verdict.content_hash)
        assert newest_pages(world.home) is None


def test_pages_of_long_ago_are_forgotten(world: World) -> None:
    for age in range(1, unpublished.KEPT + 3):
        old = pages_of(world.home, f"{age:064x}")
        old.mkdir(parents=True)
        os.utime(old, (1_000_000 - age, 1_000_000 - age))
    verdict = open_gate(world, open_store(world.home / "releases"), State.FAILED)
    newest = write_unpublished(world.home, world.candidate, verdict)
    left = {path.name for path in (world.home / unpublished.FOLDER).iterdir()}
    assert left == {newest.name, *(f"{age:064x}" for age in range(1, unpublished.KEPT))}

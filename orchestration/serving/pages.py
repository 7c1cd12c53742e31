"""What the UI's server shows beside Dagster: pages of reports and releases, and our own source.

Read only. The pages hold no script, and are told to run none; other files of a release are handed
over to be saved. What does not belong here: making pages (`gouji.release`), links to them
(`orchestration.serving.links`), and starting the server (`orchestration.serving.services`).
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

import dbt_project
import expectations
import gouji
import orchestration
from gouji.errors import GoujiError
from gouji.release.errors import NoSuchRelease
from gouji.release.manifest import read_manifest
from gouji.release.page import Markup, both, escape, page
from gouji.release.pages import FOLDER
from gouji.release.pointer import Pointer, read_pointer
from gouji.release.unpublished import newest_pages, pages_of
from gouji.settings import Settings
from gouji.storage import StorageError, Store, open_store
from orchestration.serving.links import JUDGED, RELEASES, REPORTS, ROOT, SOURCE

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_SHOWN = {".html": "text/html", ".md": "text/plain", ".json": "text/plain", ".csv": "text/plain"}
_PACKAGES = {one.__name__: Path(str(one.__file__)).parent for one in (gouji, orchestration)}
_PACKAGES |= {one.__name__: Path(str(one.__file__)).parent for one in (dbt_project, expectations)}
_SOURCES = {".py", ".sql", ".yml", ".toml", ".csv", ".md"}
_HASH = re.compile(r"[0-9a-f]{8,64}")
_BACK = 50
"""So many releases are gone back to find the one with a content."""
_PIECE = 1 << 20


def routes(settings: Settings) -> list[Route]:
    """The routes below `links.ROOT`, for the home, lake and releases of these settings."""
    pages = _Pages(settings)
    found = {
        f"/{REPORTS}/{{name:str}}": pages.newest,
        f"/{JUDGED}/{{content:str}}/{{path:path}}": pages.judged,
        f"/{RELEASES}/{{release:str}}/{{path:path}}": pages.released,
        f"/{SOURCE}/{{path:path}}": _source,
    }
    return [*(Route(path, _told(handle)) for path, handle in found.items()), _nothing()]


def package_path(file: Path) -> str | None:
    """How `links.source` names a file of this installation, None if it is none of ours."""
    for name, folder in _PACKAGES.items():
        if file.resolve().is_relative_to(folder.resolve()):
            return f"{name}/{file.resolve().relative_to(folder.resolve()).as_posix()}"
    return None


class _Pages:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def _releases(self) -> Store:
        return open_store(self._settings.releases, self._settings.storage_options)

    def newest(self, request: Request) -> Response:
        """To the page of a report, in what was last published or refused."""
        name, place = request.path_params["name"], self._newest()
        if place is None:
            return _missing("还没有发布过 / Nothing was published yet")
        return RedirectResponse(f"{ROOT}/{place}/{FOLDER}/{name}")

    def judged(self, request: Request) -> Response:
        """Of what the gate refused, with its reasons; else from the release with that content."""
        content, path = request.path_params["content"], request.path_params["path"]
        if not _HASH.fullmatch(content):
            return _missing(content)
        refused = pages_of(self._settings.home, content)
        if refused.is_dir():
            return _file(open_store(refused), path)
        release = self._release_with(content)
        if release is None:
            return _missing(path)
        return RedirectResponse(f"{ROOT}/{RELEASES}/{release}/{path}")

    def released(self, request: Request) -> Response:
        """A file of a release."""
        release, path = request.path_params["release"], request.path_params["path"]
        return _file(self._releases.child(release), path)

    def _newest(self) -> str | None:
        """What was judged last: a release, or what the gate refused since."""
        pointer = read_pointer(self._releases).pointer
        refused = newest_pages(self._settings.home)
        if refused is not None and (pointer is None or _is_later(refused, pointer)):
            return f"{JUDGED}/{refused.name}"
        return f"{RELEASES}/{pointer.release_id}" if pointer else None

    def _release_with(self, content: str) -> str | None:
        pointer = read_pointer(self._releases).pointer
        release = pointer.release_id if pointer else None
        for _ in range(_BACK):
            if release is None:
                return None
            try:
                manifest = read_manifest(self._releases, release)
            except NoSuchRelease:
                return None
            if manifest.content_hash == content:
                return release
            release = manifest.previous
        return None


def _is_later(refused: Path, pointer: Pointer) -> bool:
    return refused.stat().st_mtime > datetime.fromisoformat(pointer.written_at).timestamp()


def _file(store: Store, path: str) -> Response:
    """One file, streamed; what a browser must not show is to be saved."""
    entry = store.info(path)
    if entry is None:
        return _missing(path)
    suffix = Path(path).suffix
    kind = _SHOWN.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    headers = dict(_HEADERS) | {"Content-Length": str(entry.size)}
    if suffix not in _SHOWN:
        headers["Content-Disposition"] = "attachment"
    return StreamingResponse(_pieces(store, path), media_type=kind, headers=headers)


def _pieces(store: Store, path: str) -> Iterator[bytes]:
    with store.open_read(path) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _source(request: Request) -> Response:
    """A source file of this installation, each line with an anchor."""
    package, _, rest = request.path_params["path"].partition("/")
    folder = _PACKAGES.get(package)
    file = (folder / rest).resolve() if folder else None
    if (
        folder is None
        or file is None
        or not file.is_relative_to(folder.resolve())
        or file.suffix not in _SOURCES
        or not file.is_file()
    ):
        return _missing(request.path_params["path"])
    lines = file.read_text(encoding="utf-8").splitlines()
    numbered = "\n".join(
        f'<span id="L{number}">{number:>4}  {escape(line)}</span>'
        for number, line in enumerate(lines, start=1)
    )
    return _html(page(f"{package}/{rest}", [Markup(f"<pre>{numbered}</pre>")]))


def _missing(what: str) -> Response:
    zh = "这里没有这一页。报告各表都相符时没有单独的页面；更早的未发布内容不再保留"
    en = (
        "No such page. A report all of whose tables tie has none, and what was refused long ago is "
        "not kept"
    )
    body = [Markup(f"<p>{both(zh, en)}</p><p><code>{escape(what)}</code></p>")]
    return _html(page("没有这一页 no such page", body), 404)


def _html(data: bytes, status: int = 200) -> Response:
    return HTMLResponse(data, status, headers=_HEADERS)


def _nothing() -> Route:
    return Route("/{path:path}", lambda request: _missing(request.path_params["path"]))


def _told(handle: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """What is damaged or out of reach is said, not thrown."""

    def answer(request: Request) -> Response:
        try:
            return handle(request)
        except StorageError as error:
            if error.missing:
                return _missing(str(request.url.path))
            return _broken(error)
        except (GoujiError, OSError) as error:
            return _broken(error)

    return answer


def _broken(error: Exception) -> Response:
    told = (
        both(error.reason.zh, error.reason.en) if isinstance(error, GoujiError) else escape(error)
    )
    return _html(page("无法读取 cannot be read", [Markup(f"<p>{told}</p>")]), 502)

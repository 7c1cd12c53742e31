"""A server that is gone for a moment is waited for; one that stays away is not asked for ever."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gouji.storage import StorageError, Store, open_store
from tests.conftest import MotoS3
from tests.faults.cutting import Gone, line_to


class _Busy(HTTPServer):
    """Says "not now" and counts."""

    asked = 0


class _Answer(BaseHTTPRequestHandler):
    server: _Busy

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(503)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def busy(moto_s3: MotoS3) -> Iterator[_Busy]:
    server = _Busy(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_short_absence_is_outlived(moto_s3: MotoS3) -> None:
    with line_to(moto_s3.endpoint) as line:
        store = open_store(moto_s3.url, {"endpoint_url": line.endpoint})
        store.write("a", b"one")
        line.cut_after(0, Gone.REFUSED)
        threading.Timer(0.6, line.restore).start()
        assert store.read("a") == b"one"


def test_one_clock_for_all_that_is_asked(busy: _Busy) -> None:
    endpoint = f"http://127.0.0.1:{busy.server_port}"
    store = open_store("s3://bucket", {"endpoint_url": endpoint, "patience": 1})
    said = [_told(store), _told(store)]
    assert all("s3://bucket" in one and "for 1 s)" in one for one in said)
    asked = busy.asked
    assert asked == 2, "once, and once more after a pause; the second call asked nobody"
    time.sleep(1)
    _told(store)
    assert busy.asked > asked, "it may be back"


class _PanicError(BaseException):
    """What polars raises for an error in the file that it was given: no Exception."""


@contextmanager
def _panic() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _PanicError(str(error)) from None


@pytest.mark.parametrize("reader", ["python", pytest.param("polars", marks=pytest.mark.slow)])
def test_a_server_that_goes_away_under_a_reader(moto_s3: MotoS3, reader: str) -> None:
    with line_to(moto_s3.endpoint) as line:
        store = open_store(moto_s3.url, {"endpoint_url": line.endpoint, "patience": 1})
        store.write("a", b"x" * 10_000_000)
        with (
            pytest.raises(StorageError, match=f"{moto_s3.url}/a: "),
            store.open_read("a") as file,
        ):
            file.read(10)
            line.cut_after(0, Gone.REFUSED)
            file.seek(5_000_000)
            with contextlib.nullcontext() if reader == "python" else _panic():
                file.read(10)


def _told(store: Store) -> str:
    with pytest.raises(StorageError) as caught:
        list(store.walk())
    return str(caught.value)

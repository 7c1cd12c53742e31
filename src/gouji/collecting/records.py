"""What was asked and answered, kept beside the bytes in `.collected/`, one record for each source.

A record says where the bytes of a file came from (url, where that led to, address, time, status,
headers, digest), and what the server will want to know the next time (ETag, Last-Modified). Files
whose name begins with a dot are no reports for a run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gouji.collecting.fetching import Fetched, Validators
from gouji.storage import StorageError, Store

FOLDER = ".collected"
SCHEMA_VERSION = 1

_LONGEST = 1024
_MOST = 64
# They let whoever reads them act for the collector, or say nothing of the document.
_LEFT_OUT = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "authorization"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One url that was asked for, and the reply. at: UTC, ISO 8601. peer: the address."""

    url: str
    final_url: str
    status: int
    at: str
    peer: str
    headers: Mapping[str, str]
    sha256: str
    size: int

    @classmethod
    def of(cls, fetched: Fetched) -> Asked:
        """What is kept of a reply with content."""
        reply = fetched.reply
        kept = [(k.lower(), v[:_LONGEST]) for k, v in reply.headers if k.lower() not in _LEFT_OUT]
        return cls(
            fetched.url,
            fetched.final_url,
            reply.status,
            fetched.at.isoformat(timespec="seconds"),
            reply.peer,
            dict(sorted(kept[:_MOST])),
            hashlib.sha256(reply.body).hexdigest(),
            len(reply.body),
        )

    @property
    def validators(self) -> Validators:
        """By which the server knows what we have."""
        etag, modified = self.headers.get("etag"), self.headers.get("last-modified")
        return Validators(self.final_url, etag, modified)

    @property
    def essence(self) -> tuple[object, ...]:
        """What is other when the document, or what it is known by, is other."""
        return self.url, self.sha256, self.validators


@dataclass(frozen=True, slots=True)
class Record:
    """The file of one source. attachment: None where the page is the report.

    history: digest, path and time of the versions before, oldest first.
    """

    source: Mapping[str, object]
    path: str
    format: str
    page: Asked
    attachment: Asked | None = None
    history: tuple[Mapping[str, str], ...] = ()

    @property
    def document(self) -> Asked:
        """What the bytes of the file came from."""
        return self.attachment or self.page

    @property
    def essence(self) -> tuple[object, ...]:
        """What must be other for the record to be written again."""
        attached = self.attachment.essence if self.attachment else None
        return dict(self.source), self.path, self.format, self.page.essence, attached

    def after(self, before: Record | None) -> Record:
        """This record with what went before it as history."""
        if before is None:
            return self
        earlier = before.history
        if before.document.sha256 != self.document.sha256:
            old = before.document
            earlier = (*earlier, {"sha256": old.sha256, "path": before.path, "at": old.at})
        return replace(self, history=earlier)


def load(into: Store, stem: str) -> Record | None:
    """The record of a source; None where there is none that can be used."""
    try:
        told = json.loads(into.read(_place(stem)))
        return _record(told) if told.get("schema_version") == SCHEMA_VERSION else None
    except StorageError as error:
        if error.missing:
            return None
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # damaged: the source is fetched as if for the first time


def save(into: Store, stem: str, record: Record) -> None:
    """Write the record of a source."""
    told = {"schema_version": SCHEMA_VERSION, **asdict(record)}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    into.write(_place(stem), text.encode("utf-8"))


def _place(stem: str) -> str:
    return f"{FOLDER}/{stem}.json"


def _record(told: Mapping[str, Any]) -> Record:
    attachment = told["attachment"]
    return Record(
        dict(told["source"]),
        str(told["path"]),
        str(told["format"]),
        Asked(**told["page"]),
        Asked(**attachment) if attachment else None,
        tuple(told["history"]),
    )

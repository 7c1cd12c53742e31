"""Which database, schema and role a push is meant for, and connecting without telling secrets.

No message, log line or traceback shows the password: the url is never printed, it is refused
without being quoted where it cannot be taken apart for certain, and what the driver says is cleaned
before it is passed on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from gouji.release.errors import PushRefused

if TYPE_CHECKING:
    import psycopg

URL, SCHEMA, READER = "GOUJI_POSTGRES", "GOUJI_POSTGRES_SCHEMA", "GOUJI_POSTGRES_READER"
DEFAULT_SCHEMA, DEFAULT_READER = "gouji", "gouji_reader"

_CONNECT_SECONDS = 15
_HOST = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[\w.%-]*)(:\d*)?")


@dataclass(frozen=True, slots=True)
class Target:
    """A schema of a database, and the role that may read it; neither shown nor compared by url.

    wait: seconds to wait for readers where the columns of a table changed, and for locks.
    """

    url: str = field(repr=False)
    schema: str = DEFAULT_SCHEMA
    reader: str = DEFAULT_READER
    wait: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what libpq would read otherwise than it was meant.

        Raises:
            PushRefused: it is no such url, or its password is not percent-encoded.
        """
        parts = self._parts()
        if parts.scheme not in ("postgresql", "postgres"):
            raise PushRefused(
                "目标应写作 postgresql://用户@主机/数据库",
                "the target must be given as postgresql://user@host/database",
            )
        hosts = parts.netloc.rpartition("@")[2].split(",")
        beyond = parts.path + parts.query + parts.fragment
        if (
            parts.netloc.count("@") > 1
            or "@" in beyond
            or parts.fragment
            or not all(_HOST.fullmatch(host) for host in hosts)
        ):
            raise PushRefused(
                "目标地址无法可靠解析；密码中的特殊字符（@ : / ? # %）须写作百分号编码，"
                "或改用 PGPASSWORD、~/.pgpass",
                "the target url cannot be taken apart for certain; special characters in a "
                "password (@ : / ? # %) must be percent-encoded, or use PGPASSWORD or ~/.pgpass",
            )

    @classmethod
    def from_environment(
        cls, url: str | None = None, environment: Mapping[str, str] | None = None, **given: Any
    ) -> Target | None:
        """The target of the arguments and of GOUJI_POSTGRES*; None where no url is set.

        Raises:
            PushRefused: the url is none.
        """
        env = os.environ if environment is None else environment
        chosen = url or env.get(URL)
        if not chosen:
            return None
        return cls(
            chosen,
            given.get("schema") or env.get(SCHEMA) or DEFAULT_SCHEMA,
            given.get("reader") or env.get(READER) or DEFAULT_READER,
        )

    @property
    def shown(self) -> str:
        """Host, database and schema: what may be printed."""
        parts = self._parts()
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path} ({self.schema})"

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection[Any]]:
        """An open connection; what goes wrong on it is raised as `PushRefused`, without secrets."""
        try:
            import psycopg
        except ImportError:
            raise PushRefused(
                "缺少 psycopg 组件；请安装：pip install 'gouji[postgres]'",
                "pushing needs psycopg; install it: pip install 'gouji[postgres]'",
            ) from None
        try:
            with psycopg.connect(
                self.url, connect_timeout=_CONNECT_SECONDS, application_name="gouji"
            ) as connection:
                yield connection
        except psycopg.Error as error:
            told = self.without_secrets(str(error))
            # Not chained: the driver's own words may quote the url.
            raise PushRefused(
                f"未能写入 {self.shown}，数据库保持原样：{told}",
                f"{self.shown} stays as it was: {told}",
            ) from None

    def without_secrets(self, text: str) -> str:
        """The text in one line, with every password that might be in use blotted out."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, "***")
        return " ".join(text.split())

    def _secrets(self) -> set[str]:
        parts = self._parts()
        user = parts.netloc.rpartition("@")[0]
        found = [user.partition(":")[2], os.environ.get("PGPASSWORD", "")]
        for name, values in parse_qs(parts.query).items():
            if "password" in name:
                found += values
        return {form for secret in found for form in (secret, unquote(secret)) if form}

    def _parts(self) -> SplitResult:
        try:
            return urlsplit(self.url)
        except ValueError:
            return SplitResult("", "", "", "", "")

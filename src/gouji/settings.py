"""Where a run finds its reports and keeps its things, from arguments and environment.

Every other path of the project is derived from here, so that the command line, Dagster and dbt
agree. What does not belong here: opening any of these places (see `gouji.storage`), and secrets,
which stay in the environment where the S3 client finds them by itself (AWS_ACCESS_KEY_ID, ...).

Variables read: GOUJI_HOME, GOUJI_SOURCE, GOUJI_LAKE, GOUJI_RELEASES, GOUJI_DECISIONS, GOUJI_STRICT,
GOUJI_S3_ENDPOINT, GOUJI_S3_PATIENCE, GOUJI_UI_URL, GOUJI_SOURCES, GOUJI_WATCH, GOUJI_WATCH_SECONDS,
GOUJI_SCHEDULE, GOUJI_TIME_ZONE. An argument that is given beats its variable. Who is alerted
(`gouji.alerts.receivers`) and how reports are collected (`gouji.collecting.policy`) is read there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gouji.errors import GoujiError, Reason
from gouji.samples import samples_dir
from gouji.storage import describe, is_remote

DEFAULT_HOME = ".gouji"
WATCH_SECONDS = 30
S3_PATIENCE = 60
TIME_ZONE = "Asia/Shanghai"
_DAY = 24 * 60 * 60
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}

# Servers other than Amazon's often refuse, or hand back damaged, the checksums that newer clients
# add on their own.
_FOREIGN_SERVER = {
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class SettingsError(GoujiError):
    """A setting that cannot be used; names the setting or path, and the cause."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The places and switches of one run.

    source, lake, releases: absolute folders or `s3://` urls. home: an absolute local folder.
    decisions: file or url, None for the default beside the reports. storage_options: what s3fs is
    given for every `s3://` url; without secrets. s3_patience: seconds for which a run asks a server
    of `s3://` that does not answer. ui_url: where Dagster's UI is served, for links in
    messages. sources: the list to collect from, None for `sources.csv` in a local source. watch:
    whether the daemon starts runs by itself when the source changes. watch_seconds: between two
    looks at it. schedule, time_zone: when the daemon runs everything (cron), None for never.
    """

    home: Path
    source: str
    lake: str
    releases: str
    decisions: str | None = None
    strict: bool = False
    storage_options: Mapping[str, object] = field(default_factory=dict)
    s3_patience: int = S3_PATIENCE
    ui_url: str | None = None
    sources: str | None = None
    watch: bool = False
    watch_seconds: int = WATCH_SECONDS
    schedule: str | None = None
    time_zone: str = TIME_ZONE

    @classmethod
    def from_environment(
        cls,
        *,
        source: str | Path | None = None,
        home: str | Path | None = None,
        lake: str | Path | None = None,
        releases: str | Path | None = None,
        decisions: str | Path | None = None,
        strict: bool | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Settings:
        """Arguments first, then variables, then defaults; touches no file.

        Raises:
            SettingsError: a remote home, or a value that means nothing.
        """
        env = os.environ if environment is None else environment
        place = str(home or env.get("GOUJI_HOME") or DEFAULT_HOME)
        if is_remote(place):
            raise SettingsError(
                Reason(
                    "home_remote",
                    f"主目录必须是本地文件夹，不能是 {place}；"
                    "只有 source、lake 和 releases 可以是 s3:// 地址",
                    f"the home must be a local folder, not {place}; only source, lake and releases "
                    "may be s3:// urls",
                )
            )
        folder = Path(_absolute(place))
        chosen = decisions or env.get("GOUJI_DECISIONS") or None
        return cls(
            home=folder,
            source=_absolute(source or env.get("GOUJI_SOURCE") or bundled_samples()),
            lake=_absolute(lake or env.get("GOUJI_LAKE") or folder / "lake"),
            releases=_absolute(releases or env.get("GOUJI_RELEASES") or folder / "releases"),
            decisions=_absolute(chosen) if chosen else None,
            strict=_switch(env, "GOUJI_STRICT") if strict is None else strict,
            storage_options=_storage_options(env),
            s3_patience=_seconds(env, "GOUJI_S3_PATIENCE", S3_PATIENCE),
            ui_url=_web_address(env, "GOUJI_UI_URL"),
            sources=_absolute(env["GOUJI_SOURCES"]) if env.get("GOUJI_SOURCES") else None,
            watch=_switch(env, "GOUJI_WATCH"),
            watch_seconds=_seconds(env, "GOUJI_WATCH_SECONDS", WATCH_SECONDS),
            schedule=(env.get("GOUJI_SCHEDULE") or "").strip() or None,
            time_zone=env.get("GOUJI_TIME_ZONE") or TIME_ZONE,
        )

    @property
    def run_options(self) -> dict[str, object]:
        """`storage_options` for who works unattended: with the patience of a run."""
        return {**self.storage_options, "patience": self.s3_patience}

    @property
    def warehouse(self) -> Path:
        """The DuckDB file; only dbt opens it, in its own process."""
        return self.home / "warehouse" / "warehouse.duckdb"

    @property
    def candidate(self) -> Path:
        """Folder of the Parquet files that dbt exports for the gate to judge."""
        return self.home / "candidate"

    @property
    def verdicts(self) -> Path:
        """Folder of the stored verdicts, one file for each content hash."""
        return self.home / "verdicts"

    @property
    def alerts(self) -> Path:
        """Folder of the messages that are sent when a run needs somebody."""
        return self.home / "alerts"

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's instance."""
        return self.home / "dagster"

    @property
    def dbt(self) -> Path:
        """Folder of dbt's target, logs and manifest."""
        return self.home / "dbt"

    def prepare(self) -> None:
        """Make the local folders and prove that each can be written, before any work is done.

        Raises:
            SettingsError: names the folder and the cause.
        """
        folders = [self.home, self.warehouse.parent, self.candidate, self.verdicts]
        folders += [self.dagster_home, self.dbt]
        folders += [Path(url) for url in (self.lake, self.releases) if not is_remote(url)]
        for folder in folders:
            _prove_writable(folder)


def bundled_samples() -> str:
    """The folder of sample reports inside the package: the source of a run that names none."""
    return str(samples_dir())


def _absolute(place: str | Path) -> str:
    """Absolute, so that a process with another working directory finds the same place."""
    text = str(place)
    if is_remote(text):
        return text.rstrip("/")
    return str(Path(text.removeprefix("file://")).expanduser().absolute())


def _storage_options(env: Mapping[str, str]) -> dict[str, object]:
    endpoint = _web_address(env, "GOUJI_S3_ENDPOINT")
    if not endpoint:
        return {}
    return {"endpoint_url": endpoint, "config_kwargs": dict(_FOREIGN_SERVER)}


def _web_address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name)
    if not value:
        return None
    if not value.startswith(("http://", "https://")):
        raise SettingsError(
            Reason(
                "endpoint",
                f"{name} 应为 http:// 或 https:// 地址，现为 {value}",
                f"{name} must be an http:// or https:// address, not {value}",
            )
        )
    return value.rstrip("/")


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in _TRUE | _FALSE:
        raise SettingsError(
            Reason(
                "switch",
                f"{name} 应为 true 或 false，现为 {value}",
                f"{name} must be true or false, not {value}",
            )
        )
    return value in _TRUE


def _seconds(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isdecimal() and value.isascii() and 1 <= int(value) <= _DAY):
        raise SettingsError(
            Reason(
                "seconds",
                f"{name} 应为 1 至 {_DAY} 之间的整数（秒），现为 {value}",
                f"{name} must be a whole number of seconds from 1 to {_DAY}, not {value}",
            )
        )
    return int(value)


def _prove_writable(folder: Path) -> None:
    probe = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            probe.touch(exist_ok=False)
        finally:
            with contextlib.suppress(OSError):
                probe.unlink(missing_ok=True)
    except OSError as error:
        zh, en = describe(error)
        raise SettingsError(
            Reason(
                "home_unwritable",
                f"无法写入文件夹 {folder}：{zh}。请改正，或用 --home（GOUJI_HOME）另指一个文件夹",
                f"cannot write to the folder {folder}: {en}. Correct this, or name another folder "
                "with --home (GOUJI_HOME)",
            )
        ) from error

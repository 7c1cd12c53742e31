"""`index.html`: what is in a release, withheld, gone or revised, what changed since the last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gouji.forms import catalogue
from gouji.forms.wording import describe_scope
from gouji.language import LANGUAGES
from gouji.release.diff import compare
from gouji.release.manifest import Manifest
from gouji.release.models import MODELS
from gouji.release.page import Markup, both, escape, link, page, table
from gouji.release.page_words import moment, number, status_name, table_name

INDEX = "index.html"
_LISTED = 2000
"""How many rows of each list the page shows; all of them are in the mart that it is made of."""


def render_index(
    manifest: Manifest,
    models: Mapping[str, Path],
    pages: Mapping[str, str],
    previous: Manifest | None,
) -> bytes:
    """The page. `manifest` has every file but this page and itself.

    `models` are the files of the release by model name; `pages` are by report id.
    """
    return page(
        f"发布 {manifest.release_id}",
        [
            _about(manifest),
            _contents(manifest),
            withheld_tables(models["mart_withheld_reports"], pages),
            _removed(models["mart_coverage"]),
            _revised(models["mart_revisions"], pages),
            _changes(manifest, previous),
            _others(manifest),
        ],
    )


def _about(manifest: Manifest) -> Markup:
    counts = manifest.counts
    published, withheld = counts["reports_published"], counts["reports_withheld"]
    whole = counts["whole_reports_withheld"]
    tables, some = counts["tables_withheld"], withheld - whole
    zh = (
        f"{published} 份报告有表格发布。暂不发布的：{some} 份报告的 {tables} 张表，"
        f"另有 {whole} 份报告整份；原因见下。机关公布的数字一律未改。"
    )
    en = (
        f"Tables of {published} reports are published. Withheld are {tables} tables of {some} "
        f"reports, and {whole} reports as a whole; the reasons are below. No figure was changed."
    )
    created = moment(manifest.created_at)
    times = both(f"发布时间 {created}，内容 {manifest.content_hash}", f"released {created}")
    return Markup(f"<p>{both(zh, en)}</p><p>{times}</p>")


def _contents(manifest: Manifest) -> Markup:
    rows = [
        (link(model.path, model.name), both(model.zh, model.en), manifest.files[model.path].rows)
        for model in MODELS.values()
    ]
    return table(("文件 file", "内容 content", "行数 rows"), rows, "数据 data")


def withheld_tables(withheld_file: Path, pages: Mapping[str, str]) -> Markup:
    """What is not in the marts and why, each report linked to its page (path by report id)."""
    import polars as pl

    frame = pl.read_parquet(withheld_file).sort("issuer", "year", "report_id", "table")
    rows = [
        (
            _report(row["report_id"], row["issuer"], row["year"], pages),
            table_name(row["table"]),
            status_name(row["status"]),
            both(row["reason_zh"], row["reason_en"]),
        )
        for row in frame.head(_LISTED).iter_rows(named=True)
    ]
    caption = _caption("暂不发布 not in the marts", frame.height)
    head = ("报告 report", "表格 table", "状态 status", "原因 reason")
    return table(head, rows, caption) if rows else Markup("<p>没有 nothing withheld</p>")


def _removed(coverage_file: Path) -> Markup:
    """Reports whose file is gone from the source; nothing where there is none."""
    import polars as pl

    gone = pl.scan_parquet(coverage_file).filter(pl.col("status") == "removed")
    frame = gone.select("issuer", "issuer_id", "year", "removed_on").collect()
    rows = [
        (row["issuer"] or row["issuer_id"], row["year"], row["removed_on"])
        for row in frame.sort("issuer_id", "year").head(_LISTED).iter_rows(named=True)
    ]
    caption = _caption("文件已不在来源中 gone from the source", frame.height)
    head = ("机关 issuer", "年度 year", "发现日期 found gone on")
    return table(head, rows, caption) if rows else Markup("")


def _revised(revisions_file: Path, pages: Mapping[str, str]) -> Markup:
    """Figures that the file first seen has otherwise; nothing where there is none."""
    import polars as pl

    frame = pl.read_parquet(revisions_file).sort("issuer", "year", "table", "item", "column")
    rows = [
        (
            _report(row["report_id"], row["issuer"], row["year"], pages),
            both(*(_cell(row, lang) for lang in LANGUAGES)),
            number(row["first_value"]),
            number(row["value"]),
            row["first_seen_on"],
            row["revised_seen_on"],
        )
        for row in frame.head(_LISTED).iter_rows(named=True)
    ]
    caption = _caption(
        "前后两份文件不同的数字 not the same in the file first seen and in the present one",
        frame.height,
    )
    head = (
        "报告 report",
        "格 cell",
        "原为 was",
        "现为 is",
        "初见 first seen",
        "改后见 seen changed",
    )
    return table(head, rows, caption) if rows else Markup("")


def _cell(row: Mapping[str, str], lang: str) -> str:
    table_id = row["table"]
    scope = f"{table_id}.{row['item']}.{row['column']}"
    return describe_scope(catalogue.tables()[table_id], scope, lang)


def _caption(text: str, rows: int) -> str:
    if rows <= _LISTED:
        return f"{text}（{rows}）"
    return f"{text}（前 {_LISTED} 行，共 {rows} 行 first {_LISTED} of {rows}）"


def _report(report_id: str, issuer: str | None, year: int | None, pages: Mapping[str, str]) -> str:
    name = f"{issuer} {year}" if issuer and year else report_id
    target = pages.get(report_id)
    return link(target, name) if target else name


def _changes(manifest: Manifest, previous: Manifest | None) -> Markup:
    if previous is None:
        return Markup(f"<p>{both('这是第一个发布。', 'This is the first release.')}</p>")
    difference = compare(previous, manifest)
    rows = [
        (change.model, change.before, change.after, "变 changed" if change.differs else "同 same")
        for change in difference.models
    ]
    more, fewer = len(difference.documents_added), len(difference.documents_removed)
    note = both(f"文件新增 {more} 份，减少 {fewer} 份", f"{more} documents more, {fewer} fewer")
    head = ("文件 file", "原行数 before", "现行数 after", "")
    caption = f"与上次发布 {previous.release_id} 相比 since the last release"
    return Markup(f"{table(head, rows, caption)}<p>{note}</p>")


def _others(manifest: Manifest) -> Markup:
    names = [path for path in manifest.files if "/" not in path and not path.endswith(".parquet")]
    links = "、".join(link(name, name) for name in (*names, "manifest.json"))
    return Markup(f"<p>{escape('另有 also')}: {links}</p>")

"""Which models a candidate must hold, under which key, and where each stands in a release.

Adding a published model means one line here, one suite in `expectations/suites/`, and the dbt
model that exports it. A candidate with a file that is not listed here is refused: it would be left
over from another version, and publishing it would be publishing in silence.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """One Parquet file of the candidate.

    `key` identifies a row, and rows are published sorted by it.
    """

    name: str
    key: tuple[str, ...]
    zh: str
    en: str
    mart: bool = True
    """In `marts/` and in `marts.duckdb`; otherwise a file of its own at the top of the release."""

    @property
    def path(self) -> str:
        """The path inside a release."""
        return f"marts/{self.name}.parquet" if self.mart else f"{self.name}.parquet"


_MODELS = (
    PublishedModel(
        "dim_concept", ("concept_key",), "可比指标与表式对照", "what compares over the forms"
    ),
    PublishedModel("dim_issuer", ("issuer_id",), "发布机关", "issuers"),
    PublishedModel("dim_item", ("item_key",), "表格指标", "items of the forms"),
    PublishedModel(
        "dim_rule",
        ("rule_id",),
        "勾稽核对规则",
        "edit rules: what each says, its source, and what it weighs in the scorecard",
    ),
    PublishedModel("dim_year", ("year",), "报告年度", "report years"),
    PublishedModel(
        "fct_figures",
        ("report_id", "table", "item", "column"),
        "可发布表格的逐格数据",
        "figures of the tables that may be published, one row a cell",
    ),
    PublishedModel(
        "mart_request_outcomes",
        ("report_id",),
        "依申请公开办理结果",
        "outcomes of requests, one row a report",
    ),
    PublishedModel(
        "mart_denial_reasons",
        ("report_id", "reason"),
        "未予公开的理由",
        "why requests were not granted, one row a report and reason",
    ),
    PublishedModel(
        "mart_outcomes_by_applicant",
        ("report_id", "applicant"),
        "按申请人类别的办理结果",
        "outcomes of requests by kind of applicant",
    ),
    PublishedModel(
        "mart_dispute_outcomes",
        ("report_id", "route"),
        "行政复议与行政诉讼结果",
        "results of reconsideration and litigation, one row a report and route",
    ),
    PublishedModel(
        "mart_proactive_disclosure",
        ("report_id", "item", "column"),
        "主动公开情况",
        "proactive disclosure, one row a report and cell",
    ),
    PublishedModel(
        "mart_year_over_year",
        ("issuer_id", "year", "measure"),
        "年度比较",
        "one measure of one issuer against the year before",
    ),
    PublishedModel(
        "mart_peer_comparison",
        ("report_id", "measure"),
        "同类比较",
        "rank, percentile and z-score of a report among its peers, one row a report and measure",
    ),
    PublishedModel(
        "mart_division_rollup",
        ("report_id", "measure"),
        "下级汇总对比",
        "the report of a whole area against the sum of its units, one row a report and measure",
    ),
    PublishedModel(
        "mart_coverage",
        ("issuer_id", "year"),
        "报告发布情况",
        "who reported which year, when, how late; and who did not",
    ),
    PublishedModel(
        "mart_report_scorecard",
        ("report_id",),
        "报告评分",
        "what an assessor would mark down, one row a report",
    ),
    PublishedModel(
        "mart_revisions",
        ("report_id", "table", "item", "column"),
        "发布后改动",
        "cells that changed after publication, as first seen and as now",
    ),
    PublishedModel(
        "mart_claims",
        ("document_id", "ordinal"),
        "正文所述数字",
        "numbers stated in prose, and what became of them against the tables",
    ),
    PublishedModel(
        "mart_withheld_shares",
        ("report_year", "level", "province_code", "table"),
        "暂不发布的比例",
        "share of tables that are not published, by year, level, province and table",
    ),
    PublishedModel(
        "mart_reconciliation",
        ("report_id", "rule_id", "scope"),
        "勾稽核对结果",
        "every rule confronted with every report",
    ),
    PublishedModel(
        "mart_withheld_reports",
        ("report_id", "table"),
        "暂不发布的表格及原因",
        "tables that are not in the marts, with reasons",
    ),
    PublishedModel(
        "figures_as_published",
        ("report_id", "table", "item", "column"),
        "各报告原样数据（含未通过勾稽者，附状态）",
        "every certain figure of every report with the status of its table; not a mart",
        mart=False,
    ),
)

MODELS: dict[str, PublishedModel] = {model.name: model for model in _MODELS}
"""Every published model by name, dimensions first."""

PUBLISHABLE = ("reconciled", "accepted", "unconfirmed")
"""Table statuses whose figures may stand in facts and marts."""

BARRED = ("withheld", "unreadable", "excluded")
"""Table statuses whose figures may not."""

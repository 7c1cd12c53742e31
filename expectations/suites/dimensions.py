"""The dimensions: keys unique, and every key that facts and marts use is there."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, none_expected
from gouji.release.models import MODELS

SUITE = "dimensions"
_USES = {
    "dim_issuer": ("issuer_id", "issuer_id"),
    "dim_year": ("year", "year"),
    "dim_item": ("item_key", "item_key"),
}
"""Each dimension of the facts, its key, and the column of the facts that leads to it."""

_NAMED_RULES = """
    select rule_id from mart_reconciliation
    union all
    select rule_id from mart_claims
    union all
    select unnest(string_split(failed_rules, ' ')) as rule_id from mart_report_scorecard
"""


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on the dimensions."""
    keys = [
        none_expected(
            SUITE,
            f"{model}_key_unique_and_present",
            evidence.repeated_keys(model, MODELS[model].key),
            f"{model} 主键重复或为空",
            f"a key of {model} occurs twice or is empty",
        )
        for model in (*_USES, "dim_concept", "dim_rule")
    ]
    uses = [
        none_expected(
            SUITE,
            f"{model}_complete",
            evidence.offending(
                f"select distinct {row_key(used)} from fct_figures as facts "  # noqa: S608
                f"where not exists (select 1 from {model} where {model}.{key} = facts.{used}) "
                f"order by row_key"
            ),
            f"事实表用到的键不在 {model} 中",
            f"the facts use a key that is not in {model}",
        )
        for model, (key, used) in _USES.items()
    ]
    rules = none_expected(
        SUITE,
        "dim_rule_complete",
        evidence.offending(
            f"select distinct {row_key('rule_id')} from ({_NAMED_RULES}) as named "  # noqa: S608
            "anti join dim_rule using (rule_id) where rule_id is not null order by row_key"
        ),
        "有表提到的规则不在 dim_rule 中",
        "a table names a rule that is not in dim_rule",
    )
    return [*keys, *uses, rules]

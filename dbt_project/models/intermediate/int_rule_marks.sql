-- One row per current report and rule of the scorecard: how much of it was checked, and whether it
-- failed. A doubt of the reader is no failure of the issuer; neither is it checked.
select
    confrontations.document_id,
    rules.dimension,
    rules.rule_id,
    rules.rule_weight,
    bool_or(confrontations.status = 'fail' and not confrontations.doubt) as failed,
    {{ share(
        "count(*) filter (where confrontations.status <> 'not_assessable' and not confrontations.doubt)",
        'count(*)'
    ) }} as checked_share
from {{ ref('stg_lake__confrontations') }} as confrontations
inner join {{ ref('scorecard_rules') }} as rules
    on confrontations.rule_id = rules.rule_id
group by
    confrontations.document_id,
    rules.dimension,
    rules.rule_id,
    rules.rule_weight

-- One row per claim: what the rules on single claims found for it.
with results as (
    select *
    from {{ ref('stg_lake__confrontations') }}
    where rule_id in ('claims.total', 'claims.detail', 'plausible.all_done')
)

select
    claims.document_id,
    claims.ordinal,
    case
        when results.status = 'fail' then 'contradicted'
        when results.status = 'pass' and results.message_zh is not null then 'agrees_with_note'
        when results.status = 'pass' then 'agrees'
        else coalesce(results.status, 'not_checked')
    end as outcome,
    results.rule_id,
    -- That all is done is held against what is carried forward, which is no share.
    case when results.rule_id <> 'plausible.all_done' then results.rhs end as figure,
    results.message_zh,
    results.message_en
from {{ ref('stg_lake__claims') }} as claims
left join results
    on claims.document_id = results.document_id and claims.ordinal = results.claim

-- One row per claim: what the rules on claims found for it. A confrontation names the subject and
-- the number it was made with; where two of them say different things of the same number of the
-- same subject, it is not certain which is meant.
with results as (
    select
        document_id,
        regexp_replace(scope, '#\d+$', '') as scope,
        status,
        lhs,
        rhs,
        message_zh,
        message_en
    from {{ ref('stg_lake__confrontations') }}
    where rule_id in ('claims.total', 'claims.detail')
),

claims as (
    select
        *,
        case kind
            when 'share' then subject || '.share'
            when 'change' then subject || '.change_' || if(unit = 'percent', unit, 'count')
            else subject
        end as claim_scope
    from {{ ref('stg_lake__claims') }}
),

matched as (
    select
        claims.document_id,
        claims.ordinal,
        count(distinct results.status) as verdicts,
        min(results.status) as status,
        min(results.rhs) as figure,
        max(results.rhs) as other_figure,
        min(results.message_zh) as message_zh,
        min(results.message_en) as message_en
    from claims
    inner join results
        on
            claims.document_id = results.document_id
            and claims.claim_scope = results.scope
            -- Numbers of confrontations have two decimals.
            and abs(claims.value - results.lhs) < 0.006
    group by claims.document_id, claims.ordinal
),

unassessed as (
    select distinct
        document_id,
        scope
    from results
    where status = 'not_assessable'
)

select
    claims.document_id,
    claims.ordinal,
    case
        when matched.verdicts > 1 then 'not_certain'
        when matched.status = 'fail' then 'contradicted'
        when matched.status = 'pass' and matched.message_zh is not null then 'agrees_with_note'
        when matched.status = 'pass' then 'agrees'
        when unassessed.scope is not null then 'not_assessable'
        else 'not_checked'
    end as outcome,
    case when matched.verdicts = 1 and matched.figure = matched.other_figure then matched.figure end
        as figure,
    case when matched.verdicts = 1 then matched.message_zh end as message_zh,
    case when matched.verdicts = 1 then matched.message_en end as message_en
from claims
left join matched
    on claims.document_id = matched.document_id and claims.ordinal = matched.ordinal
left join unassessed
    on claims.document_id = unassessed.document_id and claims.claim_scope = unassessed.scope

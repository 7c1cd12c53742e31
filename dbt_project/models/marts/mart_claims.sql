with subjects as (
    select distinct
        subject,
        zh,
        en
    from {{ ref('claim_subjects') }}
),

items as (
    select
        table_id || '.' || item_id as item_key,
        arg_max(zh, form_id) as zh,
        arg_max(en, form_id) as en
    from {{ ref('form_items') }}
    group by table_id, item_id
)

select
    reports.report_id,
    claims.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    claims.ordinal,
    claims.subject,
    coalesce(subjects.zh, items.zh) as subject_zh,
    coalesce(subjects.en, items.en) as subject_en,
    claims.kind,
    claims.unit,
    claims.value,
    claims.qualifier,
    claims.scope,
    claims.sentence,
    claims.locator,
    places.tables,
    outcomes.outcome,
    outcomes.rule_id,
    places.is_published as figure_is_published,
    case when places.is_published then outcomes.figure end as figure,
    case when places.is_published then outcomes.message_zh end as message_zh,
    case when places.is_published then outcomes.message_en end as message_en
from {{ ref('stg_lake__claims') }} as claims
inner join {{ ref('int_peer_reports') }} as reports
    on claims.document_id = reports.document_id
inner join {{ ref('int_claim_outcomes') }} as outcomes
    on claims.document_id = outcomes.document_id and claims.ordinal = outcomes.ordinal
inner join {{ ref('int_claim_tables') }} as places
    on claims.document_id = places.document_id and claims.ordinal = places.ordinal
left join subjects on claims.subject = subjects.subject
left join items
    on
        split_part(claims.subject, '.', 1) || '.' || split_part(claims.subject, '.', 2)
        = items.item_key

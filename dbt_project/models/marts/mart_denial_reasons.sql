with reasons as (
    select
        items.*,
        labels.zh as reason_zh,
        labels.en as reason_en,
        labels.group_zh as measure_zh
    from {{ ref('int_request_values') }} as items
    inner join {{ ref('mart_request_outcomes') }} as outcomes
        on items.document_id = outcomes.document_id
    inner join {{ ref('form_items') }} as labels
        on
            items.item_id = labels.item_id
            and outcomes.form = labels.form_id
            and labels.table_id = 'requests'
    where items.measure in ('denied', 'unavailable', 'not_processed')
)

select
    outcomes.report_id,
    outcomes.document_id,
    outcomes.issuer_id,
    outcomes.issuer,
    outcomes.issuer_kind,
    outcomes.level,
    outcomes.coverage,
    outcomes.year,
    outcomes.form,
    outcomes.table_status,
    outcomes.accepted_zh,
    outcomes.accepted_en,
    outcomes.conflicts_with_prose,
    outcomes.conflicts_with_years,
    reasons.measure,
    reasons.measure_zh,
    reasons.item_id as reason,
    reasons.reason_zh,
    reasons.reason_en,
    reasons.value,
    case
        when reasons.is_zero then 'blank_as_zero'
        when reasons.value is not null then reasons.value_source
    end as value_source,
    {{ share(
        'reasons.value',
        "case reasons.measure when 'denied' then outcomes.denied"
        ~ " when 'unavailable' then outcomes.unavailable"
        ~ " else outcomes.not_processed end"
    ) }} as share_of_measure,
    {{ share('reasons.value', 'outcomes.outcome_total') }} as share_of_outcomes
from reasons
inner join {{ ref('mart_request_outcomes') }} as outcomes
    on reasons.document_id = outcomes.document_id

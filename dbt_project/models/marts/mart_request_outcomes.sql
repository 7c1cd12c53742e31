with outcomes as (
    select
        report_id,
        document_id,
        max(value) filter (where measure = 'new_received') as new_received,
        max(value) filter (where measure = 'brought_forward') as brought_forward,
        max(value) filter (where measure = 'granted') as granted,
        max(value) filter (where measure = 'partially_granted') as partially_granted,
        max(value) filter (where measure = 'denied') as denied,
        max(value) filter (where measure = 'unavailable') as unavailable,
        max(value) filter (where measure = 'not_processed') as not_processed,
        max(value) filter (where measure = 'other') as other,
        max(value) filter (where measure = 'outcome_total') as outcome_total,
        max(value) filter (where measure = 'carried_forward') as carried_forward
    from {{ ref('int_request_measures') }}
    group by report_id, document_id
)

select
    outcomes.report_id,
    outcomes.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    tables.form_id as form,
    tables.table_status,
    outcomes.new_received,
    outcomes.brought_forward,
    outcomes.granted,
    outcomes.partially_granted,
    outcomes.denied,
    outcomes.unavailable,
    outcomes.not_processed,
    outcomes.other,
    outcomes.outcome_total,
    outcomes.carried_forward,
    {{ share('outcomes.granted + outcomes.partially_granted', 'outcomes.outcome_total') }}
        as disclosure_rate,
    {{ share('outcomes.granted', 'outcomes.outcome_total') }} as full_disclosure_rate,
    {{ share(
        'outcomes.granted + outcomes.partially_granted',
        '(outcomes.granted + outcomes.partially_granted + outcomes.denied)'
    ) }} as disclosure_rate_on_merits,
    {{ share('outcomes.outcome_total', '(outcomes.new_received + outcomes.brought_forward)') }}
        as clearance_rate,
    {{ share('outcomes.carried_forward', '(outcomes.new_received + outcomes.brought_forward)') }}
        as carry_rate,
    {{ share('outcomes.partially_granted', 'outcomes.outcome_total') }}
        as partially_granted_share,
    {{ share('outcomes.denied', 'outcomes.outcome_total') }} as denied_share,
    {{ share('outcomes.unavailable', 'outcomes.outcome_total') }} as unavailable_share,
    {{ share('outcomes.not_processed', 'outcomes.outcome_total') }} as not_processed_share,
    {{ share('outcomes.other', 'outcomes.outcome_total') }} as other_share,
    caveats.value_source,
    caveats.blanks_as_zero,
    caveats.items_without_value,
    tables.accepted_zh,
    tables.accepted_en,
    tables.conflicts_with_prose,
    tables.conflicts_with_years
from outcomes
inner join {{ ref('int_current_reports') }} as reports
    on outcomes.document_id = reports.document_id
inner join {{ ref('int_judged_tables') }} as tables
    on outcomes.document_id = tables.document_id and tables.table_id = 'requests'
inner join {{ ref('int_request_caveats') }} as caveats
    on outcomes.report_id = caveats.report_id

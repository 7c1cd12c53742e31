with cells as (
    select
        values_of.document_id,
        values_of.column_id as applicant,
        items.measure,
        values_of.value,
        values_of.value_source
    from {{ ref('int_cell_values') }} as values_of
    inner join {{ ref('form_items') }} as items
        on
            values_of.form_id = items.form_id
            and values_of.table_id = items.table_id
            and values_of.item_id = items.item_id
    where values_of.table_id = 'requests' and values_of.column_id <> 'total'
),

measures as (
    select
        document_id,
        applicant,
        measure,
        cast(case when bool_and(value is not null) then sum(value) end as bigint) as value,
        count(*) filter (where value_source = 'blank_as_zero') as zeros,
        count(*) filter (where value is null) as gaps
    from cells
    group by document_id, applicant, measure
),

wide as (
    select
        document_id,
        applicant,
        {% for measure in request_measures() -%}
            max(value) filter (where measure = '{{ measure }}') as {{ measure }},
        {% endfor -%}
        cast(sum(zeros) as bigint) as blanks_as_zero,
        cast(sum(gaps) as bigint) as cells_without_value
    from measures
    group by document_id, applicant
),

labels as (
    select distinct
        column_id,
        column_zh,
        column_en
    from {{ ref('form_cells') }}
    where table_id = 'requests'
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
    wide.applicant,
    labels.column_zh as applicant_zh,
    labels.column_en as applicant_en,
    {% for measure in request_measures() -%}
        wide.{{ measure }},
    {% endfor -%}
    {{ share('wide.granted + wide.partially_granted', 'wide.outcome_total') }} as disclosure_rate,
    {{ share('wide.new_received', 'outcomes.new_received') }} as share_of_received,
    wide.blanks_as_zero,
    wide.cells_without_value
from wide
inner join {{ ref('mart_request_outcomes') }} as outcomes
    on wide.document_id = outcomes.document_id
inner join labels on wide.applicant = labels.column_id

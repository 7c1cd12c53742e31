-- One row per report and concept that the form of one of its published tables has: the sum of its
-- cells, null as soon as one of them has no value.
select
    tables.report_id,
    tables.document_id,
    tables.form_id,
    tables.table_id,
    tables.table_status,
    any_value(tables.accepted_zh) as accepted_zh,
    any_value(tables.accepted_en) as accepted_en,
    bool_or(tables.conflicts_with_prose) as conflicts_with_prose,
    bool_or(tables.conflicts_with_years) as conflicts_with_years,
    crosswalk.concept,
    concepts.unit,
    min(crosswalk.comparability) as comparability,
    min(crosswalk.reason_zh) as reason_zh,
    min(crosswalk.reason_en) as reason_en,
    cast(
        case when bool_and(cells.value is not null) then sum(cells.value) end as decimal(18, 2)
    ) as value,
    case
        when bool_or(cells.value_source = 'derived') then 'derived'
        when bool_or(cells.value_source = 'blank_as_zero') then 'blank_as_zero'
        else 'reported'
    end as value_source
from {{ ref('int_judged_tables') }} as tables
inner join {{ ref('crosswalk') }} as crosswalk
    on tables.form_id = crosswalk.form_id and tables.table_id = crosswalk.table_id
inner join {{ ref('concepts') }} as concepts on crosswalk.concept = concepts.concept
left join {{ ref('int_cell_values') }} as cells
    on
        tables.document_id = cells.document_id
        and tables.table_id = cells.table_id
        and crosswalk.item_id = cells.item_id
        and crosswalk.column_id = cells.column_id
where tables.is_published
group by
    tables.report_id,
    tables.document_id,
    tables.form_id,
    tables.table_id,
    tables.table_status,
    crosswalk.concept,
    concepts.unit

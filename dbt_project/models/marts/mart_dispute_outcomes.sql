with cells as (
    select
        tables.report_id,
        tables.document_id,
        tables.form_id,
        tables.table_id,
        tables.table_status,
        tables.accepted_zh,
        tables.accepted_en,
        tables.conflicts_with_prose,
        tables.conflicts_with_years,
        items.item_id,
        items.zh as route_zh,
        items.en as route_en,
        values_of.column_id,
        cast(values_of.value as bigint) as value,
        values_of.value_source
    from {{ ref('int_judged_tables') }} as tables
    inner join {{ ref('form_items') }} as items
        on tables.form_id = items.form_id and tables.table_id = items.table_id
    left join {{ ref('int_cell_values') }} as values_of
        on
            tables.document_id = values_of.document_id
            and tables.table_id = values_of.table_id
            and items.item_id = values_of.item_id
    where tables.is_published and tables.table_id in ('disputes', 'disputes_2014')
),

routes as (
    select
        report_id,
        document_id,
        form_id,
        table_status,
        any_value(accepted_zh) as accepted_zh,
        any_value(accepted_en) as accepted_en,
        bool_or(conflicts_with_prose) as conflicts_with_prose,
        bool_or(conflicts_with_years) as conflicts_with_years,
        item_id,
        route_zh,
        route_en,
        max(value) filter (where column_id = 'upheld') as upheld,
        max(value) filter (where column_id = 'overturned') as overturned,
        max(value) filter (where column_id = 'other') as other,
        max(value) filter (where column_id = 'pending') as pending,
        max(value) filter (where column_id = 'total') as total,
        count(*) filter (where value_source = 'blank_as_zero') as blanks_as_zero,
        bool_or(value_source = 'derived' and value is not null) as is_derived
    from cells
    group by report_id, document_id, form_id, table_status, item_id, route_zh, route_en
),

closed as (
    select
        *,
        upheld + overturned + other as closed
    from routes
)

select
    closed.report_id,
    closed.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    closed.form_id as form,
    closed.table_status,
    closed.accepted_zh,
    closed.accepted_en,
    closed.conflicts_with_prose,
    closed.conflicts_with_years,
    closed.item_id as route,
    closed.route_zh,
    closed.route_en,
    closed.upheld,
    closed.overturned,
    closed.other,
    closed.closed,
    closed.pending,
    closed.total,
    {{ share('closed.overturned', 'closed.closed') }} as overturn_rate,
    case
        when closed.is_derived then 'derived'
        when closed.blanks_as_zero > 0 then 'blank_as_zero'
        else 'reported'
    end as value_source
from closed
inner join {{ ref('int_current_reports') }} as reports
    on closed.document_id = reports.document_id

select
    figures.report_id,
    figures.document_id,
    reports.issuer_id,
    reports.year,
    figures.form_id as form,
    figures.table_id as "table",
    figures.item_id as item,
    figures.column_id as "column",
    figures.table_id || '.' || figures.item_id as item_key,
    cells.column_zh,
    cells.column_en,
    figures.value,
    figures.value_low,
    figures.value_high,
    figures.unit,
    figures.state,
    figures.value_source,
    figures.table_status,
    figures.accepted_zh,
    figures.accepted_en,
    figures.conflicts_with_prose,
    figures.conflicts_with_years
from {{ ref('int_judged_figures') }} as figures
inner join {{ ref('int_current_reports') }} as reports
    on figures.document_id = reports.document_id
left join {{ ref('form_cells') }} as cells
    on
        figures.form_id = cells.form_id
        and figures.table_id = cells.table_id
        and figures.item_id = cells.item_id
        and figures.column_id = cells.column_id
where figures.is_published

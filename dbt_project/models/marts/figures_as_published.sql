select
    figures.report_id,
    figures.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.year,
    reports.path,
    figures.form_id as form,
    figures.table_id as "table",
    figures.item_id as item,
    figures.column_id as "column",
    figures.value,
    figures.value_low,
    figures.value_high,
    figures.unit,
    figures.state,
    figures.raw,
    figures.value_source,
    figures.locator,
    figures.table_status,
    figures.accepted_zh,
    figures.accepted_en,
    figures.conflicts_with_prose,
    figures.conflicts_with_years
from {{ ref('int_judged_figures') }} as figures
inner join {{ ref('int_current_reports') }} as reports
    on figures.document_id = reports.document_id
where figures.is_certain

with concept_cells as (
    select
        form_id,
        table_id,
        item_id,
        column_id,
        min(concept) as concept,
        min(comparability) as comparability,
        min(reason_zh) as reason_zh,
        min(reason_en) as reason_en
    from {{ ref('crosswalk') }}
    where table_id in ('disclosure', 'disclosure_2014')
    group by form_id, table_id, item_id, column_id
)

select
    reports.report_id,
    reports.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    figures.form_id as form,
    tables.table_status,
    tables.accepted_zh,
    tables.accepted_en,
    tables.conflicts_with_prose,
    tables.conflicts_with_years,
    figures.item_id as item,
    items.zh as item_zh,
    items.en as item_en,
    figures.column_id as "column",
    labels.column_zh,
    labels.column_en,
    figures.unit,
    figures.value,
    printed.value_low,
    printed.value_high,
    figures.value_source,
    crosswalk.concept,
    coalesce(crosswalk.comparability, 'broken') as comparability,
    case
        when crosswalk.concept is null then '2021年表式没有这一项'
        else crosswalk.reason_zh
    end as reason_zh,
    case
        when crosswalk.concept is null then 'The form of 2021 does not have it.'
        else crosswalk.reason_en
    end as reason_en
from {{ ref('int_cell_values') }} as figures
inner join {{ ref('int_judged_figures') }} as printed
    on
        figures.document_id = printed.document_id
        and figures.table_id = printed.table_id
        and figures.item_id = printed.item_id
        and figures.column_id = printed.column_id
inner join {{ ref('int_judged_tables') }} as tables
    on figures.document_id = tables.document_id and figures.table_id = tables.table_id
inner join {{ ref('int_current_reports') }} as reports
    on figures.document_id = reports.document_id
inner join {{ ref('form_items') }} as items
    on
        figures.form_id = items.form_id
        and figures.table_id = items.table_id
        and figures.item_id = items.item_id
left join {{ ref('form_cells') }} as labels
    on
        figures.form_id = labels.form_id
        and figures.table_id = labels.table_id
        and figures.item_id = labels.item_id
        and figures.column_id = labels.column_id
left join concept_cells as crosswalk
    on
        figures.form_id = crosswalk.form_id
        and figures.table_id = crosswalk.table_id
        and figures.item_id = crosswalk.item_id
        and figures.column_id = crosswalk.column_id
where figures.table_id in ('disclosure', 'disclosure_2014')

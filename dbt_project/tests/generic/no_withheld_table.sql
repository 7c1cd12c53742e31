{% test no_withheld_table(model) %}
    {#- Rows whose table is not publishable by the status in the lake, whatever the row says; a table
        without any status, or of a document that is not current, counts as not publishable. -#}
    select
        figures.report_id,
        figures."table",
        statuses.table_status,
        count(*) as figures
    from {{ model }} as figures
    left join {{ ref('stg_lake__reports') }} as reports
        on figures.document_id = reports.document_id
    left join {{ ref('stg_lake__table_status') }} as statuses
        on figures.document_id = statuses.document_id and figures."table" = statuses.table_id
    where
        coalesce(statuses.table_status not in {{ published_statuses() }}, true)
        or statuses.table_status <> figures.table_status
        or not coalesce(reports.is_current and reports.removed_at is null, false)
    group by all
{% endtest %}

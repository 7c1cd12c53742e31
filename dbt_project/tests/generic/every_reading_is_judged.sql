{% test every_reading_is_judged(model) %}
    {#- Tables read in a current report that have no status: without one they would vanish in silence. -#}
    select
        reports.report_id,
        readings.table_id
    from {{ ref('stg_lake__table_readings') }} as readings
    inner join {{ ref('int_current_reports') }} as reports
        on readings.document_id = reports.document_id
    left join {{ model }} as tables
        on readings.document_id = tables.document_id and readings.table_id = tables.table_id
    where tables.table_status is null
{% endtest %}

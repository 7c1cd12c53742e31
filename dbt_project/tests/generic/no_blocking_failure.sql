{% test no_blocking_failure(model) %}
    {#- Published tables with a blocking failure that no decision covers, their own or one of the whole
        report. Asks the confrontations, not the statuses, so that neither has to be trusted alone. -#}
    select distinct
        figures.report_id,
        figures."table",
        failures.rule_id,
        failures.scope
    from {{ model }} as figures
    inner join {{ ref('stg_lake__confrontations') }} as failures
        on
            figures.document_id = failures.document_id
            and (figures."table" = failures.table_id or failures.table_id is null)
    where failures.blocks and failures.status = 'fail' and failures.decision is null
{% endtest %}

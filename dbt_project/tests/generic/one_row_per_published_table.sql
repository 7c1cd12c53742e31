{% test one_row_per_published_table(model, table_id) %}
    {#- Reports that have the table in fct_figures and not in the mart, or the other way round. -#}
    with facts as (
        select distinct report_id from {{ ref('fct_figures') }}
        where "table" = '{{ table_id }}'
    )

    select
        facts.report_id as in_facts,
        mart.report_id as in_mart
    from facts
    full join {{ model }} as mart on facts.report_id = mart.report_id
    where facts.report_id is null or mart.report_id is null
{% endtest %}

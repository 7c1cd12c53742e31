{% test complete_tables(model) %}
    {#- Published tables that lack a cell of their form, have one that the form does not know, or in
        another unit. Cells may lack where no rule demands them (form_2014) or a decision covers it. -#}
    with demanding as (
        select unnest(string_split(forms, ' ')) as form_id
        from {{ ref('edit_rules') }}
        where rule_id = 'reading.certain' and status = 'active'
    ),

    tables as (
        select distinct
            report_id,
            form,
            "table",
            table_status
        from {{ model }}
    ),

    missing as (
        select
            tables.report_id,
            cells.table_id,
            cells.item_id,
            cells.column_id
        from tables
        inner join {{ ref('form_cells') }} as cells
            on tables.form = cells.form_id and tables."table" = cells.table_id
        left join {{ model }} as figures
            on
                tables.report_id = figures.report_id
                and cells.table_id = figures."table"
                and cells.item_id = figures.item
                and cells.column_id = figures."column"
        where
            figures.report_id is null
            and tables.table_status <> 'accepted'
            and tables.form in (select form_id from demanding)
    ),

    strange as (
        select
            figures.report_id,
            figures."table" as table_id,
            figures.item as item_id,
            figures."column" as column_id
        from {{ model }} as figures
        left join {{ ref('form_cells') }} as cells
            on
                figures.form = cells.form_id
                and figures."table" = cells.table_id
                and figures.item = cells.item_id
                and figures."column" = cells.column_id
        where cells.unit is distinct from figures.unit
    )

    select
        'missing' as problem,
        *
    from missing
    union all
    select
        'strange' as problem,
        *
    from strange
{% endtest %}

{% test every_table_accounted_for(model) %}
    {#- Current reports, and tables of them, that are neither published nor listed with a reason; and tables
        that are both. A narrative has no table, so there is nothing to publish or to hold back. -#}
    with published as (
        select distinct
            document_id,
            "table" as table_id
        from {{ ref('fct_figures') }}
    ),

    accounted as (
        select
            document_id,
            table_id
        from published
        union all
        select
            document_id,
            "table" as table_id
        from {{ model }}
    ),

    due as (
        select
            document_id,
            table_id
        from {{ ref('int_judged_tables') }}
        union all
        select
            document_id,
            'report' as table_id
        from {{ ref('int_current_reports') }}
        where
            report_status <> 'narrative'
            and document_id not in (select document_id from accounted where table_id <> 'report')
    )

    select
        document_id,
        table_id,
        'nowhere' as problem
    from (select * from due except select * from accounted)
    union all
    select
        document_id,
        table_id,
        'twice' as problem
    from accounted
    group by document_id, table_id
    having count(*) > 1
{% endtest %}

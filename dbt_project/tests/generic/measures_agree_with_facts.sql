{% test measures_agree_with_facts(model) %}
    {#- Measures that are not the sum of their figures in fct_figures: one that differs from it, and one
        that is empty although every item of the form prints a whole number. Counts anew from the facts,
        by another way than the mart. -#}
    with measures as (
        unpivot (
            select
                report_id,
                {% for measure in request_measures() %}{{ measure }}{{ ", " if not loop.last }}{% endfor %}
            from {{ model }}
        )
        on columns(* exclude (report_id)) into name measure value value
    ),

    facts as (
        select
            figures.report_id,
            items.measure,
            sum(figures.value) as value,
            count(*) filter (where figures.value = trunc(figures.value)) as printed,
            any_value(figures.form) as form_id
        from {{ ref('fct_figures') }} as figures
        inner join {{ ref('form_items') }} as items
            on
                figures.form = items.form_id
                and figures."table" = items.table_id
                and figures.item = items.item_id
        where figures."table" = 'requests' and figures."column" = 'total'
        group by figures.report_id, items.measure
    ),

    due as (
        select
            form_id,
            measure,
            count(*) as items
        from {{ ref('form_items') }}
        where table_id = 'requests'
        group by form_id, measure
    )

    select
        coalesce(facts.report_id, measures.report_id) as report_id,
        coalesce(facts.measure, measures.measure) as measure,
        measures.value as in_mart,
        facts.value as in_facts
    from facts
    inner join due on facts.form_id = due.form_id and facts.measure = due.measure
    full join measures
        on facts.report_id = measures.report_id and facts.measure = measures.measure
    where
        (measures.value is not null and measures.value <> coalesce(facts.value, 0))
        or (measures.value is null and facts.printed = due.items)
{% endtest %}

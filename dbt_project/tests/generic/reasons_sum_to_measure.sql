{% test reasons_sum_to_measure(model) %}
    {#- Reasons that do not add up to their outcome in mart_request_outcomes, and outcomes without reasons. -#}
    with outcomes as (
        unpivot (
            select
                report_id,
                denied,
                unavailable,
                not_processed
            from {{ ref('mart_request_outcomes') }}
        )
        on columns(* exclude (report_id)) into name measure value value
    ),

    reasons as (
        select
            report_id,
            measure,
            case when bool_and(value is not null) then sum(value) end as value
        from {{ model }}
        group by report_id, measure
    )

    select
        coalesce(reasons.report_id, outcomes.report_id) as report_id,
        coalesce(reasons.measure, outcomes.measure) as measure,
        reasons.value as of_reasons,
        outcomes.value as in_outcomes
    from (select * from reasons where value is not null) as reasons
    full join outcomes
        on reasons.report_id = outcomes.report_id and reasons.measure = outcomes.measure
    where reasons.value is distinct from outcomes.value
{% endtest %}

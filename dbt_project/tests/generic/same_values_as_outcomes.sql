{% test same_values_as_outcomes(model) %}
    {#- Measures whose value is not that of mart_request_outcomes, or whose previous value is not that of
        the year before there. -#}
    with outcomes as (
        unpivot (
            select
                issuer_id,
                year,
                {% for measure in request_measures() %}{{ measure }}{{ ", " if not loop.last }}{% endfor %}
            from {{ ref('mart_request_outcomes') }}
        )
        on columns(* exclude (issuer_id, year)) into name measure value value
    ),

    -- Other measures, and the form of 2014, are not in mart_request_outcomes.
    requests as (
        select * from {{ model }}
        where
            form <> 'form_2014'
            and measure in (
                {% for measure in request_measures() %}'{{ measure }}'{{ ", " if not loop.last }}{% endfor %}
            )
    )

    select
        compared.issuer_id,
        compared.year,
        compared.measure,
        compared.value,
        this_year.value as in_outcomes,
        compared.previous_value,
        year_before.value as before_in_outcomes
    from requests as compared
    full join outcomes as this_year
        on
            compared.issuer_id = this_year.issuer_id
            and compared.year = this_year.year
            and compared.measure = this_year.measure
    left join outcomes as year_before
        on
            compared.issuer_id = year_before.issuer_id
            and compared.year = year_before.year + 1
            and compared.measure = year_before.measure
    where
        compared.value is distinct from this_year.value
        or (
            compared.previous_form is distinct from 'form_2014'
            and compared.previous_value is distinct from year_before.value
        )
{% endtest %}

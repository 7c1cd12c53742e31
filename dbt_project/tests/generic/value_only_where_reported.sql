{% test value_only_where_reported(model) %}
    {#- A value without a printed number, a number without its value, or a value outside the interval
        that its printed precision gives. -#}
    select * from {{ model }}
    where
        (value is not null) is distinct from (state = 'reported' or value_source = 'derived')
        or value not between value_low and value_high
{% endtest %}

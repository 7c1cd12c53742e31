{% test shares_are_shares(model, columns) %}
    {#- Under a decision a table may be published although it does not tie, and then a part may exceed
        its whole; anywhere else a share outside 0 and 1 is an error. -#}
    select * from {{ model }}
    where
        table_status <> 'accepted'
        and ({% for column in columns -%}
            {{ column }} not between 0 and 1{{ " or " if not loop.last }}
        {%- endfor %})
{% endtest %}

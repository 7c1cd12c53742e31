{% test columns_between(model, columns, least, most) %}
    {#- A null is no value, and allowed. -#}
    select * from {{ model }}
    where
        {% for column in columns -%}
            {{ column }} not between {{ least }} and {{ most }}{{ " or " if not loop.last }}
        {%- endfor %}
{% endtest %}

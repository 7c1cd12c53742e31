{% test columns_present(model, columns) %}
    select * from {{ model }}
    where
        {% for column in columns -%}
            {{ adapter.quote(column) }} is null{{ " or " if not loop.last }}
        {%- endfor %}
{% endtest %}

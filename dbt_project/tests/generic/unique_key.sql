{% test unique_key(model, columns) %}
    {#- Rows of a key that occurs more than once, or has an empty part. -#}
    {%- set quoted = [] -%}
    {%- for column in columns -%}{%- do quoted.append(adapter.quote(column)) -%}{%- endfor %}
    select
        {{ quoted | join(", ") }},
        count(*) as rows_with_key
    from {{ model }}
    group by {{ quoted | join(", ") }}
    having
        count(*) > 1
        or {% for column in quoted %}{{ column }} is null{{ " or " if not loop.last }}{% endfor %}
{% endtest %}

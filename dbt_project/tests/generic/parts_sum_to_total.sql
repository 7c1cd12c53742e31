{% test parts_sum_to_total(model, parts, total) %}
    select * from {{ model }}
    where {{ parts | join(" + ") }} is distinct from {{ total }}
{% endtest %}

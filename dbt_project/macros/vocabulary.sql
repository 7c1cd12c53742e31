{% macro published_statuses() -%}
    {#- The statuses of a table whose figures may be published. -#}
    ('reconciled', 'accepted', 'unconfirmed')
{%- endmacro %}

{% macro share(part, whole) -%}
    {#- A share between 0 and 1; null where the whole is unknown or 0. -#}
    cast({{ part }} as double) / nullif({{ whole }}, 0)
{%- endmacro %}

{% macro request_measures() -%}
    {#- The measures of the request marts, which are columns of mart_request_outcomes. -#}
    {{ return([
        "new_received", "brought_forward", "granted", "partially_granted", "denied", "unavailable",
        "not_processed", "other", "outcome_total", "carried_forward",
    ]) }}
{%- endmacro %}

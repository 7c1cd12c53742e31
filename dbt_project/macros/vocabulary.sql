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

{% macro day_in_beijing(instant) -%}
    {#- The day of an instant by the clock of Beijing, which has no summer time. -#}
    cast(make_timestamp(epoch_us({{ instant }}) + 28800000000) as date)
{%- endmacro %}

{% macro peer_request_measures() -%}
    {#- The columns of mart_request_outcomes by which peers are ranked. -#}
    {{ return([
        "disclosure_rate", "full_disclosure_rate", "disclosure_rate_on_merits", "clearance_rate",
        "carry_rate", "denied_share", "unavailable_share", "not_processed_share", "new_received",
    ]) }}
{%- endmacro %}

{% macro scorecard_dimensions() -%}
    {#- What mart_report_scorecard judges, in the order of its columns. -#}
    {{ return(["timely", "form", "arithmetic", "years", "prose"]) }}
{%- endmacro %}

with measures as (
    select
        figures.report_id,
        figures.measure,
        figures.value,
        outcomes.issuer_id,
        outcomes.issuer,
        outcomes.issuer_kind,
        outcomes.level,
        outcomes.coverage,
        outcomes.year,
        outcomes.table_status
    from {{ ref('int_request_measures') }} as figures
    inner join {{ ref('mart_request_outcomes') }} as outcomes
        on figures.report_id = outcomes.report_id
),

paired as (
    select
        measures.*,
        previous.value as previous_value,
        previous.table_status as previous_table_status,
        case
            when measures.coverage = carried.coverage then carried.value
        end as previous_carried_forward,
        case
            when previous.report_id is null then 'no_previous_report'
            when measures.coverage <> previous.coverage then 'coverage_differs'
            when measures.value is null or previous.value is null then 'value_missing'
            else 'comparable'
        end as comparability
    from measures
    left join measures as previous
        on
            measures.issuer_id = previous.issuer_id
            and measures.year = previous.year + 1
            and measures.measure = previous.measure
    left join measures as carried
        on
            measures.issuer_id = carried.issuer_id
            and measures.year = carried.year + 1
            and measures.measure = 'brought_forward'
            and carried.measure = 'carried_forward'
),

compared as (
    select
        *,
        case when comparability = 'comparable' then value - previous_value end as change,
        value - previous_carried_forward as carry_difference
    from paired
)

select
    compared.report_id,
    compared.issuer_id,
    compared.issuer,
    compared.issuer_kind,
    compared.level,
    compared.coverage,
    compared.year,
    compared.measure,
    labels.zh as measure_zh,
    labels.en as measure_en,
    compared.table_status,
    compared.value,
    compared.previous_value,
    compared.previous_table_status,
    compared.comparability,
    compared.change,
    {{ share('compared.change', 'compared.previous_value') }} as growth,
    compared.carry_difference
from compared
inner join {{ ref('request_measures') }} as labels on compared.measure = labels.measure

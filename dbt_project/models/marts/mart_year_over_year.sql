with measures as (
    select
        figures.report_id,
        figures.document_id,
        figures.concept as measure,
        figures.form_id,
        figures.table_status,
        figures.accepted_zh,
        figures.accepted_en,
        figures.conflicts_with_prose,
        figures.conflicts_with_years,
        figures.comparability,
        figures.reason_zh,
        figures.reason_en,
        cast(figures.value as bigint) as value,
        reports.issuer_id,
        reports.issuer,
        reports.issuer_kind,
        reports.level,
        reports.coverage,
        reports.year
    from {{ ref('int_concept_values') }} as figures
    inner join {{ ref('int_current_reports') }} as reports
        on figures.document_id = reports.document_id
    where figures.unit = 'count' and reports.issuer_id is not null and reports.year is not null
),

paired as (
    select
        measures.*,
        previous.value as previous_value,
        previous.table_status as previous_table_status,
        previous.conflicts_with_prose as previous_conflicts_with_prose,
        previous.form_id as previous_form_id,
        previous.report_id as previous_report_id,
        case
            when measures.coverage = carried.coverage then carried.value
        end as previous_carried_forward,
        measures.coverage <> previous.coverage as coverage_differs,
        -- The names happen to sort from bad to good: broken, close, exact.
        least(
            case
                when measures.form_id = previous.form_id then 'exact'
                else least(measures.comparability, previous.comparability)
            end,
            coalesce(breaks.comparability, 'exact')
        ) as how_well,
        case
            when breaks.concept is not null then breaks.reason_zh
            when measures.form_id <> previous.form_id
                then coalesce(
                    case when previous.comparability <> 'exact' then previous.reason_zh end,
                    measures.reason_zh
                )
        end as why_zh,
        case
            when breaks.concept is not null then breaks.reason_en
            when measures.form_id <> previous.form_id
                then coalesce(
                    case when previous.comparability <> 'exact' then previous.reason_en end,
                    measures.reason_en
                )
        end as why_en
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
    left join {{ ref('concept_breaks') }} as breaks
        on measures.measure = breaks.concept and measures.year = breaks.year
),

judged as (
    select
        *,
        case
            when previous_report_id is null then 'no_previous_figure'
            when coverage_differs then 'coverage_differs'
            when value is null or previous_value is null then 'value_missing'
            else how_well
        end as verdict
    from paired
),

compared as (
    select
        *,
        case when verdict in ('exact', 'close') then value - previous_value end as change,
        value - previous_carried_forward as carry_difference
    from judged
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
    compared.form_id as form,
    compared.table_status,
    compared.accepted_zh,
    compared.accepted_en,
    compared.conflicts_with_prose,
    compared.conflicts_with_years,
    compared.value,
    compared.previous_form_id as previous_form,
    compared.previous_value,
    compared.previous_table_status,
    compared.previous_conflicts_with_prose,
    compared.verdict as comparability,
    case
        when compared.verdict in ('close', 'broken') then compared.why_zh else verdicts.zh
    end as reason_zh,
    case
        when compared.verdict in ('close', 'broken') then compared.why_en else verdicts.en
    end as reason_en,
    compared.change,
    {{ share('compared.change', 'compared.previous_value') }} as growth,
    compared.carry_difference
from compared
inner join {{ ref('concepts') }} as labels on compared.measure = labels.concept
left join {{ ref('comparison_verdicts') }} as verdicts on compared.verdict = verdicts.verdict

with figures as (
    select
        reports.*,
        totals.concept as measure,
        totals.form_id,
        totals.table_id,
        totals.table_status,
        totals.accepted_zh,
        totals.accepted_en,
        totals.conflicts_with_prose,
        totals.conflicts_with_years,
        totals.comparability,
        cast(totals.value as bigint) as value
    from {{ ref('int_concept_values') }} as totals
    inner join {{ ref('int_peer_reports') }} as reports on totals.document_id = reports.document_id
    where
        totals.unit = 'count'
        and totals.table_id in ('requests', 'disputes', 'requests_2014', 'disputes_2014')
),

speaking as (
    select *
    from {{ ref('int_peer_reports') }}
    where issuer_kind in ('government', 'general_office')
),

parents as (
    select * from figures
    where issuer_kind in ('government', 'general_office') and coverage = 'area'
),

areas as (
    select distinct
        division_code,
        year
    from parents
),

-- Who should be there for each area and year, and who is.
members as (
    select
        areas.division_code,
        areas.year,
        units.unit,
        units.changed_in,
        speaking.document_id,
        count(speaking.document_id) over (
            partition by areas.division_code, areas.year, units.unit, units.unit_coverage
        ) as reports
    from areas
    inner join {{ ref('int_division_units') }} as units on areas.division_code = units.division_code
    left join speaking
        on
            units.unit = speaking.division_code
            and units.unit_coverage = speaking.coverage
            and areas.year = speaking.year
),

summed as (
    select
        parents.report_id,
        parents.measure,
        count(distinct members.unit) as units_known,
        count(distinct members.unit) filter (where members.document_id is not null)
            as units_reported,
        count(distinct members.unit) filter (where units.value is not null) as units_with_value,
        bool_or(members.reports > 1) as is_twice,
        max(members.changed_in) as changed_in,
        bool_or(
            units.form_id <> parents.form_id
            and least(units.comparability, parents.comparability) <> 'exact'
        ) as forms_differ,
        bool_or(units.table_status = 'accepted') as has_accepted,
        cast(sum(units.value) as bigint) as units_sum
    from parents
    inner join members
        on parents.division_code = members.division_code and parents.year = members.year
    left join figures as units
        on members.document_id = units.document_id and parents.measure = units.measure
    group by parents.report_id, parents.measure
),

judged as (
    select
        parents.*,
        coalesce(summed.units_known, 0) as units_known,
        coalesce(summed.units_reported, 0) as units_reported,
        coalesce(summed.units_with_value, 0) as units_with_value,
        coalesce(summed.has_accepted, false) as has_accepted,
        summed.units_sum as sum_of_those_there,
        case
            when summed.report_id is null then 'units_unknown'
            when summed.changed_in >= parents.year then 'units_changed'
            when summed.is_twice then 'unit_twice'
            when summed.units_with_value < summed.units_known then 'units_missing'
            when summed.forms_differ then 'forms_differ'
            when parents.value is null then 'value_missing'
            else 'compared'
        end as verdict
    from parents
    left join summed
        on parents.report_id = summed.report_id and parents.measure = summed.measure
),

compared as (
    select
        *,
        case when verdict in ('compared', 'value_missing') then sum_of_those_there end as units_sum
    from judged
)

select
    compared.report_id,
    compared.document_id,
    compared.issuer_id,
    compared.issuer,
    compared.division_code,
    compared.level,
    compared.year,
    compared.form_id as form,
    compared.table_status,
    compared.accepted_zh,
    compared.accepted_en,
    compared.conflicts_with_prose,
    compared.conflicts_with_years,
    compared.measure,
    labels.zh as measure_zh,
    labels.en as measure_en,
    compared.value,
    compared.units_known,
    compared.units_reported,
    compared.units_with_value,
    {{ share('compared.units_with_value', 'compared.units_known') }} as units_share,
    compared.verdict as comparability,
    verdicts.zh as reason_zh,
    verdicts.en as reason_en,
    compared.units_sum,
    compared.units_sum - compared.value as difference,
    compared.has_accepted as units_accepted
from compared
inner join {{ ref('concepts') }} as labels on compared.measure = labels.concept
left join {{ ref('comparison_verdicts') }} as verdicts on compared.verdict = verdicts.verdict

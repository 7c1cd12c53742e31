with dated as (
    -- The first date that any version of the report states, if it can be: after the year it is
    -- about, and not after the day it was seen (in Beijing).
    select
        report_id,
        min(published_on) as published_on
    from {{ ref('stg_lake__reports') }}
    where
        published_on >= make_date(year + 1, 1, 1)
        and published_on <= {{ day_in_beijing('first_seen') }}
    group by report_id
),

reported as (
    select
        report_id,
        issuer_id,
        issuer,
        issuer_kind,
        level,
        division_code,
        province,
        coverage,
        year,
        report_status,
        cast(null as date) as removed_on
    from {{ ref('int_current_reports') }}
    where issuer_id is not null and year is not null
),

-- Places of reports that are there now: the address without the path. What lay in a source that was
-- left for another is history and nobody's gap.
sources as (
    select distinct left(source_uri, length(source_uri) - length(path)) as source
    from {{ ref('stg_lake__reports') }}
    where removed_at is null
),

-- Reports of which every file is gone from the source, and no other took its place.
removed as (
    select
        cast(null as varchar) as report_id,
        gone.issuer_id,
        arg_max(gone.issuer, gone.removed_at) as issuer,
        arg_max(gone.issuer_kind, gone.removed_at) as issuer_kind,
        arg_max(gone.level, gone.removed_at) as level,
        arg_max(gone.division_code, gone.removed_at) as division_code,
        arg_max(gone.province, gone.removed_at) as province,
        cast(null as varchar) as coverage,
        gone.year,
        cast(null as varchar) as report_status,
        max({{ day_in_beijing('gone.removed_at') }}) as removed_on
    from {{ ref('stg_lake__reports') }} as gone
    inner join sources
        on left(gone.source_uri, length(gone.source_uri) - length(gone.path)) = sources.source
    anti join reported on gone.issuer_id = reported.issuer_id and gone.year = reported.year
    where
        gone.removed_at is not null
        and gone.issuer_id is not null
        and gone.year is not null
    group by gone.issuer_id, gone.year
),

-- Who reported the year before and not this year; of the years that have reports at all.
missing as (
    select
        cast(null as varchar) as report_id,
        before.issuer_id,
        before.issuer,
        before.issuer_kind,
        before.level,
        before.division_code,
        before.province,
        cast(null as varchar) as coverage,
        before.year + 1 as year,
        cast(null as varchar) as report_status,
        cast(null as date) as removed_on
    from reported as before
    anti join reported as now
        on before.issuer_id = now.issuer_id and before.year + 1 = now.year
    anti join removed
        on before.issuer_id = removed.issuer_id and before.year + 1 = removed.year
    where before.year + 1 in (select reported.year from reported)
),

expected as (
    select * from reported
    union all
    select * from removed
    union all
    select * from missing
),

due as (
    select
        expected.issuer_id,
        expected.year,
        min(deadlines.due_on) as due_on,
        arg_min(deadlines.basis_zh, deadlines.due_on) as basis_zh,
        arg_min(deadlines.basis_en, deadlines.due_on) as basis_en
    from expected
    inner join {{ ref('deadlines') }} as deadlines
        on
            expected.issuer_kind = deadlines.issuer_kind
            and expected.year = deadlines.year
            and starts_with(
                coalesce(expected.division_code, ''),
                coalesce(regexp_replace(deadlines.region, '(00)+$', ''), '')
            )
    group by expected.issuer_id, expected.year
)

select
    expected.issuer_id,
    expected.issuer,
    expected.issuer_kind,
    expected.level,
    expected.division_code,
    expected.province,
    expected.coverage,
    expected.year,
    expected.report_id,
    expected.report_status,
    case
        when expected.removed_on is not null then 'removed'
        when expected.report_id is null and issuers.valid_to <= expected.year then 'ceased'
        when expected.report_id is null then 'missing'
        when due.due_on is null then 'no_deadline'
        when dated.published_on is null then 'undated'
        when dated.published_on > due.due_on then 'late'
        else 'on_time'
    end as status,
    dated.published_on,
    due.due_on,
    cast(dated.published_on - due.due_on as bigint) as days_late,
    due.basis_zh,
    due.basis_en,
    earlier.issuer_id is not null as reported_year_before,
    expected.removed_on
from expected
left join due on expected.issuer_id = due.issuer_id and expected.year = due.year
left join dated on expected.report_id = dated.report_id
left join reported as earlier
    on expected.issuer_id = earlier.issuer_id and expected.year = earlier.year + 1
left join {{ ref('dim_issuer') }} as issuers on expected.issuer_id = issuers.issuer_id

with dimensions as (
    select
        dimension,
        max(points) as points,
        max(least_assessed) as least_assessed
    from {{ ref('scorecard_rules') }}
    group by dimension
),

by_rules as (
    select
        document_id,
        dimension,
        sum(rule_weight * checked_share) as checked,
        sum(case when failed then 0 else rule_weight * checked_share end) as earned,
        sum(rule_weight) as whole,
        string_agg(rule_id, ' ' order by rule_id) filter (where failed) as failed_rules
    from {{ ref('int_rule_marks') }}
    group by document_id, dimension
),

by_date as (
    select
        reports.document_id,
        'timely' as dimension,
        case when coverage.status in ('on_time', 'late') then 1 else 0 end as checked,
        case when coverage.status = 'on_time' then 1 else 0 end as earned,
        1 as whole,
        case when coverage.status = 'late' then 'timely' end as failed_rules
    from {{ ref('int_peer_reports') }} as reports
    inner join {{ ref('mart_coverage') }} as coverage on reports.report_id = coverage.report_id
),

marks as (
    select * from by_rules
    union all
    select * from by_date
),

scored as (
    select
        marks.document_id,
        marks.dimension,
        round({{ share('marks.earned', 'marks.checked') }}, 6) as score,
        round(dimensions.points * {{ share('marks.earned', 'marks.whole') }}, 4) as points,
        round(dimensions.points * {{ share('marks.checked', 'marks.whole') }}, 4) as assessed,
        marks.failed_rules,
        dimensions.least_assessed
    from marks
    inner join dimensions on marks.dimension = dimensions.dimension
),

wide as (
    select
        document_id,
        {% for dimension in scorecard_dimensions() -%}
            max(score) filter (where dimension = '{{ dimension }}') as {{ dimension }}_score,
        {% endfor -%}
        round(sum(points), 2) as points,
        round(sum(assessed), 2) as points_assessed,
        max(least_assessed) as least_assessed,
        string_agg(failed_rules, ' ' order by failed_rules) as failed_rules
    from scored
    group by document_id
)

select
    reports.report_id,
    reports.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    reports.report_status,
    {% for dimension in scorecard_dimensions() -%}
        wide.{{ dimension }}_score,
    {% endfor -%}
    coalesce(wide.points, 0) as points,
    coalesce(wide.points_assessed, 0) as points_assessed,
    case
        when wide.points_assessed >= wide.least_assessed
            then round(100 * wide.points / wide.points_assessed, 2)
    end as score,
    wide.failed_rules
from {{ ref('int_peer_reports') }} as reports
left join wide on reports.document_id = wide.document_id

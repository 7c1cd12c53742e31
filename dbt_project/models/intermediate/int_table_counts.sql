-- One row per report year, level, province, issuer kind, coverage and table: how many tables there
-- are and how many may not be published. A report that was given up without any table counts as the
-- table `report`.
with counted as (
    select
        document_id,
        table_id,
        table_status
    from {{ ref('int_judged_tables') }}
    union all
    select
        reports.document_id,
        'report' as table_id,
        reports.report_status as table_status
    from {{ ref('int_current_reports') }} as reports
    anti join {{ ref('int_judged_tables') }} as tables
        on reports.document_id = tables.document_id
    where reports.report_status in ('withheld', 'unreadable', 'excluded')
)

select
    reports.report_year,
    reports.year,
    reports.issuer_kind,
    reports.coverage,
    counted.table_id,
    coalesce(peers.level, reports.level) as level,
    coalesce(reports.province_code, 'unknown') as province_code,
    max(reports.province) as province,
    count(*) as tables,
    count(*) filter (where counted.table_status in {{ published_statuses() }}) as published,
    count(*) filter (where counted.table_status = 'withheld') as withheld,
    count(*) filter (where counted.table_status = 'unreadable') as unreadable,
    count(*) filter (where counted.table_status = 'excluded') as excluded
from counted
inner join {{ ref('int_current_reports') }} as reports
    on counted.document_id = reports.document_id
left join {{ ref('int_peer_reports') }} as peers
    on counted.document_id = peers.document_id
group by
    reports.report_year,
    reports.year,
    reports.issuer_kind,
    reports.coverage,
    counted.table_id,
    coalesce(peers.level, reports.level),
    coalesce(reports.province_code, 'unknown')

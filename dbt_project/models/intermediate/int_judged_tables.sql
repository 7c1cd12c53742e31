select
    reports.report_id,
    statuses.document_id,
    statuses.table_id,
    statuses.form_id,
    statuses.table_status,
    statuses.reason_zh,
    statuses.reason_en,
    statuses.violations,
    statuses.doubts,
    statuses.table_status in {{ published_statuses() }} as is_published,
    -- Where a table is unreadable or in doubt as a whole, no single cell of it is certain.
    coalesce(
        readings.unreadable_code is null
        and readings.doubt_code is null
        and statuses.table_status <> 'unreadable',
        false
    ) as is_certain,
    case when statuses.table_status = 'accepted' then statuses.reason_zh end as accepted_zh,
    case when statuses.table_status = 'accepted' then statuses.reason_en end as accepted_en,
    conflicts.document_id is not null as conflicts_with_prose,
    years.document_id is not null as conflicts_with_years
from {{ ref('stg_lake__table_status') }} as statuses
inner join {{ ref('int_current_reports') }} as reports
    on statuses.document_id = reports.document_id
left join {{ ref('stg_lake__table_readings') }} as readings
    on
        statuses.document_id = readings.document_id
        and statuses.table_id = readings.table_id
left join {{ ref('int_prose_conflicts') }} as conflicts
    on
        statuses.document_id = conflicts.document_id
        and statuses.table_id = conflicts.table_id
left join {{ ref('int_year_conflicts') }} as years
    on
        statuses.document_id = years.document_id
        and statuses.table_id = years.table_id

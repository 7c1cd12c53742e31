select
    reports.*,
    statuses.report_status,
    statuses.reason_zh,
    statuses.reason_en
from {{ ref('stg_lake__reports') }} as reports
left join {{ ref('stg_lake__report_status') }} as statuses
    on reports.document_id = statuses.document_id
where reports.is_current and reports.removed_at is null

select
    cast(document_id as varchar) as document_id,
    cast(report_id as varchar) as report_id,
    cast(status as varchar) as report_status,
    cast(reason_zh as varchar) as reason_zh,
    cast(reason_en as varchar) as reason_en
from {{ source('lake', 'report_status') }}

select
    cast(document_id as varchar) as document_id,
    cast(report_id as varchar) as report_id,
    cast("table" as varchar) as table_id,
    cast(form as varchar) as form_id,
    cast(status as varchar) as table_status,
    cast(reason_zh as varchar) as reason_zh,
    cast(reason_en as varchar) as reason_en,
    cast(violations as bigint) as violations,
    cast(doubts as bigint) as doubts,
    cast(assessed as bigint) as assessed,
    cast(not_assessable as bigint) as not_assessable,
    cast(decision as varchar) as decision
from {{ source('lake', 'table_status') }}

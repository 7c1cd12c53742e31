select
    cast(document_id as varchar) as document_id,
    cast("table" as varchar) as table_id,
    cast(form as varchar) as form_id,
    cast(unreadable_code as varchar) as unreadable_code,
    cast(doubt_code as varchar) as doubt_code
from {{ source('lake', 'table_readings') }}

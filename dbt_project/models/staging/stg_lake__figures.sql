select
    cast(document_id as varchar) as document_id,
    cast("table" as varchar) as table_id,
    cast(form as varchar) as form_id,
    cast(item as varchar) as item_id,
    cast("column" as varchar) as column_id,
    cast(value as decimal(18, 2)) as value,
    cast(value_low as decimal(18, 2)) as value_low,
    cast(value_high as decimal(18, 2)) as value_high,
    cast(unit as varchar) as unit,
    cast(state as varchar) as state,
    cast(raw as varchar) as raw,
    cast(locator as varchar) as locator,
    cast(value_source as varchar) as value_source
from {{ source('lake', 'figures') }}

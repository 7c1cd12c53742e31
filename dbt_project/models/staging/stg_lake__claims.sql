select
    cast(document_id as varchar) as document_id,
    cast(ordinal as bigint) as ordinal,
    cast(subject as varchar) as subject,
    cast(value as double) as value,
    cast(unit as varchar) as unit,
    cast(kind as varchar) as kind,
    cast(sentence as varchar) as sentence,
    cast(locator as varchar) as locator
from {{ source('lake', 'claims') }}

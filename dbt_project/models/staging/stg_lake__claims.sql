select
    cast(document_id as varchar) as document_id,
    cast(ordinal as bigint) as ordinal,
    cast(subject as varchar) as subject,
    cast(value as double) as value,
    cast(unit as varchar) as unit,
    cast(kind as varchar) as kind,
    cast(raw as varchar) as raw,
    cast(step as double) as step,
    cast(qualifier as varchar) as qualifier,
    cast(scope as varchar) as scope,
    cast(base as varchar) as base,
    cast(statement as bigint) as statement,
    cast(sentence as varchar) as sentence,
    cast(locator as varchar) as locator
from {{ source('lake', 'claims') }}

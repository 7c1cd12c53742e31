-- One row per claim: the tables it may stand in, and whether all of them are published; if not,
-- nothing of them may be told.
select
    claims.document_id,
    claims.ordinal,
    string_agg(places.table_id, ' ' order by places.table_id) as tables,
    coalesce(bool_and(coalesce(tables.is_published, false)), false)
    and count(places.table_id) > 0 as is_published
from {{ ref('stg_lake__claims') }} as claims
left join {{ ref('int_claim_places') }} as places
    on claims.document_id = places.document_id and claims.ordinal = places.ordinal
left join {{ ref('int_judged_tables') }} as tables
    on places.document_id = tables.document_id and places.table_id = tables.table_id
group by claims.document_id, claims.ordinal

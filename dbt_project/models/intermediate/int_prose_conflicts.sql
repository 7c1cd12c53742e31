-- One row per document and table about which its prose states a number that no usual reading ties.
select distinct
    places.document_id,
    places.table_id
from {{ ref('stg_lake__confrontations') }} as results
inner join {{ ref('int_claim_places') }} as places
    on results.document_id = places.document_id and results.claim = places.ordinal
where results.status = 'fail' and not results.doubt

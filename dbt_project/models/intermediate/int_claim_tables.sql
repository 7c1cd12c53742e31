-- One row per claim: the tables it may stand in, and whether all of them are published; if not,
-- nothing of them may be told.
with members as (
    select
        document_id,
        ordinal,
        unnest(string_split(replace(subject, '_last_year', ''), '+')) as member
    from {{ ref('stg_lake__claims') }}
),

places as (
    select
        members.document_id,
        members.ordinal,
        case
            when contains(members.member, '.') then split_part(members.member, '.', 1)
            else subjects.table_id
        end as table_id
    from members
    left join {{ ref('claim_subjects') }} as subjects on members.member = subjects.subject
)

select
    places.document_id,
    places.ordinal,
    string_agg(distinct places.table_id, ' ' order by places.table_id) as tables,
    coalesce(bool_and(coalesce(tables.is_published, false)), false) as is_published
from places
left join {{ ref('int_judged_tables') }} as tables
    on places.document_id = tables.document_id and places.table_id = tables.table_id
group by places.document_id, places.ordinal

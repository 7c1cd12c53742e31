-- One row per claim and table that it may stand in; a claim that no table has is left out.
with members as (
    select
        document_id,
        ordinal,
        unnest(string_split(replace(subject, '_last_year', ''), '+')) as member
    from {{ ref('stg_lake__claims') }}
)

select distinct
    members.document_id,
    members.ordinal,
    case
        when contains(members.member, '.') then split_part(members.member, '.', 1)
        else subjects.table_id
    end as table_id
from members
left join {{ ref('claim_subjects') }} as subjects on members.member = subjects.subject
where contains(members.member, '.') or subjects.table_id is not null

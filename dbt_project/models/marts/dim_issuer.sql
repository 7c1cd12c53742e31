-- Name and kind as in the newest report; older reports may print them otherwise. What came before
-- and after an issuer is only told where its division took another name, code or rank, and an
-- issuer of the other division bears the same name but for that of the division.
with reports as (
    select
        *,
        row_number() over (
            partition by issuer_id
            order by year desc nulls last, document_id asc
        ) as age
    from {{ ref('int_current_reports') }}
    where issuer_id is not null
),

issuers as (
    select
        issuer_id,
        max(issuer) filter (where age = 1) as issuer,
        max(issuer_kind) filter (where age = 1) as issuer_kind,
        max(level) filter (where age = 1) as level,
        max(division_code) filter (where age = 1) as division_code,
        max(division_name) filter (where age = 1) as division_name,
        max(division_level) filter (where age = 1) as division_level,
        max(division_parent) filter (where age = 1) as division_parent,
        max(province_code) filter (where age = 1) as province_code,
        max(province) filter (where age = 1) as province,
        cast(min(year) as bigint) as first_year,
        cast(max(year) as bigint) as last_year,
        cast(count(*) as bigint) as reports
    from reports
    group by issuer_id
),

-- A code that is in use again is that of the division which has it now.
ceased as (
    select
        changes.division_code,
        any_value(changes.name) as name,
        min(changes.ended) as year
    from {{ ref('division_changes') }} as changes
    anti join {{ ref('divisions') }} as divisions
        on changes.division_code = divisions.division_code
    group by changes.division_code
),

names as (
    select
        division_code,
        name
    from {{ ref('divisions') }}
    union all
    select
        division_code,
        name
    from ceased
),

-- What follows the name of the division in that of the issuer: 人民政府, 财政局.
offices as (
    select
        issuers.issuer_id,
        issuers.issuer_kind,
        names.division_code,
        nullif(split_part(issuers.issuer, names.name, 2), '') as office
    from issuers
    inner join names on left(issuers.division_code, 6) = names.division_code
),

heirs as (
    select distinct
        old.issuer_id as predecessor,
        new.issuer_id as successor
    from offices as old
    inner join {{ ref('division_changes') }} as changes on old.division_code = changes.division_code
    inner join offices as new
        on
            changes.successor = new.division_code
            and old.office = new.office
            and old.issuer_kind = new.issuer_kind
),

predecessors as (
    select
        successor as issuer_id,
        string_agg(predecessor, ' ' order by predecessor) as predecessor
    from heirs
    group by successor
),

successors as (
    select
        predecessor as issuer_id,
        string_agg(successor, ' ' order by successor) as successor
    from heirs
    group by predecessor
),

-- A division that another one became keeps its name but for the last character: 密云县, 密云区.
begun as (
    select
        changes.successor as division_code,
        max(changes.ended) as year
    from {{ ref('division_changes') }} as changes
    inner join names on changes.successor = names.division_code
    where left(changes.name, -1) = left(names.name, -1)
    group by changes.successor
)

select
    issuers.*,
    begun.year as valid_from,
    ceased.year as valid_to,
    predecessors.predecessor,
    successors.successor
from issuers
left join begun on left(issuers.division_code, 6) = begun.division_code
left join ceased on left(issuers.division_code, 6) = ceased.division_code
left join predecessors on issuers.issuer_id = predecessors.issuer_id
left join successors on issuers.issuer_id = successors.issuer_id

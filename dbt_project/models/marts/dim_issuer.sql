-- Name and kind as in the newest report; older reports may print them otherwise.
with reports as (
    select
        *,
        row_number() over (
            partition by issuer_id
            order by year desc nulls last, document_id asc
        ) as age
    from {{ ref('int_current_reports') }}
    where issuer_id is not null
)

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

-- One row per current report of known issuer and year: which peers it is measured with. The level
-- of a government or department is that of its division where its name does not tell.
select
    report_id,
    document_id,
    issuer_id,
    issuer,
    issuer_kind,
    coverage,
    year,
    division_code,
    province_code,
    province,
    report_status,
    case
        when level <> 'unknown' then level
        when issuer_kind in ('government', 'general_office', 'department')
            then coalesce(division_level, 'unknown')
        else 'unknown'
    end as level
from {{ ref('int_current_reports') }}
where issuer_id is not null and year is not null

with withheld_tables as (
    select
        report_id,
        document_id,
        table_id,
        form_id,
        table_status as status,
        reason_zh,
        reason_en,
        violations,
        doubts
    from {{ ref('int_judged_tables') }}
    where not is_published
),

failures as (
    select
        document_id,
        count(*) filter (where not doubt) as violations,
        count(*) filter (where doubt) as doubts
    from {{ ref('stg_lake__confrontations') }}
    where blocks and status = 'fail'
    group by document_id
),

-- A report that is held back without any table of it to say so, above all an unreadable one.
whole_reports as (
    select
        reports.report_id,
        reports.document_id,
        'report' as table_id,
        reports.form_id,
        reports.report_status as status,
        reports.reason_zh,
        reports.reason_en,
        coalesce(failures.violations, 0) as violations,
        coalesce(failures.doubts, 0) as doubts
    from {{ ref('int_current_reports') }} as reports
    left join failures on reports.document_id = failures.document_id
    where
        reports.report_status in ('withheld', 'unreadable', 'excluded')
        and not exists (
            select 1 from withheld_tables
            where withheld_tables.document_id = reports.document_id
        )
),

withheld as (
    select * from withheld_tables
    union all
    select * from whole_reports
)

select
    withheld.report_id,
    withheld.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.year,
    reports.path,
    withheld.form_id as form,
    withheld.table_id as "table",
    withheld.status,
    withheld.reason_zh,
    withheld.reason_en,
    withheld.violations,
    withheld.doubts
from withheld
inner join {{ ref('int_current_reports') }} as reports
    on withheld.document_id = reports.document_id

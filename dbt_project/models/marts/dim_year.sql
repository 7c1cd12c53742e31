-- Every year from the first report to the last, so that a year without reports shows as a gap.
with span as (
    select
        min(year) as first_year,
        max(year) as last_year
    from {{ ref('int_current_reports') }}
),

years as (
    select unnest(generate_series(first_year, last_year)) as year
    from span
    where first_year is not null
)

select
    years.year,
    forms.form_id as form,
    forms.zh as form_zh,
    forms.en as form_en,
    count(reports.document_id) as reports,
    count(*) filter (where reports.report_status = 'reconciled') as reports_reconciled,
    count(*) filter (where reports.report_status = 'unconfirmed') as reports_unconfirmed,
    count(*) filter (where reports.report_status = 'accepted') as reports_accepted,
    count(*) filter (where reports.report_status = 'withheld') as reports_withheld,
    count(*) filter (where reports.report_status = 'unreadable') as reports_unreadable,
    count(*) filter (where reports.report_status = 'excluded') as reports_excluded,
    count(*) filter (where reports.report_status = 'narrative') as reports_narrative
from years
left join {{ ref('forms') }} as forms
    on years.year between forms.valid_from and coalesce(forms.valid_to, years.year)
left join {{ ref('int_current_reports') }} as reports on years.year = reports.year
group by years.year, forms.form_id, forms.zh, forms.en

with versions as (
    select
        report_id,
        count(*) as documents,
        arg_min(document_id, first_seen) filter (where not is_current and unreadable_code is null)
            as first_document_id,
        min(first_seen) filter (where not is_current and unreadable_code is null) as seen_first,
        max(document_id) filter (where is_current and removed_at is null) as document_id,
        max(first_seen) filter (where is_current and removed_at is null) as seen_last,
        arg_min(coverage, first_seen) filter (where not is_current and unreadable_code is null)
            as first_coverage,
        max(coverage) filter (where is_current and removed_at is null) as coverage
    from {{ ref('stg_lake__reports') }}
    where issuer_id is not null and year is not null
    group by report_id
),

revised as (
    select * from versions
    where
        seen_first < seen_last
        -- A report on the own level beside one on the whole area is another report, no correction.
        and (first_coverage = coverage or 'unknown' in (first_coverage, coverage))
),

-- Tables that are in both and whose reading is certain in both; the present one published as well.
tables as (
    select
        revised.*,
        now.table_id,
        now.form_id,
        now.table_status,
        now.accepted_zh,
        now.accepted_en,
        now.conflicts_with_prose,
        now.conflicts_with_years,
        earlier.form_id as first_form_id
    from revised
    inner join {{ ref('int_judged_tables') }} as now
        on revised.document_id = now.document_id and now.is_published and now.is_certain
    inner join {{ ref('stg_lake__table_readings') }} as earlier
        on
            revised.first_document_id = earlier.document_id
            and now.table_id = earlier.table_id
            and earlier.unreadable_code is null
            and earlier.doubt_code is null
),

cells as (
    select
        tables.document_id,
        figures.table_id,
        figures.item_id,
        figures.column_id,
        figures.unit,
        figures.document_id = tables.document_id as is_now,
        figures.state,
        figures.value
    from tables
    inner join {{ ref('stg_lake__figures') }} as figures
        on
            tables.table_id = figures.table_id
            and figures.document_id in (tables.document_id, tables.first_document_id)
),

pairs as (
    select
        document_id,
        table_id,
        item_id,
        column_id,
        max(unit) as unit,
        max(state) filter (where is_now) as state,
        max(value) filter (where is_now) as value,
        max(state) filter (where not is_now) as first_state,
        max(value) filter (where not is_now) as first_value,
        coalesce(bool_or(state <> 'missing') filter (where is_now), false) as is_there,
        coalesce(bool_or(state <> 'missing') filter (where not is_now), false) as was_there
    from cells
    group by document_id, table_id, item_id, column_id
    -- What could not be read in one of them is no change of the report.
    having bool_and(state in ('reported', 'blank', 'dash', 'missing'))
),

changed as (
    select
        *,
        case
            when first_value is not null and value is not null then 'changed'
            when not was_there then 'added'
            when not is_there then 'dropped'
            when value is not null then 'filled'
            else 'emptied'
        end as kind
    from pairs
    where
        value is distinct from first_value
        or is_there <> was_there
)

select
    tables.report_id,
    tables.document_id,
    tables.first_document_id,
    reports.issuer_id,
    reports.issuer,
    reports.issuer_kind,
    reports.level,
    reports.coverage,
    reports.year,
    tables.form_id as form,
    tables.first_form_id as first_form,
    tables.table_status,
    tables.accepted_zh,
    tables.accepted_en,
    tables.conflicts_with_prose,
    tables.conflicts_with_years,
    changed.table_id as "table",
    changed.item_id as item,
    changed.column_id as "column",
    changed.table_id || '.' || changed.item_id as item_key,
    changed.unit,
    changed.kind,
    changed.first_value,
    changed.value,
    cast(changed.value - changed.first_value as decimal(18, 2)) as change,
    {{ day_in_beijing('tables.seen_first') }} as first_seen_on,
    {{ day_in_beijing('tables.seen_last') }} as revised_seen_on,
    tables.documents as versions
from changed
inner join tables
    on changed.document_id = tables.document_id and changed.table_id = tables.table_id
inner join {{ ref('int_peer_reports') }} as reports on tables.document_id = reports.document_id

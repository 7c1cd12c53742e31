-- One row per published requests table and item: what its cell in the column `total` is worth.
-- A blank is not 0. It is worth 0 only where nothing else is possible: counts are not negative, so
-- when the edit down the column ties without the blank parts of one side, they hold nothing. That
-- needs the edit to pass, the other side to have no blank part that could offset them, and no
-- applicant column of the row to show a number. Any other blank stays null.
with expected as (
    select
        tables.report_id,
        tables.document_id,
        items.item_id,
        items.position,
        items.measure,
        items.part_of_rule,
        items.part_side
    from {{ ref('int_judged_tables') }} as tables
    inner join {{ ref('form_items') }} as items
        on
            tables.form_id = items.form_id
            and tables.table_id = items.table_id
    where tables.table_id = 'requests' and tables.is_published
),

printed as (
    select
        report_id,
        item_id,
        max(value) filter (where column_id = 'total') as value,
        max(state) filter (where column_id = 'total') as state,
        max(value_source) filter (where column_id = 'total') as value_source,
        coalesce(bool_or(column_id <> 'total' and value <> 0), false) as has_applicants
    from {{ ref('int_judged_figures') }}
    where table_id = 'requests' and is_published
    group by report_id, item_id
),

ties as (
    select distinct
        document_id,
        rule_id
    from {{ ref('stg_lake__confrontations') }}
    where scope = 'total' and status = 'pass' and not doubt
),

cells as (
    select
        expected.*,
        printed.value,
        printed.state,
        printed.value_source,
        coalesce(printed.has_applicants, false) as has_applicants,
        coalesce(printed.state in ('blank', 'dash'), false) as is_blank,
        ties.rule_id is not null as is_tied
    from expected
    left join printed
        on
            expected.report_id = printed.report_id
            and expected.item_id = printed.item_id
    left join ties
        on
            expected.document_id = ties.document_id
            and expected.part_of_rule = ties.rule_id
),

weighed as (
    select
        *,
        is_blank
        and is_tied
        and not has_applicants
        and not (
            bool_or(is_blank and part_side = 'lhs') over same_edit
            and bool_or(is_blank and part_side = 'rhs') over same_edit
        ) as is_zero
    from cells
    window same_edit as (partition by report_id, part_of_rule)
)

select
    report_id,
    document_id,
    item_id,
    position,
    measure,
    state,
    value_source,
    is_blank,
    coalesce(is_zero, false) as is_zero,
    -- A fraction of a request, published under a decision, is no count and must not be rounded.
    cast(case when is_zero then 0 when value = trunc(value) then value end as bigint) as value
from weighed

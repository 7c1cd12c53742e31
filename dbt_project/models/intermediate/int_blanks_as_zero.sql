-- The blank cells of published tables that can only hold 0. A blank is not a 0; but counts are not
-- negative, so it holds nothing where
--   an edit down its column ties without it, unless blanks on both sides could offset each other
--   (for a total, no other column of its row may show a number either); or
--   the edit across its row ties without it; or
--   the total of its row is 0.
with blanks as (
    select
        figures.document_id,
        figures.table_id,
        figures.item_id,
        figures.column_id,
        items.part_of_rule,
        items.part_side
    from {{ ref('int_judged_figures') }} as figures
    inner join {{ ref('form_items') }} as items
        on
            figures.form_id = items.form_id
            and figures.table_id = items.table_id
            and figures.item_id = items.item_id
    where
        figures.is_published
        and figures.table_id in ('requests', 'disputes')
        and figures.state in ('blank', 'dash')
),

ties as (
    select distinct
        document_id,
        rule_id,
        scope
    from {{ ref('stg_lake__confrontations') }}
    where table_id in ('requests', 'disputes') and status = 'pass' and not doubt
),

-- Edits whose two sides both have blank parts: equal numbers could hide in them.
open_edits as (
    select
        document_id,
        part_of_rule,
        column_id
    from blanks
    where part_of_rule is not null
    group by document_id, part_of_rule, column_id
    having bool_or(part_side = 'lhs') and bool_or(part_side = 'rhs')
),

filled_rows as (
    select distinct
        document_id,
        table_id,
        item_id
    from {{ ref('int_judged_figures') }}
    where table_id in ('requests', 'disputes') and column_id <> 'total' and value <> 0
),

tied_down as (
    select
        blanks.document_id,
        blanks.table_id,
        blanks.item_id,
        blanks.column_id
    from blanks
    inner join ties
        on
            blanks.document_id = ties.document_id
            and blanks.part_of_rule = ties.rule_id
            and blanks.column_id = ties.scope
    anti join open_edits
        on
            blanks.document_id = open_edits.document_id
            and blanks.part_of_rule = open_edits.part_of_rule
            and blanks.column_id = open_edits.column_id
    left join filled_rows
        on
            blanks.document_id = filled_rows.document_id
            and blanks.table_id = filled_rows.table_id
            and blanks.item_id = filled_rows.item_id
    where blanks.column_id <> 'total' or filled_rows.item_id is null
),

tied_across as (
    select
        blanks.document_id,
        blanks.table_id,
        blanks.item_id,
        blanks.column_id
    from blanks
    inner join ties
        on
            blanks.document_id = ties.document_id
            and blanks.item_id = ties.scope
            and case blanks.table_id
                when 'requests' then 'requests.applicants'
                else 'disputes.' || blanks.item_id
            end = ties.rule_id
    where blanks.column_id <> 'total'
),

tied as (
    select * from tied_down
    union
    select * from tied_across
),

rows_of_zero as (
    select
        document_id,
        table_id,
        item_id
    from {{ ref('int_judged_figures') }}
    where table_id in ('requests', 'disputes') and column_id = 'total' and value = 0
    union
    select
        document_id,
        table_id,
        item_id
    from tied
    where column_id = 'total'
),

within_zero as (
    select
        blanks.document_id,
        blanks.table_id,
        blanks.item_id,
        blanks.column_id
    from blanks
    semi join rows_of_zero
        on
            blanks.document_id = rows_of_zero.document_id
            and blanks.table_id = rows_of_zero.table_id
            and blanks.item_id = rows_of_zero.item_id
    anti join filled_rows
        on
            blanks.document_id = filled_rows.document_id
            and blanks.table_id = filled_rows.table_id
            and blanks.item_id = filled_rows.item_id
    where blanks.column_id <> 'total'
)

select * from tied
union
select * from within_zero

-- One row per published requests table and item of its form: what its cell in the column `total` is
-- worth. An item that the document lacks has a row without a value.
with expected as (
    select
        tables.report_id,
        tables.document_id,
        items.item_id,
        items.position,
        items.measure
    from {{ ref('int_judged_tables') }} as tables
    inner join {{ ref('form_items') }} as items
        on
            tables.form_id = items.form_id
            and tables.table_id = items.table_id
    where tables.table_id = 'requests' and tables.is_published
)

select
    expected.report_id,
    expected.document_id,
    expected.item_id,
    expected.position,
    expected.measure,
    cells.state,
    coalesce(cells.value_source = 'blank_as_zero', false) as is_zero,
    cast(cells.value as bigint) as value,
    case cells.value_source when 'blank_as_zero' then 'reported' else cells.value_source end
        as value_source
from expected
left join {{ ref('int_cell_values') }} as cells
    on
        expected.document_id = cells.document_id
        and expected.item_id = cells.item_id
        and cells.table_id = 'requests'
        and cells.column_id = 'total'

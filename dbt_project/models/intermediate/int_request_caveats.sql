-- One row per published requests table: which of its totals are not simply printed there.
select
    report_id,
    case
        when coalesce(bool_or(value_source = 'derived'), false) then 'derived'
        when bool_or(is_zero) then 'blank_as_zero'
        else 'reported'
    end as value_source,
    string_agg(item_id, ' ' order by position) filter (where is_zero) as blanks_as_zero,
    string_agg(item_id, ' ' order by position) filter (where value is null) as items_without_value
from {{ ref('int_request_values') }}
group by report_id

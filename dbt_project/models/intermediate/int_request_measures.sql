-- One row per published requests table and measure; null as soon as one item of it is null.
select
    report_id,
    document_id,
    measure,
    cast(case when bool_and(value is not null) then sum(value) end as bigint) as value
from {{ ref('int_request_values') }}
group by report_id, document_id, measure

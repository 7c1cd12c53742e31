-- One row per cell of a published table: what it is worth, and where that comes from.
select
    figures.report_id,
    figures.document_id,
    figures.form_id,
    figures.table_id,
    figures.item_id,
    figures.column_id,
    figures.unit,
    figures.state,
    case
        when zeros.document_id is not null then cast(0 as decimal(18, 2))
        -- A fraction of a request, published under a decision, is no count and must not be rounded.
        when figures.unit <> 'count' or figures.value = trunc(figures.value) then figures.value
    end as value,
    case
        when zeros.document_id is not null then 'blank_as_zero'
        else figures.value_source
    end as value_source
from {{ ref('int_judged_figures') }} as figures
left join {{ ref('int_blanks_as_zero') }} as zeros
    on
        figures.document_id = zeros.document_id
        and figures.table_id = zeros.table_id
        and figures.item_id = zeros.item_id
        and figures.column_id = zeros.column_id
where figures.is_published

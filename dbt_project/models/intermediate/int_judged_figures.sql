select
    tables.report_id,
    figures.*,
    tables.table_status,
    tables.accepted_zh,
    tables.accepted_en,
    tables.conflicts_with_prose,
    tables.conflicts_with_years,
    tables.is_published,
    tables.is_certain and figures.state in ('reported', 'blank', 'dash') as is_certain
from {{ ref('stg_lake__figures') }} as figures
inner join {{ ref('int_judged_tables') }} as tables
    on
        figures.document_id = tables.document_id
        and figures.table_id = tables.table_id

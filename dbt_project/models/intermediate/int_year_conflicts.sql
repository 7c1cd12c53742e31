-- One row per document and table whose figures do not continue those of the year before. A doubt
-- (what the report adds up is not known) is no conflict, nor is a year that cannot be compared.
select distinct
    document_id,
    table_id
from {{ ref('stg_lake__confrontations') }}
where starts_with(rule_id, 'years.') and status = 'fail' and not doubt

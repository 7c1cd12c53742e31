select
    cast(document_id as varchar) as document_id,
    cast(rule_id as varchar) as rule_id,
    cast("table" as varchar) as table_id,
    cast(scope as varchar) as scope,
    cast(status as varchar) as status,
    cast(lhs as decimal(18, 2)) as lhs,
    cast(rhs as decimal(18, 2)) as rhs,
    cast(difference as decimal(18, 2)) as difference,
    cast(doubt as boolean) as doubt,
    cast(blocks as boolean) as blocks,
    cast(defect as varchar) as defect,
    cast(claim as bigint) as claim,
    cast(message_zh as varchar) as message_zh,
    cast(message_en as varchar) as message_en,
    cast(decision as varchar) as decision
from {{ source('lake', 'confrontations') }}

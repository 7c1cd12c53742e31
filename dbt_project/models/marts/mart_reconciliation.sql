select
    reports.report_id,
    reports.document_id,
    reports.issuer_id,
    reports.issuer,
    reports.year,
    reports.path,
    confrontations.rule_id,
    rules.zh as rule_zh,
    rules.en as rule_en,
    confrontations.table_id as "table",
    confrontations.scope,
    confrontations.status,
    confrontations.lhs,
    confrontations.rhs,
    confrontations.difference,
    confrontations.doubt,
    confrontations.defect,
    confrontations.message_zh,
    confrontations.message_en,
    confrontations.decision
from {{ ref('stg_lake__confrontations') }} as confrontations
inner join {{ ref('int_current_reports') }} as reports
    on confrontations.document_id = reports.document_id
left join {{ ref('edit_rules') }} as rules on confrontations.rule_id = rules.rule_id
where confrontations.blocks

-- Every edit rule, and what a mart names as a rule without being one: a part of the scorecard that
-- no edit rule judges (`timely`).
with parts as (
    select
        rule_id,
        dimension,
        zh,
        en,
        source,
        cast(points as bigint) as points,
        cast(rule_weight as bigint) as rule_weight
    from {{ ref('scorecard_rules') }}
),

every_form as (
    select string_agg(form_id, ' ' order by form_id) || ' narrative' as forms
    from {{ ref('forms') }}
),

first_year as (
    select cast(min(year) as bigint) as valid_from
    from {{ ref('deadlines') }}
)

select
    rules.rule_id,
    rules.zh as rule_zh,
    rules.en as rule_en,
    rules.source,
    rules.kind,
    rules.tables,
    rules.forms,
    rules.valid_from,
    rules.valid_to,
    rules.status,
    rules.blocks,
    rules.defect,
    parts.dimension as scorecard_part,
    parts.zh as scorecard_part_zh,
    parts.en as scorecard_part_en,
    parts.points as scorecard_part_points,
    parts.rule_weight as scorecard_weight
from {{ ref('edit_rules') }} as rules
left join parts on rules.rule_id = parts.rule_id
union all
select
    parts.dimension as rule_id,
    parts.zh as rule_zh,
    parts.en as rule_en,
    parts.source,
    'deadline' as kind,
    null as tables,
    every_form.forms,
    first_year.valid_from,
    null as valid_to,
    'active' as status,
    false as blocks,
    null as defect,
    parts.dimension as scorecard_part,
    parts.zh as scorecard_part_zh,
    parts.en as scorecard_part_en,
    parts.points as scorecard_part_points,
    1 as scorecard_weight
from parts
cross join every_form
cross join first_year
where parts.rule_id is null

-- How each figure compares over the forms: one row per concept and form.
select
    crosswalk.concept || '.' || crosswalk.form_id as concept_key,
    crosswalk.concept,
    concepts.zh as concept_zh,
    concepts.en as concept_en,
    concepts.unit,
    crosswalk.form_id as form,
    string_agg(
        crosswalk.table_id || '.' || crosswalk.item_id || '.' || crosswalk.column_id, ' + '
        order by crosswalk.table_id, crosswalk.item_id, crosswalk.column_id
    ) as cells,
    min(crosswalk.comparability) as comparability,
    min(crosswalk.reason_zh) as reason_zh,
    min(crosswalk.reason_en) as reason_en,
    min(breaks.year) as break_year,
    min(breaks.comparability) as break_comparability,
    min(breaks.reason_zh) as break_reason_zh,
    min(breaks.reason_en) as break_reason_en,
    concepts.position
from {{ ref('crosswalk') }} as crosswalk
inner join {{ ref('concepts') }} as concepts on crosswalk.concept = concepts.concept
left join {{ ref('concept_breaks') }} as breaks on crosswalk.concept = breaks.concept
group by
    crosswalk.concept,
    concepts.zh,
    concepts.en,
    concepts.unit,
    crosswalk.form_id,
    concepts.position

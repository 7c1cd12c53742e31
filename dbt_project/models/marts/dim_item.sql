-- Labels as in the newest form that has the item; its place in the form as well.
with items as (
    select
        items.*,
        forms.valid_from,
        forms.valid_to,
        row_number() over (
            partition by items.table_id, items.item_id
            order by forms.valid_from desc
        ) as age
    from {{ ref('form_items') }} as items
    inner join {{ ref('forms') }} as forms on items.form_id = forms.form_id
),

tables as (
    select distinct
        table_id,
        position as table_position,
        zh as table_zh,
        en as table_en
    from {{ ref('form_tables') }}
),

units as (
    select
        table_id,
        item_id,
        string_agg(distinct unit, ' ' order by unit) as units
    from {{ ref('form_cells') }}
    group by table_id, item_id
)

select
    items.table_id || '.' || items.item_id as item_key,
    items.table_id as "table",
    items.item_id as item,
    tables.table_zh,
    tables.table_en,
    max(items.zh) filter (where items.age = 1) as item_zh,
    max(items.en) filter (where items.age = 1) as item_en,
    max(items.group_zh) filter (where items.age = 1) as group_zh,
    max(items.measure) filter (where items.age = 1) as measure,
    units.units,
    string_agg(items.form_id, ' ' order by items.valid_from) as forms,
    cast(min(items.valid_from) as bigint) as valid_from,
    cast(
        case when bool_and(items.valid_to is not null) then max(items.valid_to) end as bigint
    ) as valid_to,
    cast(
        tables.table_position * 100 + max(items.position) filter (where items.age = 1) as bigint
    ) as position
from items
inner join tables on items.table_id = tables.table_id
inner join units on items.table_id = units.table_id and items.item_id = units.item_id
group by
    items.table_id,
    items.item_id,
    tables.table_zh,
    tables.table_en,
    tables.table_position,
    units.units

-- One row per division that lies directly below another one on the current list, and one per
-- division for its own level; with the year up to which the list is known not to fit.
with changes as (
    select
        parent,
        max(ended_by) as changed_in
    from {{ ref('division_changes') }}
    group by parent
),

below as (
    select
        parent as division_code,
        division_code as unit,
        'area' as unit_coverage
    from {{ ref('divisions') }}
    where parent is not null
),

units as (
    select * from below
    union all
    select distinct
        division_code,
        division_code as unit,
        'own_level' as unit_coverage
    from below
)

select
    units.*,
    changes.changed_in
from units
left join changes on units.division_code = changes.parent

with cells as (
    select
        report_year,
        year,
        table_id,
        level,
        province_code,
        max(province) as province,
        cast(sum(tables) as bigint) as tables,
        cast(sum(published) as bigint) as published,
        cast(sum(withheld) as bigint) as withheld,
        cast(sum(unreadable) as bigint) as unreadable,
        cast(sum(excluded) as bigint) as excluded
    from {{ ref('int_table_counts') }}
    group by report_year, year, table_id, level, province_code
)

select
    report_year,
    year,
    level,
    province_code,
    province,
    table_id as "table",
    tables,
    published,
    withheld,
    unreadable,
    excluded,
    {{ share('withheld + unreadable + excluded', 'tables') }} as not_published_share
from cells

with outcomes as (
    {% for measure in peer_request_measures() -%}
        select
            document_id,
            form,
            'requests' as table_id,
            value_source,
            '{{ measure }}' as measure,
            cast({{ measure }} as double) as value
        from {{ ref('mart_request_outcomes') }}
        union all
    {% endfor -%}
    select
        document_id,
        form,
        case form when 'form_2014' then 'disputes_2014' else 'disputes' end as table_id,
        value_source,
        'overturn_rate' as measure,
        overturn_rate as value
    from {{ ref('mart_dispute_outcomes') }}
    where route = 'reconsideration'
),

measured as (
    select
        reports.*,
        outcomes.form,
        outcomes.table_id,
        outcomes.value_source,
        outcomes.value,
        tables.table_status,
        tables.accepted_zh,
        tables.accepted_en,
        tables.conflicts_with_prose,
        tables.conflicts_with_years,
        measures.measure,
        measures.zh as measure_zh,
        measures.en as measure_en,
        measures.unit,
        measures.least_peers
    from outcomes
    inner join {{ ref('int_peer_reports') }} as reports
        on outcomes.document_id = reports.document_id
    inner join {{ ref('int_judged_tables') }} as tables
        on outcomes.document_id = tables.document_id and outcomes.table_id = tables.table_id
    inner join {{ ref('peer_measures') }} as measures on outcomes.measure = measures.measure
),

grouped as (
    select
        *,
        count(value) over peers as peers,
        rank() over (peers order by value desc nulls last) as place,
        rank() over (peers order by value asc nulls last) as place_from_below,
        avg(value) over peers as mean,
        stddev_pop(value) over peers as spread,
        min(value) over peers = max(value) over peers as is_level,
        median(value) over peers as middle
    from measured
    window peers as (partition by measure, issuer_kind, level, coverage, year)
),

held_back as (
    select
        year,
        issuer_kind,
        level,
        coverage,
        table_id,
        cast(sum(tables) as bigint) as peers_with_table,
        cast(sum(tables - published) as bigint) as peers_withheld
    from {{ ref('int_table_counts') }}
    where year is not null
    group by year, issuer_kind, level, coverage, table_id
),

ruled as (
    select
        *,
        case
            when coverage = 'unknown' then 'coverage_unknown'
            when issuer_kind = 'unknown' or level = 'unknown' then 'kind_or_level_unknown'
            when value is null then 'value_missing'
            when peers < least_peers then 'group_too_small'
            else 'ranked'
        end as verdict
    from grouped
),

judged as (
    select
        *,
        verdict = 'ranked' as is_ranked,
        verdict not in ('coverage_unknown', 'kind_or_level_unknown') as has_peers
    from ruled
)

select
    judged.report_id,
    judged.document_id,
    judged.issuer_id,
    judged.issuer,
    judged.issuer_kind,
    judged.level,
    judged.coverage,
    judged.year,
    judged.form,
    judged.table_status,
    judged.accepted_zh,
    judged.accepted_en,
    judged.conflicts_with_prose,
    judged.conflicts_with_years,
    judged.measure,
    judged.measure_zh,
    judged.measure_en,
    judged.unit,
    judged.value,
    judged.value_source,
    judged.verdict as comparability,
    verdicts.zh as reason_zh,
    verdicts.en as reason_en,
    case when judged.has_peers then judged.peers end as peers,
    case when judged.has_peers then coalesce(held_back.peers_withheld, 0) end as peers_withheld,
    case
        when judged.has_peers
            then {{ share('held_back.peers_withheld', 'held_back.peers_with_table') }}
    end as peers_withheld_share,
    case when judged.is_ranked then judged.place end as rank,
    case
        when judged.is_ranked
            then {{ share('judged.place_from_below - 1', '(judged.peers - 1)') }}
    end as percentile,
    case
        when judged.is_ranked and not judged.is_level
            then round((judged.value - judged.mean) / judged.spread, 6)
    end as z_score,
    case when judged.is_ranked then judged.middle end as peer_median
from judged
left join held_back
    on
        judged.year = held_back.year
        and judged.issuer_kind = held_back.issuer_kind
        and judged.level = held_back.level
        and judged.coverage = held_back.coverage
        and judged.table_id = held_back.table_id
left join {{ ref('comparison_verdicts') }} as verdicts on judged.verdict = verdicts.verdict

{% macro export_candidate() %}
    {#- Post-hook of every published model: its rows, in the order of its key, as one Parquet file of
        the candidate. The same rows give the same bytes. Runs before the model is committed, so a
        file is no proof that the build passed: dbt's exit code is. -#}
    {%- set folder = env_var("GOUJI_CANDIDATE", "") -%}
    {%- if execute and not folder -%}
        {{ exceptions.raise_compiler_error("GOUJI_CANDIDATE is not set: " ~ this.name ~ " has nowhere to go") }}
    {%- endif -%}
    {%- set key = (config.get("meta") or {}).get("key", []) -%}
    {%- if execute and not key -%}
        {{ exceptions.raise_compiler_error(this.name ~ " is published but its meta names no key") }}
    {%- endif -%}
    copy (
        select * from {{ this }}
        order by {% for column in key %}{{ adapter.quote(column) }}{{ ", " if not loop.last }}{% endfor %}
    ) to '{{ (folder ~ "/" ~ this.name ~ ".parquet") | replace("'", "''") }}'
    (format parquet, compression zstd)
{% endmacro %}

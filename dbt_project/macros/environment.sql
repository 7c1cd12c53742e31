{% macro require_environment() %}
    {#- Refuses to build without knowing where from and where to. dbt changes into the project
        folder, so a relative path would mean a place in there. -#}
    {%- for name in ["GOUJI_LAKE", "GOUJI_CANDIDATE"] if execute -%}
        {%- set value = env_var(name, "") -%}
        {%- if not (value.startswith("/") or (name == "GOUJI_LAKE" and value.startswith("s3://"))) -%}
            {{ exceptions.raise_compiler_error(
                name ~ " must be an absolute path" ~ (" or an s3:// address" if name == "GOUJI_LAKE")
                ~ ", but is " ~ ("'" ~ value ~ "'" if value else "not set")
            ) }}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

"""dbt as Dagster needs it: the manifest of the project, columns for the UI, failed tests in words.

What does not belong here: the assets that run dbt (`orchestration.assets.warehouse`).
"""

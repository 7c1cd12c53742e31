"""The dbt project, a package only so that an installed wheel can find its folder.

`Path(dbt_project.__file__).parent` is what dbt calls the project folder and the profiles folder.
Nothing is ever written here: give dbt a target path and a log path elsewhere.
"""

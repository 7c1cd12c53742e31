"""`gouji run`, `gouji ui` and `gouji tidy`: the commands, a run in this process, what it says.

What does not belong here: commands that need no Dagster (`gouji.program`).
"""

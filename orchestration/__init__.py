"""Dagster, and nothing but Dagster: when which step runs, and what a person sees of it.

    definitions.py   the code location: what `gouji ui` and `dagster definitions validate` load
    building.py      puts assets, checks, jobs, schedules and resources together, for any home
    assets/          one module for each layer of the house; an asset is a few lines that call the
                     library and say what came of it
    checks/          properties of data that must hold before the next layer is built, and the gate
    sensors/         what starts runs while the daemon is there, and tells people
    display/         what the UI shows of assets and checks
    dbt/             the manifest of the dbt project, its columns, its failed tests
    home/            the lock of a home, Dagster's instance in it, what is forgotten
    serving/         the webserver of `gouji ui`, with our pages beside Dagster's
    command_line/    `gouji run`, `gouji ui`, `gouji tidy`

What does not belong here: reading, reconciling, judging, publishing. If an asset grows logic, it
belongs in the library (`gouji`), in dbt or in the gate (`expectations`).
"""

import warnings

# Dagster says of every parameter it calls beta that it is: once for each asset, each time it loads.
warnings.filterwarnings("ignore", message=".*is currently in beta")

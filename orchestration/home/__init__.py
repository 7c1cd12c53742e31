"""The home of a run: the lock that one run holds, Dagster's instance, what is forgotten."""

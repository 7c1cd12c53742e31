"""Asset checks: `tables` holds stored rows against their models, `gate` opens or shuts the gate.

One check, one property; each shows how many rows break it and the first of them. The tests of dbt
are checks too, but Dagster finds them by itself.
"""

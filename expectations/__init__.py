"""The gate: what must hold of a candidate before it may become a release.

    suites/          one module per mart or concern: its expectations, as code
    thresholds.toml  how much may be withheld, fail or vanish, as data, each with its reason
    frames.py        the candidate and the lake as SQL views and polars frames
    validation.py    how a suite says what it expects of which rows
    checkpoint.py    runs everything as one Great Expectations checkpoint
    gate.py          the verdict: passed, failed or errored; stored under the hash it is about

Great Expectations cannot read DuckDB or polars, so it is given small pandas frames; a check over
many rows is computed in SQL or polars as "offending rows", and the expectation is that there are
none. The package is imported inside functions only, because that takes seconds.

What does not belong here: publishing (`gouji.release`), and anything about Dagster.
"""

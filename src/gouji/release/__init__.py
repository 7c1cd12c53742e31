"""Releases: build, publish, verify, list, roll back and compare immutable published versions.

`models` names what is published; `content` gives a candidate its hash; `verdict` stores what the
gate said about that hash; `build` writes the files of a release; `publish` is the only way into
the releases folder; `pointer` is the one small file that says which release is current; `postgres`
copies a release into a database.

What does not belong here: judging a candidate (top-level package `expectations`), building the
marts (dbt), and any import of Great Expectations, dbt or Dagster.
"""

"""The statutory forms and edit rules, as data, and what is derived from them.

`catalogue` loads `data/*.toml` into the classes of `model`; `values` says what a cell can hold;
`evaluation` confronts the rules with one report, purely; `messages` puts a result into plain words.
The record of truth of the whole project: schemas, seeds and dictionaries are derived from here.
"""

"""`gouji check`: read and reconcile files on the spot, publish nothing.

`files` finds what is to be read, `examine` reads and judges it, `as_text` and `as_json` say it to a
person and to a program, `command` puts them together. It has to start in well under a second, so
nothing in here, or on the way through it, imports a data frame library at module level.
"""

"""The figures of the statutory tables: labels and cells aligned to the form, or left open.

`aligning` knows rows, labels and columns of any table; `disclosure`, `requests`, `disputes` and
`statistics` each read one table with it and import nothing of each other. The modules here look at
the tables of a report together: where they stand, what is printed twice, what is doubted.
"""

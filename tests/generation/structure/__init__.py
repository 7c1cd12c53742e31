"""Tables whose structure is not that of the form, with known truth.

Offices add columns, drop them, put them in another order; programs merge cells, repeat headers and
tear rows. `columns`, `rows`, `parts`, `disputes` and `disclosure` change one table of a drawn
report so, `renderings` print it as a file, `cases` puts both together and judges what was read. A
number that is read and does not stand in that cell is a defect; a cell left open never is.

`python -m tests.generation.structure` prints exact, open and wrong cells of each variation.
"""

"""The tables of the form of 2014, printed as a table or told in prose."""

"""The assets: landing, reading, tables, reconciliation, warehouse, release; a module each.

Each asset is a few lines that call the library and attach what a person wants to know.
"""

"""Document -> Report: identity, the figures of the statutory tables, and claims in the prose.

Nothing here knows a file format (see `gouji.documents`), and nothing here repairs a number: what is
not certain is ambiguous or unreadable and says why. `reader.read_report` is the way in.
"""

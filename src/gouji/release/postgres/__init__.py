"""Copies the marts of a release into a PostgreSQL schema, for BI tools that speak to a server.

`target` names the place and keeps its password out of every message; `tables` says what stands in
the schema and makes it so; `push` does it all in one transaction. The release folder stays the
record: what is in the database can be pushed again at any time.

psycopg comes with the extra `postgres` and is imported only when something is pushed.
"""

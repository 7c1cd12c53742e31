"""A lake on `s3://`, as dbt and DuckDB read it: through the same client as the rest of a run.

dbt-duckdb takes a filesystem by the name of its kind, and would make one of its own that asks a
server that is gone for many minutes.
"""

from __future__ import annotations

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from gouji.settings import Settings
from gouji.storage_s3_client import PatientS3


class Plugin(BasePlugin):
    """Lets DuckDB read `s3://` as GOUJI_S3_ENDPOINT, GOUJI_S3_PATIENCE and AWS_* say."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Called once for the connection of a run."""
        conn.register_filesystem(PatientS3(**Settings.from_environment().run_options))

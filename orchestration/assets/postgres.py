"""The marts of the current release in a PostgreSQL schema; there only where GOUJI_POSTGRES is set.

The url stays in the environment: it is no setting of a run, so that Dagster never stores it.
"""

from __future__ import annotations

import dagster as dg

from gouji.release.postgres.push import push
from gouji.release.postgres.target import Target
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.resources import Home


def is_wanted() -> bool:
    """Whether the environment names a database."""
    return Target.from_environment() is not None


@dg.asset(
    deps=["release"],
    group_name="release",
    owners=list(metadata.OWNERS),
    kinds={"postgres"},
)
def postgres_marts(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """All marts of the current release, replaced in one transaction; readers never see it by half.

    A release that does not verify is refused. The same release is not pushed twice.

    PostgreSQL 中的数据集市：在一个事务内整体替换为当前发布；核对不符的发布不予写入，
    内容未变则不重复写入。
    """
    with told():
        target = Target.from_environment()
        if target is None:
            raise dg.Failure("GOUJI_POSTGRES is no longer set")
        done = push(home.releases_store, target)
    return dg.MaterializeResult(
        metadata=metadata.facts(
            {
                "release": done.release_id,
                "new": done.changed,
                "place": done.place,
                "tables": len(done.rows) or None,
                "dagster/row_count": sum(done.rows.values()) or None,
            }
        )
    )

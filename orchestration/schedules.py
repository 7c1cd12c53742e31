"""When runs start by themselves. Stopped until somebody turns it on in Dagster's UI."""

import dagster as dg

from gouji.tables import schemas
from orchestration.jobs import EVERYTHING
from orchestration.partitions import range_tags

_EARLY = "30 5 * * *"


@dg.schedule(
    cron_schedule=_EARLY,
    job_name=EVERYTHING,
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Every morning: take in what is new, and publish if anything changed."""
    return dg.RunRequest(tags=range_tags(schemas.YEARS))

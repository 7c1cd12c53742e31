"""When runs start by themselves at a time of day, whatever has changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import dagster as dg

from gouji.errors import GoujiError, Reason
from gouji.settings import Settings
from gouji.tables import schemas
from orchestration.jobs import EVERYTHING
from orchestration.partitions import range_tags

EARLY = "30 5 * * *"


class ScheduleError(GoujiError):
    """GOUJI_SCHEDULE or GOUJI_TIME_ZONE cannot be used; names the variable and what it holds."""


def daily_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Every step at the times that GOUJI_SCHEDULE names; without it each morning, once turned on.

    Args:
        settings: cron expression of five fields, and the time zone in which it is meant.

    Raises:
        ScheduleError: one of the two means nothing.
    """
    _check_zone(settings.time_zone)
    on, off = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
    try:

        @dg.schedule(
            name="daily",
            cron_schedule=settings.schedule or EARLY,
            job_name=EVERYTHING,
            execution_timezone=settings.time_zone,
            default_status=on if settings.schedule else off,
            description="按时运行全部步骤：取入有变化的报告，有变化则发布 / "
            "Takes in what is new and publishes if anything changed, at set times.",
        )
        def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
            return dg.RunRequest(tags=range_tags(schemas.YEARS))

    except dg.DagsterInvalidDefinitionError as error:
        raise ScheduleError(
            Reason(
                "schedule",
                f"GOUJI_SCHEDULE 应为五段的 cron 表达式，如 {EARLY}，现为 {settings.schedule}",
                f"GOUJI_SCHEDULE must be a cron expression of five fields such as {EARLY}, not "
                f"{settings.schedule}",
            )
        ) from error
    return daily


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # not in the database, or no name at all
        raise ScheduleError(
            Reason(
                "time_zone",
                f"GOUJI_TIME_ZONE 应为时区名，如 Asia/Shanghai，现为 {name}",
                f"GOUJI_TIME_ZONE must be a time zone such as Asia/Shanghai, not {name}",
            )
        ) from error

"""Tells people of what needs somebody, while the daemon runs."""

from __future__ import annotations

import dagster as dg

from gouji.alerts.receivers import receivers
from gouji.errors import GoujiError
from gouji.settings import Settings
from orchestration import alerting


def alerts_sensor(settings: Settings) -> dg.SensorDefinition:
    """Tells people of failed runs and of blind sensors, if GOUJI_ALERTS says whom.

    Args:
        settings: those of the home whose runs they are.
    """

    @dg.sensor(
        name="alerts",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="运行失败、关口未通过，或来源、审核决定长时间无法查看时通知有关人员 / "
        "Tells people when a run failed, the gate is shut, or what is watched cannot be seen.",
    )
    def alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        try:
            if not receivers():
                return dg.SkipReason("nobody is to be told: GOUJI_ALERTS is not set")
            alerting.begin(settings)
        except GoujiError as error:
            return dg.SkipReason(str(error))
        alerting.tell(settings, context.instance)
        return dg.SkipReason("looked through the failed runs and what sensors noted")

    return alerts

"""The language in which a person is spoken to: Chinese or English.

What does not belong here: the texts, which stand beside what they speak of.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("zh", "en")


def from_locale(environment: Mapping[str, str] | None = None) -> str:
    """The language of the environment's locale: Chinese is "zh", any other "en"."""
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            return "zh" if env[name].lower().startswith("zh") else "en"
    return "en"

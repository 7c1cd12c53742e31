"""What a site's robots.txt allows, by RFC 9309.

Read with Protego, which follows the RFC: the longest matching rule wins, `*` and `$` are
wildcards, and the group with the longest matching name counts. The parser of the standard library
takes the first rule that matches and knows no wildcards, so that it would read rules that sites
really write otherwise than they are meant.

What does not belong here: fetching the file (`gouji.collecting.fetching`).
"""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from gouji.collecting.policy import PRODUCT
from gouji.errors import Reason

PATH = "/robots.txt"
MAX_BYTES = 512 * 1024
"""RFC 9309 asks for 500 KiB at least; what comes after is not looked at."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. refused: why nothing there may be asked for."""

    rules: Protego | None = None
    refused: Reason | None = None

    def allows(self, url: str) -> bool:
        """Whether this program may ask for the url."""
        if self.refused is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for."""
        wanted = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return max(0.0, float(wanted or 0))


EVERYTHING = Robots()


def parse(body: bytes) -> Robots:
    """The rules in a file; what is no rule is passed over."""
    return Robots(Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace")))

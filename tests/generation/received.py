"""Draws tables 三 as offices have them: few requests, most cells 0, one column with nearly all.

The number of outcomes is log-normal (half of the offices have 25 or fewer, one in twenty more than
450), as town, bureau and city do. An applicant is a natural person in 84 of 100 cases, an
enterprise in 12. The kinds of outcome have the shares of OUTCOMES; one office in two has none of
the rare ones. One office in three brings requests forward or carries some on. Everything ties.
"""

from __future__ import annotations

import math
import random
from collections import Counter

from gouji.forms import catalogue
from gouji.forms.model import CellKey

Table = dict[CellKey, int]

APPLICANTS = {
    "natural_person": 84, "enterprise": 12, "research_institution": 1, "public_interest_org": 1,
    "legal_service_org": 1, "other": 1,
}  # fmt: skip
OUTCOMES = {
    "granted": 42, "partially_granted": 8, "denied_state_secret": 0.3,
    "denied_prohibited_by_law": 0.7, "denied_security_stability": 0.2, "denied_third_party": 1,
    "denied_internal_affairs": 1.5, "denied_deliberative": 1, "denied_enforcement_file": 1.5,
    "denied_separate_inquiry": 1.5, "unavailable_not_held": 24, "unavailable_needs_creation": 2,
    "unavailable_still_unclear": 1.5, "not_processed_petition_complaint": 3,
    "not_processed_repeat": 2, "not_processed_publication": 0.3, "not_processed_excessive": 0.2,
    "not_processed_confirm_or_reissue": 0.5, "other_not_supplemented": 3, "other_unpaid_fee": 0.3,
    "other_misc": 3, "other_unsplit": 6,
}  # fmt: skip
_RARE = 1.6


def draw_requests(seed: int) -> tuple[str, Table]:
    """Form and cells of one table that ties."""
    rng = random.Random(seed)
    form = rng.choice(["form_2019", "form_2021", "form_2021"])
    table = catalogue.tables()["requests"]
    items = [item.id for item in table.items_of(form)]
    rare = rng.random() < 0.5
    shares = {
        item: OUTCOMES[item]
        for item in items[items.index("granted") : items.index("outcome_total")]
        if rare or OUTCOMES[item] > _RARE
    }
    done = min(6000, max(1, round(math.exp(rng.gauss(math.log(25), 1.75)))))
    whos = rng.choices(list(APPLICANTS), list(APPLICANTS.values()), k=done)
    kinds = rng.choices(list(shares), list(shares.values()), k=done)
    counts = Counter(map(CellKey, kinds, whos))
    for who in APPLICANTS:
        closed = sum(counts[CellKey(item, who)] for item in shares)
        waits = who in ("natural_person", "enterprise") and rng.random() < 1 / 3
        carried = rng.randint(0, 1 + closed // 8) if waits else 0
        brought = min(closed + carried, rng.randint(0, 1 + closed // 8)) if waits else 0
        counts[CellKey("outcome_total", who)] = closed
        counts[CellKey("carried_forward", who)] = carried
        counts[CellKey("brought_forward", who)] = brought
        counts[CellKey("new_received", who)] = closed + carried - brought
    for item in items:
        counts[CellKey(item, "total")] = sum(counts[CellKey(item, who)] for who in APPLICANTS)
    return form, {key: counts[key] for key in table.cells(form)}

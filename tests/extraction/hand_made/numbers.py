"""The invented reports that the pages of this folder print: their labels and numbers."""

from __future__ import annotations

from gouji.forms import catalogue
from gouji.forms.model import CellKey

Cells = dict[CellKey, int | None]

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

_ROWS = {
    "new_received": (41, 7, 0, 0, 2, 1, 51),
    "brought_forward": (3, 0, 0, 0, 0, 0, 3),
    "granted": (15, 2, 0, 0, 1, 0, 18),
    "partially_granted": (4, 1, 0, 0, 0, 0, 5),
    "denied_state_secret": (0, 0, 0, 0, 0, 0, 0),
    "denied_prohibited_by_law": (1, 0, 0, 0, 0, 0, 1),
    "denied_security_stability": (0, 0, 0, 0, 0, 0, 0),
    "denied_third_party": (2, 0, 0, 0, 0, 0, 2),
    "denied_internal_affairs": (0, 1, 0, 0, 0, 0, 1),
    "denied_deliberative": (0, 0, 0, 0, 0, 0, 0),
    "denied_enforcement_file": (2, 0, 0, 0, 0, 0, 2),
    "denied_separate_inquiry": (1, 0, 0, 0, 0, 0, 1),
    "unavailable_not_held": (10, 3, 0, 0, 1, 0, 14),
    "unavailable_needs_creation": (1, 0, 0, 0, 0, 0, 1),
    "unavailable_still_unclear": (0, 0, 0, 0, 0, 1, 1),
    "not_processed_petition_complaint": (3, 0, 0, 0, 0, 0, 3),
    "not_processed_repeat": (1, 0, 0, 0, 0, 0, 1),
    "not_processed_publication": (0, 0, 0, 0, 0, 0, 0),
    "not_processed_excessive": (0, 0, 0, 0, 0, 0, 0),
    "not_processed_confirm_or_reissue": (0, 0, 0, 0, 0, 0, 0),
    "other_not_supplemented": (1, 0, 0, 0, 0, 0, 1),
    "other_unpaid_fee": (0, 0, 0, 0, 0, 0, 0),
    "other_misc": (1, 0, 0, 0, 0, 0, 1),
    "other_unsplit": (2, 0, 0, 0, 0, 0, 2),
    "outcome_total": (42, 7, 0, 0, 2, 1, 52),
    "carried_forward": (2, 0, 0, 0, 0, 0, 2),
}
DISPUTES = (3, 1, 0, 2, 6, 1, 0, 2, 0, 3, 0, 0, 0, 4, 4)
_DISCLOSURE = {
    "form_2021": {
        "government_rules": (0, 0, 0),
        "normative_documents": (12, 3, 47),
        "licensing": (5310,),
        "penalties": (286,),
        "compulsion": (19,),
        "administrative_fees": (None,),
    },
    "form_2019": {
        "government_rules": (0, 0, 0),
        "normative_documents": (12, 11, 47),
        "licensing": (120, -6, 5310),
        "other_services": (33, 4, 871),
        "penalties": (402, 0, 286),
        "compulsion": (21, -1, 19),
        "administrative_fees": (8, 0),
        "procurement": (17, None),
    },
}


def requests(form: str) -> dict[str, tuple[int, ...]]:
    """Item -> seven numbers, in form order."""
    return {item.id: _ROWS[item.id] for item in catalogue.tables()["requests"].items_of(form)}


def disclosure(form: str) -> dict[str, tuple[int | None, ...]]:
    """Item -> its numbers, None for money, which each page prints in its own way."""
    return dict(_DISCLOSURE[form])


def truth(form: str = "form_2021", requests_form: str | None = None) -> dict[str, Cells]:
    """What the pages say. Money is None: a page that prints it adds it."""
    tables = catalogue.tables()
    two = tables["disclosure"]
    return {
        "disclosure": {
            CellKey(item.id, column): value
            for item in two.items_of(form)
            for column, value in zip(item.columns[form], _DISCLOSURE[form][item.id], strict=True)
        },
        "requests": {
            CellKey(item, column.id): value
            for item, values in requests(requests_form or form).items()
            for column, value in zip(tables["requests"].columns, values, strict=True)
        },
        "disputes": dict(zip(tables["disputes"].cells(form), DISPUTES, strict=True)),
    }


def label(table: str, item: str, form: str) -> str:
    """The printed label."""
    return catalogue.tables()[table].item(item).label(form)


def groups(form: str) -> list[tuple[str | None, list[str]]]:
    """Rows of table 三 by the group label that stands before them."""
    found: list[tuple[str | None, list[str]]] = []
    for item in catalogue.tables()["requests"].items_of(form):
        group = item.group if item.group and item.group.startswith("（") else None
        if found and group and found[-1][0] == group:
            found[-1][1].append(item.id)
        else:
            found.append((group, [item.id]))
    return found

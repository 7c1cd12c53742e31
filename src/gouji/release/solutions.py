"""What would let the tables of one report tie, for its page: advice beside figures as they stand.

Looked for among the figures that the release holds. A cell that the document lacks is not known,
and nothing that rests on it is certain. Where digits could be read in several ways, the release
does not hold the ways: the table is left to `gouji check`, which weighs them too. So are tables
with too many errors for a search by hand: a page must not depend on how long it may take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, DASH, CellValue, State
from gouji.language import LANGUAGES
from gouji.reconciliation.localization.advice import advise
from gouji.reconciliation.localization.search import Localization, localize
from gouji.release.page import Markup, escape, table
from gouji.release.page_words import table_name

LEFT_OPEN = Localization((), exact=False)
"""Nothing was looked for."""

_OPEN = (State.AMBIGUOUS, State.UNREADABLE)
_ASK = (
    "有格读不准，未在此推算；gouji check 连同各种读法一起推算。",
    "Some cells are not certain, so that nothing was worked out here; gouji check weighs every "
    "reading of them.",
)
Figures = Mapping[CellKey, tuple[str, Decimal | None]]


def solutions(table_id: str, form: str, figures: Figures) -> Localization:
    """The solutions of one table; `LEFT_OPEN` where a cell can be read in several ways.

    Args:
        table_id: its id.
        form: the form it was filled in.
        figures: state and value of its cells, those that are missing left out.
    """
    if any(State(state) in _OPEN for state, _ in figures.values()):
        return LEFT_OPEN
    cells = {key: _cell(State(state), value) for key, (state, value) in figures.items()}
    return localize(table_id, form, cells, seconds=0)


def advice(found: Mapping[str, Localization], forms: Mapping[str, str]) -> Markup:
    """The section that says it in words, table by table; empty where there is nothing to say."""
    rows = [
        (
            table_name(table_id),
            *(
                _lines([ask] if one is LEFT_OPEN else advise(one, table_id, forms[table_id], lang))
                for lang, ask in zip(LANGUAGES, _ASK, strict=True)
            ),
        )
        for table_id, one in found.items()
        if one.parts or one is LEFT_OPEN
    ]
    if not rows:
        return Markup("")
    caption = (
        "哪些格可能有误（仅供核对，公布的数字一律未改） "
        "which cells may be wrong (advice only, no figure was changed)"
    )
    return table(("表格 table", "说明", "in English"), rows, caption)


def proposed(found: Localization) -> dict[CellKey, str]:
    """The numbers that the only solution of a part asks for; nothing where that is not sure."""
    return {
        CellKey(cell.item, cell.column): str(cell.proposed)
        for part in found.parts
        if len(part) == 1 and part[0].sure and found.exact
        for cell in part[0].cells
        if cell.proposed is not None
    }


def _lines(lines: Iterable[str]) -> Markup:
    return Markup("<br>".join(escape(line.strip()) for line in lines))


def _cell(state: State, value: Decimal | None) -> CellValue:
    if value is None:
        return DASH if state is State.DASH else BLANK
    whole = int(value)
    return CellValue.reported(whole if whole == value else value)

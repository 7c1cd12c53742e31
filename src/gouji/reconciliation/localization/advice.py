"""Says in plain words what error localization found, for the office that has to find the cell.

One explanation is said to be the only one, several are said to be several; the words never promise
more than `search` found. Nothing is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.forms import catalogue
from gouji.forms.messages import plain_number
from gouji.forms.model import Table
from gouji.reconciliation.localization.causes import Cause
from gouji.reconciliation.localization.search import Localization, Solution, Suspect

MOST_SHOWN = 4
MOST_CELLS = 12

CAUSES: dict[Cause, tuple[str, str]] = {
    Cause.DIGITS_SWAPPED: ("数字前后颠倒", "two digits swapped"),
    Cause.TOTALS_LEFT_AT_ZERO: ("总计没有算、留成了 0", "totals left at 0"),
    Cause.VALUE_IN_NEIGHBOURING_COLUMN: ("数填进了相邻的列", "a value in the neighbouring column"),
    Cause.VALUE_IN_NEIGHBOURING_ROW: ("数填进了相邻的行", "a value in the neighbouring row"),
    Cause.VALUES_EXCHANGED: ("相邻两格的数对调", "two neighbouring values exchanged"),
    Cause.ROW_SHIFTED: ("一行里的数错开一格", "a row shifted by one cell"),
    Cause.COLUMN_SHIFTED: ("一列里的数错开一格", "a column shifted by one cell"),
    Cause.NUMBER_SPLIT: ("一个数拆在了相邻两格", "a number split over two cells"),
    Cause.ROWS_EXCHANGED: ("两行对调", "two rows exchanged"),
    Cause.COLUMNS_EXCHANGED: ("两列对调", "two columns exchanged"),
    Cause.ROWS_SHIFTED: ("各行整体错开一行", "all rows from one on shifted by one"),
}


def advise(found: Localization, table_id: str, form: str, lang: str) -> Iterator[str]:
    """Lines for a person; those that belong under the line before them begin with two spaces.

    Args:
        found: of this table.
        table_id: its id.
        form: the form it was filled in.
        lang: "zh" or "en".
    """
    speaker = _Speaker(catalogue.tables()[table_id], form, lang == "zh")
    alone = len(found.parts) == 1
    for part in found.parts:
        if not part:
            yield speaker.say(
                "不符之处太多，查不出是哪些格有误。",
                "Too much does not tie to tell which cells are wrong.",
            )
        elif len(part) == 1:
            yield speaker.one(part[0], alone=alone, exact=found.exact)
        else:
            yield from speaker.several(part, alone=alone, exact=found.exact)


class _Speaker:
    """Words for one table in one language."""

    def __init__(self, table: Table, form: str, zh: bool) -> None:
        self._table, self._form, self._zh = table, form, zh

    def say(self, zh: str, en: str) -> str:
        return zh if self._zh else en

    def one(self, solution: Solution, *, alone: bool, exact: bool) -> str:
        """The only explanation that was found."""
        text = self._solution(solution, alone=alone)
        few = len(solution.cells) == 1
        if solution.sure and exact:
            if few:
                only = self.say("；只改一格的解释仅此一种", ". No other single change explains it")
            else:
                only = self.say(
                    "；这是改动最少的唯一解释", ". This is the only explanation with so few changes"
                )
            if not solution.confirmed:
                only += self.say("，但没有别的算式可以印证", ", but no other sum confirms it")
            return text + only + self.say("。", ".")
        return text + self.say("；但", ". But ") + self._reservation(sure=solution.sure)

    def several(self, part: Sequence[Solution], *, alone: bool, exact: bool) -> Iterator[str]:
        """Several explanations, none of which is better than the others."""
        count = len(part)
        yield self.say(
            f"{'有' if exact else '至少有'} {count} 种解释，从表内不能断定是哪一种：",
            f"There are {'' if exact else 'at least '}{count} explanations; "
            "the table does not tell which is true:",
        )
        shown = part if count <= MOST_SHOWN + 1 else part[:MOST_SHOWN]
        for number, solution in enumerate(shown, start=1):
            yield f"  {number}. {self._solution(solution, alone=alone)}{self.say('。', '.')}"
        if len(shown) < count:
            more = count - len(shown)
            yield self.say(f"  …… 另有 {more} 种。", f"  … and {more} more.")
        common = [
            cell
            for cell in part[0].cells
            if not cell.doubt and all(cell in other.cells for other in part)
        ]
        if common and exact:
            cells = self._cells(common)
            yield self.say(f"  每一种都要{cells}。", f"  In all of them {cells}.")
        if not all(solution.sure for solution in part):
            yield self.say("  而且", "  Besides, ") + self._reservation(sure=False)

    def _solution(self, solution: Solution, *, alone: bool) -> str:
        """What to change, why, and what then ties; without a full stop."""
        cells = self._cells(solution.cells)
        cause = CAUSES.get(solution.cause) if solution.cause else None
        if self._zh:
            because = f"可能是{cause[0]}：" if cause else ""
            what = "能核对的各式" if not solution.sure else "全表" if alone else "此处"
            return f"{because}若{cells}，{what}即可勾稽"
        because = f"perhaps {cause[1]}: if " if cause else "if "
        what = "all that can be checked" if not solution.sure else "the table" if alone else "it"
        sentence = f"{because}{cells}, {what} ties"
        return sentence[0].upper() + sentence[1:]

    def _reservation(self, *, sure: bool) -> str:
        if not sure:
            return self.say(
                "表中有读不准、缺失或没有填的格子，不能断定。",
                "cells are involved that are uncertain, missing or not filled in: it is not sure.",
            )
        return self.say(
            "未能在限时内查完，可能还有别的解释。",
            "the search was cut short, and there may be other explanations.",
        )

    def _cells(self, cells: Sequence[Suspect]) -> str:
        """The changes: each in full, or, where there are many, row by row."""
        if len(cells) <= 2:
            return self.say("，", " and ").join(map(self._cell, cells))
        rows: dict[str, list[Suspect]] = {}
        for cell in cells[:MOST_CELLS]:
            rows.setdefault(cell.item, []).append(cell)
        texts = []
        for item, members in rows.items():
            moves = self.say("、", ", ").join(map(self._move, members))
            texts.append(f"{self._row(item)}{self.say('', ': ')}{moves}")
        text = self.say("把", "") + self.say("；", "; ").join(texts)
        if len(cells) > MOST_CELLS:
            text += self.say(f"……共 {len(cells)} 格", f" … {len(cells)} cells in all")
        return text

    def _cell(self, cell: Suspect) -> str:
        column = self._table.column(cell.column)
        new = self._number(cell)
        if self._zh:
            place = f"{self._row(cell.item)}“{column.zh}”列"
            if cell.doubt:
                return f"把读不准的{place}读作{new if cell.proposed is None else f' {new}'}"
            old = "空白" if cell.reported is None else f" {plain_number(cell.reported)} "
            return f"把{place}由{old}改为 {new}"
        place = f"{self._row(cell.item)} “{column.en}”"
        if cell.doubt:
            return f"{place}, which is not certain, is read as {new}"
        old = "empty" if cell.reported is None else plain_number(cell.reported)
        return f"{place} is {new} instead of {old}"

    def _move(self, cell: Suspect) -> str:
        column = self._table.column(cell.column)
        name = column.zh if self._zh else column.en
        if cell.doubt:
            old = "?"
        elif cell.reported is None:
            old = self.say("空白", "empty")
        else:
            old = plain_number(cell.reported)
        return f"{name} {old}→{self._number(cell)}"

    def _number(self, cell: Suspect) -> str:
        if cell.proposed is None:
            return self.say("空白", "empty") if cell.doubt else self.say("别的数", "another number")
        return str(cell.proposed)

    def _row(self, item_id: str) -> str:
        label = self._table.item(item_id).label(self._form, "zh" if self._zh else "en")
        return f"“{label}”行" if self._zh else f"row “{label}”"

"""Claims against tables in which cells are left blank."""

from __future__ import annotations

from gouji.forms.evaluation import Outcome
from gouji.forms.values import BLANK, CellValue
from tests.reconciliation import samples
from tests.reconciliation.stated import failures, found, of_requests, stated


def test_a_blank_part_beside_a_total_is_nothing() -> None:
    table = of_requests(denied_state_secret=BLANK, denied_internal_affairs=BLANK)
    sentence = "全县共收到政府信息公开申请34件，不予公开{}件。"
    assert failures(stated(sentence.format(0), tables=[table])) == []
    assert failures(stated(sentence.format(3), tables=[table])) == []  # with what is not held
    assert failures(stated(sentence.format(2), tables=[table])) == [("claims.detail", "denied")]


def test_a_blank_total_of_a_row_is_what_its_parts_add_up_to() -> None:
    table = samples.requests({"granted.total": BLANK})
    sentence = "全县共收到政府信息公开申请5件，予以公开{}件。"
    assert failures(stated(sentence.format(6), tables=[table])) == []
    one = stated(sentence.format(4), tables=[table])
    assert [each.rhs for each in found(one) if each.outcome is Outcome.FAIL] == [6]
    open_part = {"granted.total": BLANK, "granted.other": CellValue.ambiguous()}
    one = stated(sentence.format(4), tables=[samples.requests(open_part)])
    assert failures(one) == []

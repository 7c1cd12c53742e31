"""Numbers that are not of the year, not of disclosure or not of the issuer are no claims."""

from __future__ import annotations

import pytest

from gouji.documents.model import Document, Paragraph
from gouji.extraction.reader import extract

TITLE = "蒲堰县卫生局{}年政府信息公开工作年度报告"
HEADING = "三、收到和处理政府信息公开申请情况"
Told = dict[str, float]


def told(*lines: str, year: int = 2022, heading: str = HEADING) -> Told:
    paragraphs = [Paragraph(line) for line in (TITLE.format(year), heading, *lines)]
    claims = extract(Document("text", tuple(paragraphs))).claims
    return {claim.subject: claim.value for claim in claims if claim.kind == "count"}


@pytest.mark.parametrize(
    "since",
    [
        "历年来，我局共",
        "近三年，我局累计",
        "近年来，全局共",
        "三年来，共",
        "五年来共",
        "过去五年，共",
        "本届政府以来，共",
        "自开展政府信息公开工作以来，共",
        "自《条例》施行以来，累计",
        "自《条例》施行之日起，累计",
        "“十三五”期间，共",
        "截至2022年12月31日，累计",
        "建站以来，共",
        "到目前为止，我局共",
        "2019年至2022年，共",
        "自2019年至今，共",
        "二十年来，共",
        "连续三年累计",
    ],
)
def test_what_is_of_many_years_is_not_of_this_one(since: str) -> None:
    assert told(f"{since}收到政府信息公开申请513件，其中当面申请40件；予以公开400件。") == {}


@pytest.mark.parametrize(
    "during",
    [
        "截至2022年12月31日，共",
        "截至年底，全年共",
        "今年以来，截至12月底累计",
        "自2022年1月1日起至12月31日止，共",
        "2022年1月至12月，共",
        "2022年以来，共",
        "一年来，共",
        "长期以来，我局重视公开，共",
        "近年来申请增多，2022年共",
    ],
)
def test_what_is_of_the_whole_year_is_taken(during: str) -> None:
    said = told(f"{during}收到政府信息公开申请12件，予以公开10件。")
    assert said == {"received": 12, "granted": 10}


def test_the_year_comes_after_the_years_together() -> None:
    both = "历年累计受理政府信息公开申请513件，{}受理12件，予以公开10件。"
    assert told(both.format("本年度")) == {"received": 12, "granted": 10}
    assert told("共受理政府信息公开申请513件，其中今年12件。") == {}
    assert told("近年来重视公开。收到政府信息公开申请12件。") == {"received": 12}
    assert told("近三年收到政府信息公开申请36件。予以公开30件。") == {}
    assert told("近三年收到政府信息公开申请36件。", "予以公开30件。") == {"granted": 30}
    assert told("今年收到申请12件，截至年底累计收到申请513件。") == {"received": 12}


def test_cases_of_many_years_over_a_semicolon() -> None:
    assert told("近三年因信息公开发生行政复议9件，维持7件；行政诉讼6件。") == {}


@pytest.mark.parametrize(
    "when",
    [
        "2022年1-10月，",
        "截至2022年10月底，共",
        "自2022年7月1日起，",
        "上半年，",
        "前三季度，",
        "预计全年",
    ],
)
def test_a_part_of_the_year_and_what_is_foretold(when: str) -> None:
    assert told(f"{when}受理政府信息公开申请10件，予以公开8件。") == {}


@pytest.mark.parametrize(
    "other",
    [
        "受理行政审批申请3200件，办结3180件。",
        "收到低保申请560件，办结550件。",
        "公积金贷款申请560件，办结550件，其中网络申请400件。",
        "法律援助申请560件，办结550件，其中当面申请160件。",
        "政务服务大厅共受理各类申请3200件，办结3180件。",
        "受理举报投诉45件，办结45件。",
        "受理举报45件，办结45件。",
        "受理各类业务3200件，办结3180件。",
        "接听群众来电300件，答复280件。",
        "收到入学申请300件，办结280件。",
        "全年收到企业开办申请300件，其中网络申请280件、现场申请20件。",
        "受理信访事项申请88件，办结80件。",
        "受理各类申请95件，其中政府信息公开申请12件。",
    ],
)
def test_other_business_and_what_follows_in_its_sentence(other: str) -> None:
    assert told(other) == {}
    mine = "收到政府信息公开申请12件，办结11件。"
    assert told(other + mine) == {"received": 12, "handled": 11}


@pytest.mark.parametrize(
    "whose",
    ["各类", "有效", "群众提出的", "公民、法人和其他组织提交的", "依", "符合条件的", "群众"],
)
def test_requests_with_no_name_of_their_own_are_for_information(whose: str) -> None:
    assert told(f"收到{whose}申请12件，办结11件。") == {"received": 12, "handled": 11}


def test_a_heading_of_other_business_below_that_on_requests() -> None:
    lines = ("（一）受理情况", "收到申请12件，办结12件。", "（四）举报投诉", "办结45件。")
    assert told(*lines) == {"received": 12, "handled": 12}
    assert told("政务服务中心收到政府信息公开申请12件，办结11件。")["handled"] == 11
    said = told("收到政府信息公开申请12件，信访举报投诉类申请2件不予处理，重复申请1件。")
    assert said["requests.not_processed_petition_complaint.total"] == 2
    assert said["requests.not_processed_repeat.total"] == 1


@pytest.mark.parametrize(
    "general",
    [
        "全年办理行政复议案件88件，维持60件；行政诉讼12件，维持9件。",
        "全年行政复议受案126件，审结120件，纠错12件；行政应诉58件。",
        "其中我局作为被告的行政诉讼案件15件，涉信息公开3件。",
        "行政复议126件，其中涉及信息公开3件；行政诉讼30件，维持20件。",
        "主动公开政府信息300条，办理行政复议案件88件，行政诉讼12件。",
    ],
)
def test_the_general_caseload_is_not_that_of_disclosure(general: str) -> None:
    assert told(general, heading="一、概述") == {}
    ours = told(f"因政府信息公开引发行政复议4件，维持3件。{general}", heading="一、概述")
    assert ours == {"reconsiderations": 4, "disputes.reconsideration.upheld": 3}


def test_cases_of_disclosure_are_taken() -> None:
    after = "全年收到行政复议120件；行政应诉33件。其中涉及政府信息公开的行政复议4件，行政诉讼3件。"
    assert told(after) == {"reconsiderations": 4, "lawsuits": 3}
    said = told("因信息公开引发行政复议3件，审结2件；作为被告的行政诉讼2件，维持1件。")
    assert said["reconsiderations_closed"] == 2
    assert (said["lawsuits"], said["lawsuits_upheld"]) == (2, 1)


def test_below_a_heading_on_cases_those_taken_up_are_on_disclosure() -> None:
    heading = "五、因政府信息公开申请行政复议、提起行政诉讼的情况"
    said = "全年共受理行政复议3件，维持2件；行政诉讼2件，维持1件。"
    assert told(said, heading=heading) == {"lawsuits": 2, "lawsuits_upheld": 1}
    assert told(said, heading="一、概述") == {}


def test_cases_with_one_result_are_not_all_of_them() -> None:
    assert told("因信息公开引发的行政复议3起被维持。") == {}
    assert told("因信息公开引发的行政复议3起均被维持。") == {"reconsiderations": 3}


@pytest.mark.parametrize("between", ["，", "。", "，其中"])
def test_the_number_of_a_whole_area_is_not_that_of_a_bureau(between: str) -> None:
    said = told(f"全市共收到政府信息公开申请980件{between}我局收到12件，办结11件。")
    assert said.get("received") in (12, None)
    assert told("全市共收到政府信息公开申请980件。") == {"received": 980}


def test_a_share_behind_a_count_of_nothing_named() -> None:
    said = "收到政府信息公开申请48件，无法提供11件（占22.9%），其余8件（占16.7%）。"
    document = Document("text", tuple(map(Paragraph, (TITLE.format(2022), HEADING, said))))
    shares = [claim.value for claim in extract(document).claims if claim.kind == "share"]
    assert shares == [22.9]


def test_repeated_requests_among_those_received() -> None:
    repeat = "requests.not_processed_repeat.total"
    assert repeat not in told("收到政府信息公开申请60件，其中重复申请5件、咨询类8件。")
    assert told("收到政府信息公开申请60件，其中重复申请5件不予处理。")[repeat] == 5
    assert told("收到申请60件，不予处理5件，其中重复申请5件。")[repeat] == 5


def test_what_is_told_among_a_part_of_the_year_is_of_that_part() -> None:
    part = "上半年，受理政府信息公开申请67件。其中予以公开21件。"
    assert told(part + "全年予以公开40件。") == {"granted": 40}


@pytest.mark.parametrize(
    "line",
    [
        "全年通过政府门户网站共办理并答复信息公开申请3件、纸质申请36件。",
        "全年通过平台共收到信息公开申请3件和信函申请36件。",
    ],
)
def test_what_came_by_one_channel_beside_another_is_not_all(line: str) -> None:
    assert not {"handled", "received"} & told(line).keys()


def test_what_is_answered_in_the_next_year_is_not_handled() -> None:
    assert told("其中，结转至2023年作出答复的政府信息公开申请2件。") == {}


def test_requests_may_be_counted_as_what_is_published_is() -> None:
    said = "收到政府信息公开申请3条。公开信息43条，其中依申请公开信息9条。"
    assert told(said) == {"received": 3}


def test_who_made_the_requests_of_the_year_before_is_not_who_made_those_of_the_year() -> None:
    said = "2021年结转申请73宗，其中商业企业9宗；"
    assert told(f"收到政府信息公开申请86宗，其中商业企业71宗；{said}") == {
        "received": 86,
        "requests.new_received.enterprise": 71,
    }


def test_what_one_level_received_behind_the_number_of_all_is_not_all() -> None:
    assert told("受理政府信息公开申请38件；区级收到依申请36件。") == {"received": 38}


@pytest.mark.parametrize("line", ["未收到过政务信息公开申请。", "没有政务信息公开申请。"])
def test_requests_may_be_for_what_is_called_the_information_of_affairs(line: str) -> None:
    assert told(line) == {"received": 0}

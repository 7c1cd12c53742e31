"""Bytes to text: every encoding that Chinese offices use, and refusal of what is garbled."""

from __future__ import annotations

import codecs

import pytest

from gouji.documents.encoding import UndecodableText, decode, utf8

SIMPLE = (
    "某县人民政府2023年政府信息公开工作年度报告。本报告所列数据的统计期限自2023年1月1日起至12月31日止。"
    "全年共受理政府信息公开申请21件，均在法定期限内答复，其中予以公开15件，不予公开6件。\n"
)
TRADITIONAL = (
    "某縣人民政府2023年政府信息公開工作年度報告。本報告所列數據的統計期限自2023年1月1日起至12月31日止。"
    "全年共受理政府信息公開申請21件，均在法定期限內答覆，其中予以公開15件，不予公開6件。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_simplified(encoding: str) -> None:
    assert decode((SIMPLE * 20).encode(encoding)) == SIMPLE * 20


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_traditional(encoding: str) -> None:
    assert decode((TRADITIONAL * 20).encode(encoding)) == TRADITIONAL * 20


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark(encoding: str) -> None:
    text = "<p>1</p>\n" * 100 + SIMPLE
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        "<META http-equiv=Content-Type content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_gb2312_means_gb18030(declaration: str) -> None:
    text = declaration.format("gb2312") + "镕\u3400€" + SIMPLE
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize("declared", ["gb2312", "iso-8859-1", "big5", "no-such-thing"])
def test_a_wrong_declaration_does_not_garble_utf_8(declared: str) -> None:
    text = f"<meta charset={declared}>{SIMPLE}"
    assert decode(text.encode()) == text


def test_gb18030_that_claims_to_be_utf_8() -> None:
    text = f"<meta charset=utf-8>{SIMPLE}"
    assert decode(text.encode("gb18030")) == text


def test_utf_8_once_read_as_gbk_is_restored() -> None:
    # (a text of which every byte pair happens to be a character, as in most of those on the web)
    text = "政府信息公开工作年度报告" * 30
    garbled = text.encode().decode("gb18030")
    assert decode(garbled.encode()) == text


def test_garbled_beyond_repair_is_refused() -> None:
    garbled = ("锟斤拷烫烫烫屯屯" * 50).encode()
    with pytest.raises(UndecodableText) as caught:
        decode(garbled)
    assert caught.value.reason.code == "mojibake"


def test_a_few_broken_bytes_stay_visible() -> None:
    data = bytearray((SIMPLE * 30).encode("gb18030"))
    data[100:100] = b"\xff"
    text = decode(bytes(data))
    assert text.count("\ufffd") == 1
    assert text.replace("\ufffd", "")[-len(SIMPLE) :] == SIMPLE


def test_many_broken_characters_are_refused() -> None:
    text = (SIMPLE.replace("件", "\ufffd")) * 10
    with pytest.raises(UndecodableText) as caught:
        decode(text.encode())
    assert caught.value.reason.code == "garbled"
    assert str(text.count("\ufffd")) in caught.value.reason.zh


def test_binary_data_is_refused() -> None:
    with pytest.raises(UndecodableText):
        decode(bytes(range(256)) * 40)


def test_nul_becomes_visible() -> None:
    assert decode(b"1\x000" + SIMPLE.encode()).startswith("1\ufffd0")


def test_control_characters_are_left_to_the_readers() -> None:
    assert decode("甲\x07乙\x0b丙".encode()) == "甲\x07乙\x0b丙"


def test_utf8_gives_the_same_bytes_where_they_are_utf8() -> None:
    data = SIMPLE.encode()
    assert utf8(data) is data
    assert utf8(SIMPLE.encode("gbk")) == data
    assert utf8(codecs.BOM_UTF8 + data) == data


@pytest.mark.parametrize("data", [b"", b"abc 123", "短".encode(), "短".encode("gbk")])
def test_short_texts(data: bytes) -> None:
    assert decode(data) in {"", "abc 123", "短"}

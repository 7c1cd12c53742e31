"""Folds the many ways a character is written into one, for matching only.

Full width to half width, Traditional to Simplified, no white space. Folded text is never shown
and never stored: `raw` texts and sentences keep what the document printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

_TRADITIONAL = re.compile(
    "[開關機規範請訴訟議電話個體條號門時間過實處與務類總計結轉業構織續這會來說應當對於報則國發產書長無維護糾審檔報數據經濟認證]"
)
_UNIFIED = (
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("－—–―‐−﹣", "-")
    | {"﹝": "〔", "﹞": "〕", "【": "[", "】": "]"}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", "")
    | dict(
        zip(
            "⺠⻓⻔⻅⻋⻚⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻳⻄⻆⻉⻘⻙⻣⻤⺟⺫",
            "民长门见车页风飞食马鱼鸟黄齐齿龙龟西角贝青韦骨鬼母目",
            strict=True,
        )
    )
)
"""The last are radicals that some PDF converters give for characters; NFKC leaves them."""
_PINYIN = re.compile(r"\((?<=[\u4e00-\u9fff]\()[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)")
"""Readings that some sites print behind rare characters. What begins so is found much faster."""
_COMMONEST = "，；：（）"
_TO_UNIFY = re.compile("[" + re.escape("".join(_UNIFIED)) + "]")
_OFTEN_REPEATED = 40
_FEW = 2
_MAINLAND = {
    "资讯": "信息",
    "档案": "文件",
    "专案": "项目",
    "网路": "网络",
    "徵": "征",
}
"""Taiwan words for those of the forms, as converters put them into pages; after simplifying."""
_TAIWAN = re.compile("|".join(_MAINLAND))


def fold(text: str) -> str:
    """NFKC, dashes unified, readings in brackets and all white space removed."""
    return _fold_short(text) if len(text) <= _OFTEN_REPEATED else _fold(text)


def _fold(text: str) -> str:
    """The common replacements first: most text is then normalized, which is quick to see."""
    for char in _COMMONEST:
        text = text.replace(char, _UNIFIED[char])
    unified = _TO_UNIFY.sub(_unify, text)
    if not unicodedata.is_normalized("NFKC", unified):
        unified = _TO_UNIFY.sub(_unify, unicodedata.normalize("NFKC", unified))
    if "(" in unified:
        unified = _PINYIN.sub("", unified)
    return "".join(unified.split())


def _unify(match: re.Match[str]) -> str:
    return _UNIFIED[match[0]]


_fold_short = lru_cache(maxsize=8192)(_fold)


class Folded(dict[str, str]):
    """Printed text -> folded text, for one document: each text is folded once, when asked for.

    Tables repeat the same few cells hundreds of times.
    """

    def __init__(self, simplify: Callable[[str], str] | None = None) -> None:
        super().__init__()
        self._simplify = simplify

    def __missing__(self, text: str) -> str:
        folded = fold(self._simplify(text) if self._simplify else text)
        self[text] = folded
        return folded


def folding(sample: str) -> Folded:
    """How the texts of one document fold: Traditional is turned into Simplified text first.

    Words that a converter to Traditional text exchanges (資訊, 檔案) become those of the forms.
    Nothing is converted where `sample` (the whole document) holds no Traditional character: loading
    the conversion tables costs time.
    """
    return Folded(_opencc() if len(_TRADITIONAL.findall(sample)) > _FEW else None)


@cache
def _opencc() -> Callable[[str], str]:
    from opencc import OpenCC

    converter = OpenCC("t2s")
    return lambda text: _TAIWAN.sub(_mainland, str(converter.convert(text)))


def _mainland(match: re.Match[str]) -> str:
    return _MAINLAND[match[0]]

"""The data dictionary of a release: every column of every table, in Chinese and English.

As Markdown for reading and as CSV for searching and joining. Texts are those of the dbt project
(first line Chinese, then English); names and types are read from the published files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from gouji.release.columns import PublishedColumn, published_columns
from gouji.release.meanings import ModelMeaning
from gouji.release.models import MODELS, PublishedModel
from gouji.release.titles import column_title

DICTIONARY = "dictionary.md"
DICTIONARY_CSV = "dictionary.csv"
_PUNCTUATION = frozenset("，。；：、（）")
_HEAD = ("table", "column", "title", "type", "unit", "key", "zh", "en")


def write_dictionary(staging: Path, meanings: Mapping[str, ModelMeaning]) -> None:
    """Write both files into a folder that holds the published tables."""
    columns = published_columns(staging)
    with (staging / DICTIONARY_CSV).open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(_HEAD)
        for model in MODELS.values():
            out.writerows(_rows(model, columns[model.name], meanings[model.name]))
    parts = [_TITLE]
    for model in MODELS.values():
        parts.append(_section(model, columns[model.name], meanings[model.name]))
    (staging / DICTIONARY).write_text("\n".join(parts), encoding="utf-8")


def in_both_languages(text: str) -> tuple[str, str]:
    """The Chinese and the English part of a description, which are told apart line by line.

    A text in one language only is given for both.
    """
    lines = text.strip().splitlines()
    zh = [line.strip() for line in lines if _is_chinese(line)]
    en = [line.strip() for line in lines if not _is_chinese(line)]
    first, second = "".join(zh), " ".join(en)
    return first or second, second or first


def _is_chinese(line: str) -> bool:
    """Whether a line is punctuated as Chinese is, or a good part of it are Han characters.

    A Chinese line may be ids for the most part, an English one may quote a few Han characters.
    """
    signs = [sign for sign in line if not sign.isspace()]
    han = sum("\u4e00" <= sign <= "\u9fff" for sign in signs)
    return not _PUNCTUATION.isdisjoint(line) or han * 3 > len(signs)


def _rows(
    model: PublishedModel, columns: list[PublishedColumn], about: ModelMeaning
) -> Iterator[tuple[str, ...]]:
    for column in columns:
        meaning = about.column(column.name)
        key = "key" if column.name in model.key else ""
        texts = in_both_languages(meaning.text)
        title = column_title(model.name, column.name)
        yield model.name, column.name, title, column.type, meaning.unit or "", key, *texts


_TITLE = """# 数据字典 Data dictionary

每张表一节，列出每一列的标题、类型、单位与含义；占比为0至1之间的数，分母为零或未知时为空。
One section a table, with title, type, unit and meaning of each column. Shares lie between 0 and 1
and are null where their denominator is 0 or not known.
"""


def _section(model: PublishedModel, columns: list[PublishedColumn], about: ModelMeaning) -> str:
    zh, en = in_both_languages(about.text or f"{model.zh}\n{model.en}")
    lines = [
        f"## {model.name}：{model.zh}\n",
        f"`{model.path}`\n",
        f"{zh}\n",
        f"{en}\n",
        "| 列 column | 标题 title | 类型 type | 单位 unit | 含义 | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for _, name, title, kind, unit, key, text_zh, text_en in _rows(model, columns, about):
        shown = f"**`{name}`**" if key else f"`{name}`"
        cells = (shown, title, kind, unit, text_zh, text_en)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"

"""Why a file cannot be read: every text a person may see about it, in Chinese and in English.

A reader raises `Unreadable(reason("pdf_encrypted"))`; `gouji.documents.opening` turns that into
`Document.unreadable`. The code is stable and may be tested or counted; the two texts may be
reworded at any time. What does not belong here: doubts about single cells or numbers (see
`gouji.extraction`), which never make a whole file unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass

READABLE_ZH = "目前可读：HTML、带文字层的 PDF、纯文本和 Markdown"
READABLE_EN = "this version reads HTML, PDF with a text layer, text and Markdown"

# code -> (zh, en); {names} are filled in by `reason`.
TEXTS: dict[str, tuple[str, str]] = {
    "empty": ("文件为空（0 字节）", "the file is empty (0 bytes)"),
    "too_large": (
        "文件有 {size_mib} MiB，超过上限 {limit_mib} MiB，未予读取",
        "the file has {size_mib} MiB, more than the limit of {limit_mib} MiB; it was not read",
    ),
    "program": (
        "{named_zh}内容是 {system} 程序，不是文档",
        "{named_en}a {system} program, not a document",
    ),
    "no_reader": (
        "这是{format_zh}；" + READABLE_ZH,
        "{format_en}; " + READABLE_EN,
    ),
    "unknown_format": (
        "无法识别文件格式；" + READABLE_ZH,
        "the format of the file is not known; " + READABLE_EN,
    ),
    "misnamed": (
        "文件名为 {suffix}，但内容不是该格式，也不是其他可读的格式",
        "named {suffix}, but the content is not in that format, nor in another that can be read",
    ),
    "no_text": ("文件中没有任何文字", "the file contains no text at all"),
    "undecodable": (
        "无法确定文字编码（已试 UTF-8、GB18030、Big5）",
        "the character encoding cannot be determined (tried UTF-8, GB18030, Big5)",
    ),
    "garbled": (
        "文字已损坏：{total} 个字符中有 {bad} 个无法辨认",
        "the text is damaged: {bad} of {total} characters cannot be made out",
    ),
    "mojibake": (
        "文字为乱码（曾以错误的编码转换过），无法复原",
        "the text is garbled (it was once converted with a wrong encoding) beyond repair",
    ),
    "html_truncated_tree": (
        "网页嵌套过深或某一部分过大，解析会丢失内容（第 {line} 行起：{cause}）",
        "the page is nested too deep or one part of it is too large, "
        "so that parsing it would lose content (from line {line}: {cause})",
    ),
    "html_table_too_large": (
        "网页中有表格过大（合并单元格展开后超过 {limit} 格）",
        "a table on the page is too large (more than {limit} cells once spans are resolved)",
    ),
    "pdf_encrypted": ("PDF 已加密，需要密码才能打开", "the PDF is encrypted and needs a password"),
    "pdf_damaged": (
        "PDF 已损坏，无法打开（{cause}）",
        "the PDF is damaged and cannot be opened ({cause})",
    ),
    "pdf_truncated": (
        "PDF 不完整：缺少文件结束标记，可能下载中断",
        "the PDF is cut short: its end-of-file mark is missing (an interrupted download?)",
    ),
    "pdf_page_damaged": (
        "PDF 第 {page} 页已损坏，无法读取",
        "page {page} of the PDF is damaged and cannot be read",
    ),
    "pdf_no_text_layer": (
        "PDF 为扫描件或图片，没有文字层",
        "scanned, no text layer: the PDF consists of images or outlines",
    ),
    "pdf_pages_without_text": (
        "PDF 第 {pages} 页为扫描图片，没有文字层，其余页不能单独使用",
        "page(s) {pages} of the PDF are scanned, no text layer; "
        "the other pages alone would be an incomplete report",
    ),
    "pdf_unmapped_text": (
        "PDF 字体缺少文字对照表：{total} 个字符中有 {bad} 个无法转为文字",
        "the fonts of the PDF lack a character map: "
        "{bad} of {total} characters cannot be turned into text",
    ),
    "pdf_too_long": (
        "PDF 有 {pages} 页，超过上限 {limit} 页",
        "the PDF has {pages} pages, more than the limit of {limit}",
    ),
    "pdf_too_slow": (
        "PDF 过于复杂：{seconds} 秒内只读到第 {page} 页",
        "the PDF is too complex: only page {page} was reached in {seconds} seconds",
    ),
    "reader_failed": (
        "读取 {format} 文件时出错：{cause}",
        "reading the {format} file failed: {cause}",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its stable code; `str()` gives the English text."""

    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en

    def text(self, lang: str) -> str:
        """The text for a language tag: Chinese for anything that starts with "zh"."""
        return self.zh if lang.lower().startswith("zh") else self.en


class Unreadable(Exception):
    """Raised by a reader whose file must not be used at all."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


def reason(code: str, **facts: object) -> Reason:
    """The reason `code` with its facts filled in.

    Raises:
        KeyError: unknown code, or a fact that the texts name is missing.
    """
    zh, en = TEXTS[code]
    return Reason(code, zh.format_map(facts), en.format_map(facts))

"""Why a file cannot be read: every text a person may see about it, in Chinese and in English.

A reader raises `Unreadable(reason("pdf_encrypted"))`; `gouji.documents.opening` turns that into
`Document.unreadable`. The code is stable and may be tested or counted; the two texts may be
reworded at any time. What does not belong here: doubts about single cells or numbers (see
`gouji.extraction`), which never make a whole file unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass

READABLE_ZH = (
    "目前可读：HTML、带文字层的 PDF、Word（.docx，装有 LibreOffice 时也读 .doc、.wps、.rtf）、"
    "Excel（.xlsx）、纯文本、Markdown 以及它们的 ZIP 压缩包"
)
READABLE_EN = (
    "this version reads HTML, PDF with a text layer, Word (.docx, and .doc, .wps, .rtf where "
    "LibreOffice is installed), Excel (.xlsx), text, Markdown, and ZIP archives of them"
)

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
    "text_too_large": (
        "文字过多（{size}，上限 {limit}），不会是一份报告",
        "too much text ({size}, the limit is {limit}) to be a report",
    ),
    "html_too_many_elements": (
        "网页的元素过多（{count} 个，上限 {limit} 个），不会是一份报告",
        "the page has too many elements ({count}, the limit is {limit}) to be a report",
    ),
    "html_too_many_attributes": (
        "网页中有标签的属性过多（超过 {limit} 个）",
        "a tag on the page has too many attributes (more than {limit})",
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
    "xml_broken": (
        "XML 文档不完整或已损坏（第 {line} 行）",
        "the XML document is cut short or damaged (line {line})",
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
    "pdf_too_heavy": (
        "PDF 展开后过大，或其中的内容互相引用：限定的时间和内存内读不完",
        "the PDF is too large once unpacked, or parts of it contain each other: "
        "it cannot be read within the limits of time and memory",
    ),
    "pdf_too_slow": (
        "PDF 过于复杂：{seconds} 秒内只读到第 {page} 页",
        "the PDF is too complex: only page {page} was reached in {seconds} seconds",
    ),
    "zip_damaged": (
        "文件（ZIP 结构）已损坏或不完整：{cause}",
        "the file (a ZIP container) is damaged or cut short: {cause}",
    ),
    "zip_encrypted": (
        "文件中的 {name} 已加密，需要密码",
        "{name} in the file is encrypted and needs a password",
    ),
    "zip_method": (
        "文件中的 {name} 使用了不支持的压缩方法（{method}）",
        "{name} in the file is packed with a method that is not supported ({method})",
    ),
    "zip_bomb": (
        "文件中的 {name} 解压后过大（超过 {limit_mib} MiB），未予读取",
        "{name} in the file is too large once unpacked (more than {limit_mib} MiB); "
        "it was not read",
    ),
    "zip_too_many": (
        "压缩结构中的条目过多（超过 {limit} 个），未予读取",
        "the file has too many members (more than {limit}); it was not read",
    ),
    "archive_empty": ("压缩包中没有文件", "there is no file in the archive"),
    "archive_several": (
        "压缩包中有 {count} 份文件，应逐份读取",
        "the archive holds {count} files, each to be read on its own",
    ),
    "archive_nested": (
        "压缩包中的压缩包不予读取，请先解开",
        "an archive inside an archive is not read; unpack it first",
    ),
    "archive_path": (
        "压缩包中的路径“{path}”指向压缩包以外，未予读取",
        "the path '{path}' leads out of the archive; it was not read",
    ),
    "office_damaged": (
        "Office 文件已损坏：{cause}",
        "the Office file is damaged: {cause}",
    ),
    "office_encrypted": (
        "Office 文件已加密，需要密码才能打开",
        "the Office file is encrypted and needs a password",
    ),
    "office_entities": (
        "Office 文件的 {part} 部分带有实体定义，正常文件不会有，未予读取",
        "{part} in the Office file defines entities, which no ordinary file does; it was not read",
    ),
    "office_part_too_large": (
        "Office 文件的 {part} 部分过大（超过 {limit} 个元素），未予读取",
        "{part} in the Office file is too large (more than {limit} elements); it was not read",
    ),
    "office_table_too_large": (
        "文件中有表格过大（超过 {limit} 格）",
        "a table in the file is too large (more than {limit} cells)",
    ),
    "docx_elsewhere": (
        "Word 文档的部分内容是嵌入的其他格式（{kind}），无法读全",
        "a part of the Word document is embedded in another format ({kind}) and cannot be read",
    ),
    "docx_only_pictures": (
        "Word 文档中只有图片，没有文字",
        "scanned, no text layer: the Word document holds nothing but pictures",
    ),
    "xlsx_broken_reference": (
        "工作簿中的引用无效：{cause}",
        "a reference in the workbook leads nowhere: {cause}",
    ),
    "xlsx_too_much_text": (
        "工作簿中的文字过多（超过 {limit} 字），未予读取",
        "the workbook holds too much text (more than {limit} characters); it was not read",
    ),
    "libreoffice_missing": (
        "这是{format_zh}，要由 LibreOffice 转换，本机没有安装"
        "（Debian 软件包：{package}；命令：apt-get install {package}）",
        "{format_en}, which LibreOffice has to convert, and it is not installed here "
        "(Debian package: {package}; apt-get install {package})",
    ),
    "libreoffice_timeout": (
        "LibreOffice 在 {seconds} 秒内未能转换完这份文件，已停止",
        "LibreOffice did not finish converting the file in {seconds} seconds and was stopped",
    ),
    "libreoffice_too_heavy": (
        "LibreOffice 转换这份文件用去 {seconds} 秒以上的处理器时间（通常不到 3 秒），已停止",
        "LibreOffice used more than {seconds} seconds of processor time on the file (usually it is "
        "less than 3) and was stopped",
    ),
    "libreoffice_failed": (
        "LibreOffice 无法转换这份文件（可能已损坏或加密）：{cause}",
        "LibreOffice could not convert the file (damaged or encrypted?): {cause}",
    ),
    "ole_damaged": (
        "文件已损坏：不含 Word 或 Excel 的内容",
        "the file is damaged: it holds no content of Word or Excel",
    ),
    "rtf_truncated": (
        "RTF 文件不完整：缺少结尾，可能下载中断",
        "the RTF file is cut short: its end is missing (an interrupted download?)",
    ),
    "rtf_too_deep": (
        "RTF 文件嵌套过深（超过 {limit} 层），未予转换",
        "the RTF file is nested too deep (more than {limit} levels); it was not converted",
    ),
    "image_no_text_layer": (
        "这是图片（扫描件），没有文字层；安装可选组件 gouji[ocr] 后可以识别，结果须经勾稽确认",
        "scanned, no text layer: an image; with the extra gouji[ocr] its text can be recognised, "
        "to be confirmed by the sums",
    ),
    "image_damaged": (
        "图片已损坏，无法打开（{cause}）",
        "the image is damaged and cannot be opened ({cause})",
    ),
    "image_too_large": (
        "图片过大（{width} 乘 {height} 像素），未予识别",
        "the image is too large ({width} by {height} pixels); it was not recognised",
    ),
    "ocr_nothing": (
        "这是图片（扫描件），没有文字层，也没有识别出任何文字",
        "scanned, no text layer, and no text could be recognised",
    ),
    "ocr_too_long": (
        "扫描件超过文字识别的上限（{limit} 页），未予识别",
        "the scan has more pages than are recognised ({limit})",
    ),
    "ocr_too_slow": (
        "文字识别过慢：{seconds} 秒内只完成到第 {page} 页之前",
        "text recognition is too slow: page {page} was not reached in {seconds} seconds",
    ),
    "ocr_too_dense": (
        "扫描页上的文字过密（识别出 {limit} 段以上），可能遗漏，未予采用",
        "a scanned page holds too much text (more than {limit} pieces): some may be lost, "
        "so nothing of it is used",
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

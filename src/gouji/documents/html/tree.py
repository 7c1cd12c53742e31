"""The source of a page -> a tree of elements that says what a browser would display.

Parsing with lxml, without network access, and without most attributes that say nothing to text:
leaving them out takes less time than parsing them. Then what inline styles do to text is settled in
the tree (hidden and struck-out text removed, raised text marked as such), and elements that mean
nothing to text are dissolved. What blocks and tables are made of the tree is not decided here.

libxml2 cuts a tree that is nested too deep or has too long a text, and drops the rest. Only its
error log says so; such a page is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from gouji.documents.reasons import Unreadable, reason

# The largest pages have a tenth of that.
MAX_ELEMENTS = 300_000
# libxml2 compares each attribute of a tag with all others.
MAX_ATTRIBUTES = 2_000

_LONG_TAG = 4 * MAX_ATTRIBUTES
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f")) + b"\x7f"
_APART = re.compile(rb"[\s\"'/][^\s\"'/>]")
_CLOSERS = re.compile(rb"</(?:body|html)\s*>", re.I)
_MEANINGLESS = (
    *("a", "abbr", "b", "big", "em", "font", "i", "label", "o:p", "small", "span"),
    *("st1:chsdate", "strong", "tt", "u"),
)

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I
)
_UNSEEN = re.compile(r"(?:font-size|opacity)\s*:\s*0(?![.\d])", re.I)
"""Only where nothing stands inside that has another size, or a script shows it by and by."""
_SECTION = re.compile("总体情况|主动公开政府信息情况|政府信息公开申请情况|行政复议|改进情况")
_NO_TEXT = ("script", "style", "template")
_STRUCK = re.compile(r"line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
# Searching all styles of a tree costs as much as parsing it; most pages need not pay. Each pattern
# begins with the word beside it, which is found much faster.
_EFFECTS = {
    b"display": re.compile(rb"display\s*:\s*none"),
    b"visibility": re.compile(rb"visibility\s*:\s*(?:hidden|collapse)"),
    b"mso-hide": re.compile(rb"mso-hide"),
    b"line-through": re.compile(rb"line-through"),
    b"vertical-align": re.compile(rb"vertical-align\s*:\s*super"),
    b"font-size": re.compile(rb"font-size\s*:\s*0(?![.\d])"),
    b"opacity": re.compile(rb"opacity\s*:\s*0(?![.\d])"),
}
_STYLES = {b"style": re.compile(rb"style\s*=")}
_HIDDEN_ITSELF = {
    b" hidden": re.compile(rb" hidden(?:[\s>]|=[\"']?(?:hidden|true|[\"']))"),
}
_styled = etree.XPath("//@style/.. | //*[@hidden]")
# Attributes that nothing here or in `page` and `table` asks for, but for styles where any has an
# effect. Three quarters of a page from Word are such; to parse them takes more time than this.
_LOOKS = re.compile(
    rb"""( (?:style|class|lang|width|height|v?align)=(?:"[^"]*"|'[^']*'))(?=>| [^ =])"""
)
_OPEN_QUOTE = re.compile(rb"""=\s*(?:"[^"\0]*|'[^'\0]*)\0""")
# Word ends each paragraph so; an empty element there is nothing but work for the parser.
_END_IN_WORD = b"<o:p></o:p></"


def parse_page(source: bytes, *, lean: bool = True) -> etree._Element | None:
    """The root element of a page in UTF-8; None for one without any element or text.

    `lean`: without attributes of looks; also in scripts, which are then not fit to be read.

    Raises:
        Unreadable: the parser had to drop a part of the page.
    """
    data = source
    if any(control in source for control in _CONTROLS):  # much faster than a copy without them
        data = source.translate(None, _CONTROLS)
    refuse_crowds(data)
    if lean:
        data, has_effects = _without_looks(data)
        data = data if has_effects else data.replace(_END_IN_WORD, b"</")
    else:
        has_effects = _has_effects(data.lower())
    closed = data.lower().find(b"</html")
    if closed >= 0 and _CLOSERS.sub(b"", data[closed:]).strip():
        # A browser goes on after </html>, the parser would not.
        data = _CLOSERS.sub(b"", data)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    for entry in parser.error_log.filter_from_fatals():
        cause = entry.message.split(",")[0]
        raise Unreadable(reason("html_truncated_tree", line=entry.line, cause=cause))
    if root is None:
        return None
    if has_effects:
        _settle_effects(root)
    etree.strip_tags(root, *_MEANINGLESS)
    return root


def _without_looks(data: bytes) -> tuple[bytes, bool]:
    """A page without such attributes, and whether any style or attribute has an effect on text.

    All of it where one of them may stand inside a quoted attribute, as where quotes are missing.
    """
    parts = _LOOKS.split(data)  # each second one is such an attribute
    marked = b"\0".join(parts[::2])
    lean = marked.replace(b"\0", b"")
    different = set(parts[1::2])  # a few dozen, as a rule
    together = b"".join(different)
    has_effects = _has_effects(lean.lower()) or _has_effects(together.lower())
    if has_effects or b"\n" in together:  # lines are counted
        styles = (look for look in different if has_effects and look.startswith(b" style"))
        kept = {*styles, *(look for look in different if b"\n" in look)}
        parts[1::2] = [look if look in kept else b"\0" for look in parts[1::2]]
        marked = b"".join(parts)
        lean = marked.replace(b"\0", b"")
    broken = b"<" in together or b">" in together or b"<!--\0" in marked
    return data if broken or _OPEN_QUOTE.search(marked) else lean, has_effects


def _has_effects(lowered: bytes) -> bool:
    """True where some style or attribute may hide, strike or raise text."""
    styled = _holds(lowered, _STYLES) and _holds(lowered, _EFFECTS)
    return styled or _holds(lowered, _HIDDEN_ITSELF)


def _holds(lowered: bytes, wanted: Mapping[bytes, re.Pattern[bytes]]) -> bool:
    for name, how in wanted.items():
        at = lowered.rfind(name)  # faster than forwards, in pages of this size
        while at >= 0:
            if how.match(lowered, at):
                return True
            at = lowered.rfind(name, 0, at)
    return False


def refuse_crowds(data: bytes) -> None:
    """Refuses what would take the parser or its tree out of all bounds.

    Raises:
        Unreadable: too many elements, or attributes of one.
    """
    if len(data) > MAX_ELEMENTS:  # a shorter page has no room for so many
        count = data.count(b"<") - data.count(b"</")
        if count > MAX_ELEMENTS:
            raise Unreadable(reason("html_too_many_elements", count=count, limit=MAX_ELEMENTS))
    if not _has_long_piece(data):
        return
    # Attributes are set apart by space, quotes or slashes. Pictures inside attributes are long,
    # but have none of them. A ">" may stand in an attribute, so that the last one ends the tag.
    for piece in data.split(b"<"):
        if len(piece) > _LONG_TAG:
            tag = piece[: piece.rfind(b">") + 1] or piece
            if len(tag) > _LONG_TAG and len(_APART.findall(tag)) > MAX_ATTRIBUTES:
                raise Unreadable(reason("html_too_many_attributes", limit=MAX_ATTRIBUTES))


def _has_long_piece(data: bytes) -> bool:
    """True where more than `_LONG_TAG` bytes stand between two "<", or before the first."""
    at = -1
    while len(data) - at > _LONG_TAG + 1:
        further = data.rfind(b"<", at + 1, at + _LONG_TAG + 2)
        if further < 0:
            return True
        at = further
    return False


def _settle_effects(root: etree._Element) -> None:
    styled = _styled(root)
    shown = _Shown(root, styled)
    for element in styled:
        style = element.get("style") or ""
        if _STRUCK.search(style) or (_UNSEEN.search(style) and not len(element)):
            _remove(element)
        elif _HIDDEN.search(style) or element.get("hidden") is not None:
            # Scripts unfold articles and their parts, so what has a section that is not displayed
            # stays; any other hidden table is an old one, or one that was replaced.
            if not (_holds_table(element) and shown.lacks(element)):
                _remove(element)
        elif _RAISED.search(style):
            element.tag = "sup"


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _holds_table(element: etree._Element) -> bool:
    return element.tag == "table" or element.find(".//table") is not None


class _Shown:
    """The sections of a report of which a page displays the headings; looked for when asked."""

    def __init__(self, root: etree._Element, styled: Iterable[etree._Element]) -> None:
        self._root = root
        self._hidden = frozenset(filter(_is_hidden, styled))
        self._found: set[str] | None = None

    def lacks(self, element: etree._Element) -> bool:
        """True where a hidden element has a section that is not displayed, or none is."""
        if self._found is None:
            self._found = self._sections(self._root)
        return not self._found or not self._sections(element) <= self._found

    def _sections(self, start: etree._Element) -> set[str]:
        return set(_SECTION.findall(re.sub(r"\s", "", "".join(self._texts(start)))))

    def _texts(self, start: etree._Element) -> Iterator[str]:
        stack = [(start, iter(start))]
        yield start.text or ""
        while stack:
            child = next(stack[-1][1], None)
            if child is None:
                ended = stack.pop()[0]
                yield (ended.tail or "") if stack else ""
            elif child in self._hidden or child.tag in _NO_TEXT:
                yield child.tail or ""
            else:
                yield child.text or ""
                stack.append((child, iter(child)))


def _remove(element: etree._Element) -> None:
    """Take the element out, but leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)

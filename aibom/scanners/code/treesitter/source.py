"""A source file as text: its encoding, the scripts inside component files, comments read without a parser."""

from __future__ import annotations

from aibom.core import re
from aibom.core.text import decode
from aibom.scanners.code.facts import Directive

_DIRECTIVE = re.compile(rb"(?:(?<!/)//+|(?<!#)#+|/\*+|<!--)[ \t]*aibom:([^\r\n]*)")
SCRIPT = re.compile(rb"<script\b([^<>]*)>", re.IGNORECASE)
SCRIPT_END = re.compile(rb"</script\b", re.IGNORECASE)
_SCRIPT_LANGUAGE = re.compile(rb"""\blang\s*=\s*["']?(\w+)""")
_NOT_NEWLINE = re.compile(rb"[^\r\n]")
_DECORATION = re.compile(r"\s*(?:/\*+!?|\*+/?|//[/!]*|#+)?\s?")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TAG = re.compile(r"(?:^|\s)@[a-zA-Z]")
MAX_DOC_BYTES = 8000
MINIFIED_BYTES = 20_000
MINIFIED_LINE = 1000
MINIFIED = "minified or generated: lines too long to be source"


def utf8(data: bytes) -> bytes:
    """The source as UTF-8 without a byte-order mark; null bytes become spaces, offsets of lines stay."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = decode(data).encode("utf-8", "replace")
    elif data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if b"\0" in data:
        data = _without_nulls(data)
    return data


def _without_nulls(data: bytes) -> bytes:
    """UTF-16 that lost its mark has a null in every other byte of ASCII text; other nulls mean nothing."""
    sample = data[:4096]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if len(half) > 8 and half.count(0) > 0.7 * len(half):
            data = data.decode(encoding, "replace").encode("utf-8", "replace")
            break
    return data.replace(b"\0", b" ")


def minified(source: bytes) -> bool:
    """Whether the file is made by a minifier or bundler: long, with hardly any line breaks."""
    return len(source) > MINIFIED_BYTES and len(source) > MINIFIED_LINE * (source.count(b"\n") + 1)


def scripts(source: bytes) -> tuple[bytes, str]:
    """A Vue or Svelte component with everything but its scripts blanked, lines kept; and their language."""
    kept, end, language = [], 0, "javascript"
    while match := SCRIPT.search(source, end):
        closing = SCRIPT_END.search(source, match.end())
        stop = closing.start() if closing else len(source)
        kept += [_NOT_NEWLINE.sub(b" ", source[end : match.end()]), source[match.end() : stop]]
        end = stop
        asked = _SCRIPT_LANGUAGE.search(match[1])
        if asked and asked[1].lower() in (b"ts", b"tsx", b"typescript"):
            language = "tsx" if asked[1].lower() == b"tsx" else "typescript"
    return b"".join(kept), language


def directives(source: bytes) -> tuple[Directive, ...]:
    """The `// aibom: ...` and `# aibom: ...` comments."""
    if b"aibom:" not in source:
        return ()
    found, line, end = [], 1, 0
    for match in _DIRECTIVE.finditer(source):
        line, end = line + source.count(b"\n", end, match.start()), match.start()
        text = match[1][:1000].decode("utf-8", "replace").strip()
        for closing in ("}", "*/", "-->"):
            text = text.removesuffix(closing).rstrip()
        found.append(Directive(text, line))
    return tuple(found)


def doc_above(source: bytes, end: int, markers: tuple[bytes, ...]) -> str:
    """The first paragraph of the comment on the lines that end at `end`, the offset of a line break; else "".

    `markers` are the line-comment signs of the language; a block comment is one that ends with `*/`.
    """
    if end < 2:
        return ""
    begin = source.rfind(b"\n", max(0, end - MAX_DOC_BYTES), end) + 1
    last = source[begin:end].strip()
    if not last.endswith(b"*/") and not last.startswith(markers):
        return ""
    above = source[max(0, end - MAX_DOC_BYTES) : end].rstrip()
    if above.endswith(b"*/"):
        opening = above.rfind(b"/*")
        return _paragraph(above[opening:]) if opening >= 0 else ""
    lines: list[bytes] = []
    for line in reversed(above.split(b"\n")):
        stripped = line.strip()
        if not stripped.startswith(markers):
            break
        lines.append(stripped)
    return _paragraph(b"\n".join(reversed(lines)))


def _without_end(line: str) -> str:
    plain = line.rstrip()
    return plain.removesuffix("*/").rstrip("*") if plain.endswith("*/") and plain.strip() != "*/" else plain


def _paragraph(comment: bytes) -> str:
    words: list[str] = []
    for line in comment.decode("utf-8", "replace").splitlines():
        plain = _DECORATION.sub("", _without_end(line), count=1)
        text = _MARKUP.sub("", plain).strip()
        told = _TAG.split(text, maxsplit=1)[0].strip()
        if told:
            words.append(told)
        if told != text or (not text and words):
            break
    return " ".join(words)

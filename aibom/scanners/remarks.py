"""Comments to aibom in files of any language: `# aibom: ignore[AIB105] reason`, `# aibom: name=gpt-4o`.

A comment after code is about its own line; one that stands alone is about the next line of code (past decorators and
annotations). Between the parentheses of a call it is about the line where the call begins as well.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import decode
from aibom.model.sighting import Remark, Sighting, Unknown
from aibom.scanners.code.python.decoding import decode_source
from aibom.scanners.code.python.lexical import comments

MAX_REMARKS, MAX_TEXT, _MAX_AHEAD = 1_000, 1_000, 30
_SIGN = b"aibom:"
# UTF-16 text holds the sign with a null beside each letter.
_WIDE_SIGNS = ("aibom:".encode("utf-16-le"), "aibom:".encode("utf-16-be"))
_STARTS = r"(?P<open>/{2,3}|#+|/\*+|<!--|--|;+)"
_REMARK = re.compile(rf"(?:^|(?<=[\s;,(){{}}\[\]])){_STARTS}[ \t]*+aibom:[ \t]*+(?P<text>[^\r\n]*+)", re.MULTILINE)
# In a notebook a line of code is a JSON text: the comment may follow its quotation mark and ends before the last one.
_CELL_REMARK = re.compile(
    rf'(?:^|(?<=[\s;,(){{}}\[\]"])){_STARTS}[ \t]*+aibom:[ \t]*+(?P<text>(?:[^"\\\r\n]|\\["\\/])*+)', re.MULTILINE
)
_VERB = re.compile(r"(?P<verb>ignore|name)\b\s*(?:\[(?P<rules>[^\]]*)\]|=)?\s*(?P<text>.*)", re.DOTALL)
_COMMENT_LINE = re.compile(r"\s*\"?(?:/{2,3}|#(?!\[)|/\*|\*|<!--|--|;)")
_ABOVE_CODE = re.compile(r"\s*(?:@|#\[|\[[A-Z]\w*[\](])")
_BRACKET = re.compile(r"[()\[\]{}]")
_QUOTED = re.compile(r"""'[^'\\]*+'|"[^"\\]*+"|`[^`\\]*+`""")
_COMMENT_TAIL = re.compile(r"(?:/{2,3}|#+|/\*+|<!--|--|;+)[ \t]*+aibom:.*")
# A brace after these begins a block of statements, not an object of the call.
_BLOCK = re.compile(r"(?:\)|=>|\bdo|\belse|\btry)\s*\Z")
_PYTHON = (".py", ".pyw", ".pyi")
_MARKUP = (".md", ".mdx", ".markdown", ".html", ".xml", ".htm")


def speaks_to_us(data: bytes) -> bool:
    """Whether a file may hold such a comment; asked of every file that is read."""
    return _SIGN in data or (b"\0" in data[:64] and any(sign in data for sign in _WIDE_SIGNS))


def remarks_in(path: str, data: bytes) -> Iterator[Sighting]:
    """The remarks of a file, at most 1,000; an unknown for one that says nothing we know."""
    suffix = posixpath.splitext(path)[1].lower()
    text = decode_source(data).text if suffix in _PYTHON else decode(data).replace("\r\n", "\n")
    lines = text.split("\n")
    for number, (line, told) in enumerate(_told(text, suffix)):
        if number == MAX_REMARKS:
            yield Unknown(topic="comment", path=path, line=line, reason="more comments to aibom than are read")
            return
        yield _remark(path, line, told, lines)


def _told(text: str, suffix: str) -> Iterator[tuple[int, str]]:
    """Line and text of each comment that begins with `aibom:`."""
    if suffix in _PYTHON:
        for comment, line in comments(text):
            if match := _REMARK.match(comment):
                yield line, match["text"]
        return
    line = seen = 0
    for match in (_CELL_REMARK if suffix == ".ipynb" else _REMARK).finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        if suffix not in _MARKUP or match["open"] == "<!--":
            yield line + 1, match["text"]


def _remark(path: str, line: int, told: str, lines: list[str]) -> Sighting:
    told = told.removesuffix("\\n").strip()[:MAX_TEXT]
    for closing in ("-->", "*/", "*/}", "}}"):
        told = told.removesuffix(closing).rstrip()
    match = _VERB.fullmatch(told)
    if match is None or (match["verb"] == "name" and not match["text"]):
        reason = "a comment to aibom that is neither ignore[RULE] with a reason nor name=..."
        return Unknown(topic="comment", path=path, line=line, reason=reason, expression=told[:200])
    rules = tuple(dict.fromkeys(rule for rule in re.split(r"[\s,;]+", match["rules"] or "") if rule))
    stated = match["text"].strip().lstrip(":-–— ").strip("\"'" if match["verb"] == "name" else "")
    last = _last_line(lines, line)
    call = _call_line(lines, line)
    return Remark(path=path, line=line, last=last, call=call, verb=match["verb"], rules=rules[:50], text=stated)


def _last_line(lines: list[str], line: int) -> int:
    """The last line that a comment on `line` is about."""
    if not _COMMENT_LINE.match(lines[line - 1]):
        return line
    for number in range(line, min(line + _MAX_AHEAD, len(lines))):
        text = lines[number]
        if text.strip(" \t\",'") and not _COMMENT_LINE.match(text) and not _ABOVE_CODE.match(text):
            return number + 1
    return line


def _call_line(lines: list[str], line: int) -> int:
    """The line of the innermost parenthesis that is open where a comment stands; 0 in no call, or in a block of code.

    Read backwards, and by brackets alone: a bracket in a string can mislead it, at the cost of the longer form.
    """
    depth = 0
    for number in range(line - 1, max(0, line - _MAX_AHEAD) - 1, -1):
        code = _QUOTED.sub("", _COMMENT_TAIL.sub("", lines[number][:MAX_TEXT]))
        for match in reversed(list(_BRACKET.finditer(code))):
            depth += 1 if match[0] in ")]}" else -1
            if depth < 0:
                if match[0] == "(":
                    return number + 1
                if match[0] == "{" and _BLOCK.search(code, 0, match.start()):
                    return 0
                depth = 0
    return 0

"""What the conditions of branches and cases ask of names, in all languages but Python; read from the source text,
because comparisons look alike in all of them: `provider === "openai"`, `MODELS.includes(model)`, `case "groq":`."""

from __future__ import annotations

from itertools import accumulate

from tree_sitter import Node

from aibom.core import re
from aibom.scanners.code.facts import Asked
from aibom.scanners.code.treesitter.reader import Reader

Conditions = tuple[tuple[Asked, ...], tuple[Asked, ...]]  # all of the first hold; any of the second is enough

NOTHING: Conditions = ((), ())
_MAX_TEXT = 400
_NAME = r"[$A-Za-z_][\w$]*(?:(?:\?\.|!\.|\.|->)[A-Za-z_$][\w$]*|\[[\"']\w+[\"']\])*"
_TEXT = r"\"[^\"\\{}$]*\"|'[^'\\]*'"
_EQUAL = re.compile(rf"({_NAME})\s*===?\s*({_TEXT})|({_NAME})\.equals\(\s*({_TEXT})\s*\)")
_UNEQUAL = re.compile(rf"({_NAME})\s*!==?\s*({_TEXT})")
_LISTED = re.compile(rf"({_NAME})\.(?:includes|include\?|contains|Contains)\(\s*({_NAME})\s*\)")
_CASE = re.compile(rf"(?:case\s+|when\s+)?((?:{_TEXT})(?:\s*[,|]\s*(?:{_TEXT}))*)\s*(?::|->|=>|\n)")
_WORDS = re.compile(_TEXT)
_SUBJECT = re.compile(rf"\(?\s*({_NAME})\s*\)?".encode())
_WORTH = re.compile(rb"[=(]\s*[\"']|nclude|ontains")


def asked(r: Reader, condition: Node | None, *, wanted: bool = True) -> Conditions:
    """What holds where a condition is true (or, unless wanted, false), and what suffices for that."""
    text = _text(r, condition)
    if not wanted:
        one = _compared(text, _UNEQUAL)
        return ((one,), (one,)) if one is not None else NOTHING
    if all_of := _split(text, "&&"):
        return tuple(one for one in map(_asks, all_of) if one is not None), ()
    parts = _split(text, "||") or [text]
    found = tuple(one for one in map(_asks, parts) if one is not None)
    return _of_one_name(found, len(parts)), found


def of_case(r: Reader, statement: Node, case: Node, before: list[Node]) -> Conditions:
    """What holds in a case of a switch over a name; empty cases right before it lead into it as well."""
    fields = ("value", "condition", "subject")
    subject = next((one for one in map(statement.child_by_field_name, fields) if one is not None), None)
    name = (
        _SUBJECT.fullmatch(r.source[subject.start_byte : subject.end_byte][:_MAX_TEXT]) if subject is not None else None
    )
    words: list[str] = []
    for one in (*before, case):
        head = _CASE.match(
            r.source[one.start_byte : min(one.end_byte, one.start_byte + _MAX_TEXT)].decode("utf-8", "replace")
        )
        if head is None:
            return NOTHING
        words += [word[1:-1] for word in _WORDS.findall(head[1])]
    given = (Asked(_spelt(name[1].decode()), tuple(words)),) if name is not None else ()
    return given, given


def _asks(text: str) -> Asked | None:
    listed = _LISTED.fullmatch(text)
    return Asked(_spelt(listed[2]), (), _spelt(listed[1])) if listed is not None else _compared(text, _EQUAL)


def _compared(text: str, form: re.Pattern[str]) -> Asked | None:
    found = form.fullmatch(text)
    given = [one for one in found.groups() if one] if found is not None else []
    return Asked(_spelt(given[0]), (given[1][1:-1],)) if given else None


def _of_one_name(found: tuple[Asked, ...], of: int) -> tuple[Asked, ...]:
    """What several conditions of which one holds say together of one name."""
    if (
        len(found) < of
        or len({one.name for one in found}) != 1
        or (len(found) > 1 and any(one.listed for one in found))
    ):
        return ()
    return (found[0]._replace(words=tuple(word for one in found for word in one.words)),)


def _split(text: str, operator: str) -> list[str]:
    """The parts that an operator joins outside of brackets; none where it joins nothing, or another one does too."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if not depth and text.startswith(operator, place):
            parts.append(_bare(text[start:place]))
            start = place + len(operator)
    return [*parts, _bare(text[start:])] if parts else []


def _text(r: Reader, node: Node | None) -> str:
    if node is None or node.end_byte - node.start_byte > _MAX_TEXT:
        return ""
    source = r.source[node.start_byte : node.end_byte]
    return _bare(source.decode("utf-8", "replace")) if _WORTH.search(source) else ""


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    text = text.strip()
    depths = list(accumulate((char == "(") - (char == ")") for char in text))
    around = text.startswith("(") and depths[-1] == 0 and all(depths[:-1])
    return text[1:-1].strip() if around else text


def _spelt(name: str) -> str:
    """A name as facts spell it."""
    for mark in ("?.", "!.", "->"):
        name = name.replace(mark, ".")
    return name.removeprefix("$").replace("'", '"')

"""Licences between CycloneDX licence choices and SPDX expressions.

What the SPDX list does not know becomes a LicenseRef with its text, as annex D of SPDX 2.3 asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aibom.bom.licences import is_expression, spdx_ids
from aibom.core import re
from aibom.exchange.losses import take, take_text
from aibom.exchange.spdx_ids import fit

NOTHING = ("", "NOASSERTION", "NONE")
_TOKEN = re.compile(r"\(|\)|[A-Za-z0-9.+:-]+|\s+|.", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9.+:-]+")
_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_JOINTS = frozenset({"AND", "OR", "WITH"})
_MAX = 5_000


@dataclass(slots=True)
class LicenceTexts:
    """The LicenseRefs of one document: identifier -> (name, text, URLs)."""

    texts: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)

    def ref(self, name: str, text: str = "", url: str = "") -> str:
        """The LicenseRef for a licence that the SPDX list does not hold."""
        base = f"LicenseRef-{fit(name)[:60]}"
        entry = (name, text or name, (url,) if url else ())
        if self.texts.setdefault(base, entry) == entry:
            return base
        digest = hashlib.sha256("\0".join((name, text, url)).encode("utf-8", "replace")).hexdigest()[:12]
        self.texts.setdefault(f"{base}-{digest}", entry)
        return f"{base}-{digest}"


def take_expressions(raw: dict[str, Any], texts: LicenceTexts) -> tuple[str, str]:
    """Take `licenses` out of a component and give (declared, concluded); "" where nothing is said.

    Choices that stand side by side are joined by AND: CycloneDX does not say how they go together, and AND demands
    the most.
    """
    declared: list[str] = []
    concluded: list[str] = []
    listed = take(raw, "licenses")
    rest = []
    for choice in listed if isinstance(listed, list) else ():
        expression, acknowledgement = _expression(choice, texts)
        if expression:
            (concluded if acknowledgement == "concluded" else declared).append(expression)
        rest.append(choice)
    raw["licenses"] = rest  # what a choice holds beyond its name (licensing, properties) is left to be told as lost
    return _joined(declared), _joined(concluded)


def _expression(choice: Any, texts: LicenceTexts) -> tuple[str, str]:
    if not isinstance(choice, dict):
        return "", ""
    if isinstance(choice.get("expression"), str):
        take_text(choice, "bom-ref")
        return known_expression(take_text(choice, "expression"), texts), take_text(choice, "acknowledgement")
    licence = choice.get("license")
    take_text(licence, "bom-ref")
    name = take_text(licence, "id") or take_text(licence, "name")
    acknowledgement = take_text(licence, "acknowledgement")
    if not name:
        return "", acknowledgement
    if name in spdx_ids() and not name.startswith("LicenseRef-"):
        take_text(licence, "url")  # the page of a listed licence is known by its identifier
        return name, acknowledgement
    text = take_text(licence, "text", "content")
    return texts.ref(name, text, take_text(licence, "url")), acknowledgement


def known_expression(text: str, texts: LicenceTexts) -> str:
    """The expression with every identifier that the SPDX list does not hold as a LicenseRef; a text that is no
    expression becomes one LicenseRef as a whole."""
    if not text.strip() or text in NOTHING:
        return ""
    if is_expression(text):
        return text
    if len(text) > _MAX:
        return texts.ref(text[:60], text)
    replaced = "".join(_known(token, texts) if _WORD.fullmatch(token) else token for token in _TOKEN.findall(text))
    return replaced if _is_shaped(replaced) else texts.ref(text)


def _known(token: str, texts: LicenceTexts) -> str:
    if token in _JOINTS or token.removesuffix("+") in spdx_ids():
        return token
    if _REF.fullmatch(token):
        if token.startswith("LicenseRef-"):
            texts.texts.setdefault(token, (token, "The text of this licence is not given.", ()))
        return token
    return token if is_expression(f"MIT WITH {token}") else texts.ref(token)


def _is_shaped(text: str) -> bool:
    """Whether it has the form of an expression: operands and joints in turn, brackets in pairs."""
    wants, depth = True, 0
    for part in (one for one in _TOKEN.findall(text) if not one.isspace()):
        if part == "(":
            depth += 1
        elif part == ")":
            depth -= 1
        elif not _WORD.fullmatch(part) or (part in _JOINTS) is wants:
            return False
        else:
            wants = not wants
        if depth < 0 or (part == "(" and not wants) or (part == ")" and wants):
            return False
    return not wants and depth == 0


def _joined(expressions: Iterable[str]) -> str:
    parts = sorted(set(expressions))
    if len(parts) < 2:
        return "".join(parts)
    return " AND ".join(f"({part})" if " " in part else part for part in parts)


def choices(
    declared: str, concluded: str, texts: Mapping[str, tuple[str, str, tuple[str, ...]]], spec_version: str
) -> list[dict[str, Any]]:
    """The CycloneDX `licenses` that say the same as two SPDX expressions.

    A lone LicenseRef becomes a named licence with its text. Where both are given and differ, the declared one
    stands, since CycloneDX before 1.7 allows one expression only; the caller tells the other as lost.
    """
    stated = [(declared, "declared"), (concluded, "concluded")]
    kept = [(text, word) for text, word in stated if text not in NOTHING]
    if len(kept) == 2 and (kept[0][0] == kept[1][0] or spec_version < "1.7"):
        kept = kept[:1]
    mark = len(kept) == 2 or (bool(kept) and kept[0][1] == "concluded")
    return [_choice(text, word if mark and spec_version >= "1.6" else "", texts) for text, word in kept]


def _choice(text: str, acknowledgement: str, texts: Mapping[str, tuple[str, str, tuple[str, ...]]]) -> dict[str, Any]:
    said = {"acknowledgement": acknowledgement} if acknowledgement else {}
    if text in spdx_ids() and not text.startswith("LicenseRef-"):
        return {"license": {"id": text} | said}
    if text in texts:
        name, content, urls = texts[text]
        licence: dict[str, Any] = {"name": name}
        if content != name:
            licence["text"] = {"content": content}
        if urls:
            licence["url"] = urls[0]
        return {"license": licence | said}
    if is_expression(text) or _REF.search(text):
        return {"expression": text} | said
    return {"license": {"name": text} | said}

"""What names and texts tell of prompts, wherever they stand."""

from __future__ import annotations

import hashlib

from aibom.core import re
from aibom.core.json import Json

_NAME = re.compile(
    r".*prompt(?!ed)[a-z]{0,24}[0-9]*"
    r"|(?:.*(?:system|agent|assistant|llm|model))(?:instructions?|message|msg|preamble|persona|content)[0-9]*"
    r"|preamble"
)
_NO_PROMPT = re.compile(
    r"(?:user|input|ask_user|negative|no|no_|cli|shell|ps1|readline)_?prompt"
    r"|(?:.*_)?(?:confirm(?:ation)?|consent|permissions?|password|passphrase|login|sudo)_?prompt"  # asks who sits there
    r"|.*prompt.*(?:error|help|usage|description|desc|label|title|tooltip|placeholder|url|path|file|warning)s?"
    r"|(?:tokenized|encoded|tokenised)_\w*|.*prompt_?(?:cache\w*|cache_?key|keys?|ids?|hash|tokens?|token_?count|count|length|len|name|type|version|index)"
)
# What a text says that speaks to a model.
_TO_MODEL = re.compile(
    r"\b(?:you|your|yourself|assistant|user|answer|respond|reply|write|use|always|never|must|should|translat\w+"
    r"|summar\w+|only|do not|don't|be|act|think|generate|return|give|explain|ignore|speak|talk|follow|expert|helpful"
    r"|agent|json)\b",
    re.IGNORECASE,
)
_REPORT = 160  # characters
_GREETS = re.compile(r"\W*(?:welcome (?:to|back)|hello[,!.]|hi[,!.]|hey[,!.])", re.IGNORECASE)  # who opens a page
PROMPT_NAME = re.compile(r"prompt|instruction|system_?(?:message|msg)|persona|preamble|guideline", re.IGNORECASE)


def prompt_facts(text: str, role: str, partial: bool) -> dict[str, Json]:
    """Length, role, and the hash of a text that is wholly known."""
    facts: dict[str, Json] = {"role": "user" if role == "turn" else role, "length": len(text)}
    if not partial:
        facts["hashes"] = ["SHA-256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()]
    return facts


def is_prompt_name(name: str) -> bool:
    """Whether a variable, constant or function of this name holds a prompt."""
    last = name.rpartition(".")[2]
    lower = last.lower()
    asked = _NO_PROMPT.fullmatch(lower) and last != "USER_PROMPT"  # what the user says, but for a constant
    return bool(_NAME.fullmatch(lower.replace("_", ""))) and not asked


def is_report(text: str) -> bool:
    """Whether a short message of the system tells a user what happened, and a model nothing: "Login canceled."."""
    if _GREETS.match(text):
        return True
    return len(text) < _REPORT and text.isascii() and _TO_MODEL.search(text) is None

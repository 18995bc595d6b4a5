"""No secret enters the facts.

Private keys are masked in the source before it is parsed; tokens of a published form in every text that is stated;
a literal that is a secret only by the name it is written for when its binding, key, argument or call is stated.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from aibom.core import re
from aibom.core.secrets import MASK, is_literal_secret, is_secret_name, mask_tokens
from aibom.scanners.code.facts import Lit, Value

_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*+(?:-----END [A-Z ]{0,40}-----)?")
_WORDS = re.compile(r"[-_./: ]")
_NOT_NEWLINES = re.compile(rb"[^\r\n]+")
# A function that asks for a secret is given its name, not the secret.
_ASKING = ("get", "read", "fetch", "load", "find", "has", "is", "require", "lookup")

MIN_TOKEN = 14
# Every token, and every URL with a password, has a run of this length of what stands in one word.
_TOKEN_LIKE = re.compile(r"[A-Za-z0-9_.:/@+-]{14}")

_named_secret = lru_cache(maxsize=4096)(is_secret_name)


def without_keys(source: bytes) -> bytes:
    """The source with private keys replaced; line numbers stay."""
    if b"PRIVATE KEY-----" not in source:
        return source
    return _PRIVATE_KEY.sub(lambda match: _NOT_NEWLINES.sub(MASK.encode(), match[0]), source)


def without_tokens(text: str) -> str:
    """The text with tokens and passwords in URLs replaced; shorter texts than any token pass."""
    return mask_tokens(text) if len(text) >= MIN_TOKEN and _TOKEN_LIKE.search(text) else text


def _is_secret(name: str, value: str) -> bool:
    """As core.secrets tells; a lone `key` names many things, so there only what has no words in it counts."""
    if name.lower() in ("key", "keys") and _WORDS.search(value):
        return False
    return _named_secret(name) and is_literal_secret(name, value)


def masked(name: str, value: Value) -> Value:
    """The value written for `name`, `***` when it is a literal secret."""
    if type(value) is Lit and type(value.value) is str and _is_secret(name, value.value):
        return Lit(MASK, value.line)
    return value


def masked_pairs(pairs: Iterable[tuple[Value | None, Value]]) -> tuple[tuple[Value | None, Value], ...]:
    """The pairs of a Map, each literal masked that its key says is a secret."""
    return tuple(
        (key, masked(key.value, value)) if type(key) is Lit and type(key.value) is str else (key, value)
        for key, value in pairs
    )


def masked_args(callee: str, args: tuple[Value, ...]) -> tuple[Value, ...]:
    """The arguments of a call, masked when the function's name says that it is given a secret."""
    name = callee.rpartition(".")[2]
    if not args or not _named_secret(name) or name.lower().startswith(_ASKING):
        return args
    return tuple(masked(name, value) for value in args)

"""Statements that make models: BigQuery's and Redshift's CREATE MODEL, SQL Server's and Redshift's external models,
MindsDB's models and agents, Snowflake's search services.

A model that asks somebody else's is that one; any other is learnt from the tables that the statement names.
Sources: the references of CREATE MODEL in BigQuery, Redshift and MindsDB, of CREATE EXTERNAL MODEL in Redshift and SQL
Server, and of CREATE CORTEX SEARCH SERVICE in Snowflake.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.matching.sql.reading import Token

_MADE = (("MODEL",), ("PREDICTOR",), ("AGENT",), ("CORTEX", "SEARCH", "SERVICE"))
_BETWEEN = frozenset("OR REPLACE EXTERNAL TEMP TEMPORARY IF NOT EXISTS".split())
_MAX_BETWEEN = 10  # words between CREATE and the name
_FROM = frozenset(("FROM", "JOIN"))
_NO_TABLE = frozenset("UNNEST SELECT LATERAL TABLE VALUES ML AI".split())
_FEW = 4  # tables of one statement; more are joined for something else
_PAIRS = re.compile(
    r"(?i)endpoint|model(?:_?(?:name|id|type|path))?|engine|provider|prompt_template|remote_service_type"
    r"|embedding_model|api_format\Z"
)


class Made(NamedTuple):
    """What a statement makes: "MODEL", "AGENT" or "SERVICE", its options by lower-case names, the tables it reads."""

    kind: str
    name: str
    line: int
    options: Mapping[str, Token]
    tables: tuple[Token, ...]
    learns: bool  # it says from what or of which kind it learns


def made_by(words: list[Token]) -> Made | None:
    """What a statement makes, None for any other statement."""
    start = next((at for at, word in enumerate(words[:_MAX_BETWEEN]) if _is(word, "CREATE")), None)
    if start is None:
        return None
    at = start + 1
    while at < len(words) and words[at].value.upper() in _BETWEEN:
        at += 1
    said = tuple(word.value.upper() for word in words[at : at + 3])
    kind = next((one for one in _MADE if said[: len(one)] == one), None)
    if kind is None:
        return None
    rest = words[at + len(kind) :]
    while rest and rest[0].value.upper() in _BETWEEN:
        rest = rest[1:]
    if len(rest) <= 1 or rest[0].kind != "name":
        return None
    options, tables = _options(rest), _tables(rest)
    learns = any(_is(word, "AS", "TARGET", "PREDICT") for word in rest) or "model_type" in options
    return Made(kind[-1], rest[0].value, rest[0].line, options, tables, learns)


def _options(words: list[Token]) -> dict[str, Token]:
    """`name = 'text'`, `name => 'text'` and `name 'text'` of a statement, the first of each name."""
    found: dict[str, Token] = {}
    for at, word in enumerate(words[:-1]):
        if word.kind == "name" and _PAIRS.match(word.value):
            value = words[at + 1]
            if value.value in ("=", "=>", ":=") and at + 2 < len(words):
                value = words[at + 2]
            if value.kind == "text" or (value.kind == "name" and words[at + 1].kind == "mark"):
                found.setdefault(word.value.lower(), value)
    return found


def _tables(words: list[Token]) -> tuple[Token, ...]:
    """The tables that a statement selects from, without the queries that it names itself (`WITH x AS (...)`)."""
    own = {word.value.upper() for word, then in pairwise(words) if _is(then, "AS")}
    found: dict[str, Token] = {}
    for word, then in pairwise(words):
        plain = then.kind == "name" and then.value.upper() not in _NO_TABLE and then.value.upper() not in own
        if _is(word, *_FROM) and plain and not then.value.upper().startswith(("ML.", "AI.")):
            found.setdefault(then.value, then)
    return tuple(found.values()) if len(found) <= _FEW else ()


def _is(word: Token, *values: str) -> bool:
    return word.kind == "name" and word.value.upper() in values

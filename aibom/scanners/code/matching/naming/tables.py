"""Tables of databases that code reads its data from: `pd.read_sql("SELECT area, price FROM house_prices", conn)`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re

_SELECTS = re.compile(r"\A\s*(?:\(|with\b|select\b)", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|join)\s+(?P<name>[`\"\[]?[A-Za-z_][\w.$`\"\[\]-]*)", re.IGNORECASE)
_DEFINED = re.compile(r"(?:\bwith|,)\s+(?:recursive\s+)?(?P<name>[A-Za-z_]\w*)\s+as\s*\(", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z_][\w.$-]{1,100}")
_QUOTES = re.compile(r"[`\"\[\]]")
_OF_SERVERS = re.compile(r"(?:information_schema|pg_catalog|sqlite_master|sqlite_schema|sys)(?:\.|\Z)", re.IGNORECASE)
_MAX_TABLES = 6
_MAX_LENGTH = 20_000


def tables_of(text: str) -> list[str]:
    """The tables that a query reads, without those that it defines itself; the text where it is a table's name."""
    if not _SELECTS.match(text):
        return [text] if _PLAIN.fullmatch(text) and not _OF_SERVERS.match(text) else []
    query = text[:_MAX_LENGTH]
    defined = {match["name"].lower() for match in _DEFINED.finditer(query)}
    return list(dict.fromkeys(_read(query, defined)))[:_MAX_TABLES]


def _read(query: str, defined: set[str]) -> Iterator[str]:
    for match in _FROM.finditer(query):
        name = _QUOTES.sub("", match["name"])
        if name.endswith(".") and query.startswith("{", match.end()):
            continue  # only the schema is written: `FROM features.{table}`
        name = name.rstrip(".")
        if name and name.lower() not in defined and not _OF_SERVERS.match(name):
            yield name

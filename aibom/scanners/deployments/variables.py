"""Reads `.env` files: one `NAME=value` a line, as dotenv and compose take them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.core.text import decode
from aibom.scanners.deployments.records import Setting
from aibom.scanners.deployments.settings import setting

MAX_LINES = 20_000
_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*[=:](?P<value>.*)\Z")
_QUOTED = re.compile(r"[ \t]*(?P<quote>['\"`])(?P<text>(?:(?!(?P=quote)).)*+)(?P=quote)")


def read_variables(data: bytes) -> Iterator[Setting]:
    """The variables of a `.env` file in written order; commented lines are none."""
    for number, row in enumerate(decode(data).splitlines()[:MAX_LINES], 1):
        match = _LINE.match(row)
        if match is None:
            continue
        quoted = _QUOTED.match(match["value"])
        value = quoted["text"] if quoted else re.split(r"\s#", match["value"], maxsplit=1)[0].strip()
        yield setting(match["name"], value, number)

"""Lists of addresses that a downloader is given (`aria2c --input-file links.txt`, `wget -i urls.txt`): models and data.

One address a row; rows that are indented are options of aria2c (aria2.github.io/manual, "Input File").
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import decode
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import DATA_ENDINGS, data_subject

MAX_LINKS = 2_000
_LINK = re.compile(r"https?://\S{4,1000}\Z")


def read_links(data: bytes, path: str) -> Iterator[Sighting]:
    """The models and data sets that a list of addresses names; a list of other addresses tells nothing."""
    sight, found = Sight(path), 0
    for line, row in enumerate(decode(data).splitlines(), 1):
        if found >= MAX_LINKS:
            return
        for address in row.split() if not row.startswith((" ", "\t", "#")) else ():
            told = list(_told(address, line, sight)) if _LINK.match(address) else []
            found += len(told)
            yield from told


def _told(address: str, line: int, sight: Sight) -> Iterator[Sighting]:
    named = name_model(address, "url")
    data = data_subject(address) if "/datasets/" in address or DATA_ENDINGS.search(address.split("?")[0]) else None
    if data is not None:
        facts = {"source": f"{data.origin or 'url'}:{data.name}"}
        yield Observation(subject=data, evidence=sight.at(line, "link"), facts=facts)
    elif named is not None:
        yield sight.model(named, line, "link")

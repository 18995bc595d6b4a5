"""What an unchanged tree gives again: its inventory, and the document of that, from the cache of scans.

An inventory is made of the conclusions of the scanners and of little else; both are parts of its key, as the inventory
and the version of the specification are of the document's. The time of a document is not stored.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from aibom.core.clock import timestamp
from aibom.model.codec import decode_inventory, encode_inventory
from aibom.model.component import Inventory
from aibom.sources.cache import key_of
from aibom.sources.tool import tool_digest

if TYPE_CHECKING:
    from aibom.sources.cache import Cache

_TIME = b'"timestamp": "'


def remembered_inventory(
    cache: Cache | None, basis: bytes | None, beside: tuple[object, ...], make: Callable[[], Inventory]
) -> Inventory:
    """What `make` gives, remembered by the `basis` of a crawl and by the `repr` of what it takes `beside` that."""
    if cache is None or basis is None:
        return make()
    key = key_of("inventory", tool_digest(), basis, *map(repr, beside))
    stored = cache.get([key]).get(key)
    if stored is not None:
        try:
            return decode_inventory(stored)
        except (ValueError, KeyError, TypeError):
            pass  # as good as none
    inventory = make()
    encoded = _encoded(inventory)
    if encoded is not None:
        cache.put({key: encoded})
    return inventory


def remembered_document(
    cache: Cache | None, inventory: Inventory, spec_version: str, moment: datetime, make: Callable[[], bytes]
) -> bytes:
    """The bytes that `make` gives of an inventory, remembered without their time."""
    encoded = None if cache is None else _encoded(inventory)
    if cache is None or encoded is None:
        return make()
    key = key_of("document", tool_digest(), spec_version, encoded)
    stored = cache.get([key]).get(key, b"")
    head, found, tail = stored.partition(b"\0")
    if found:
        return head + timestamp(moment).encode() + tail
    data = make()
    start = data.index(_TIME) + len(_TIME)
    cache.put({key: data[:start] + b"\0" + data[data.index(b'"', start) :]})
    return data


def _encoded(inventory: Inventory) -> bytes | None:
    """The bytes of an inventory; None when a name of the tree has no form in UTF-8."""
    try:
        return encode_inventory(inventory)
    except TypeError:
        return None

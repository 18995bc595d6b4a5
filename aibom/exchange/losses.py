"""What a conversion could not carry over. Converters take away what they place; whatever is left is lost, so that
nothing can be dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Loss:
    """A field of the source that has no place in the target.

    `ref` is the bom-ref or SPDXID of what it belongs to ("" for the document), `field` its path with `[]` for the
    elements of lists, `count` how many values stood there, `why` a short clause ("" = the target has no such field).
    """

    ref: str
    field: str
    count: int = 1
    why: str = ""


def take(raw: Any, *path: str) -> Any:
    """Take the value at a path of keys out of `raw`; None when it is not there."""
    *parents, last = path
    for key in parents:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw.pop(last, None) if isinstance(raw, dict) else None


def take_text(raw: Any, *path: str) -> str:
    """Take a text; "" when there is none. What is no text stays where it is, and so is told as lost."""
    value = take(raw, *path)
    if isinstance(value, str):
        return value
    if value is not None:
        put_back(raw, value, *path)
    return ""


def put_back(raw: Any, value: Any, *path: str) -> None:
    """Undo `take`: the value had no place after all."""
    *parents, last = path
    for key in parents:
        raw = raw.setdefault(key, {}) if isinstance(raw, dict) else None
    if isinstance(raw, dict):
        raw[last] = value


def left_over(raw: Any, *, ref: str = "", field: str = "", why: str = "") -> list[Loss]:
    """A loss for each field that still holds a value below `raw`."""
    counts = Counter(_leaves(raw, field))
    return [Loss(ref=ref, field=name, count=counts[name], why=why) for name in sorted(counts)]


def _leaves(raw: Any, field: str) -> Iterator[str]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _leaves(value, f"{field}.{key}" if field else str(key))
    elif isinstance(raw, list):
        for item in raw:
            yield from _leaves(item, field + "[]")
    elif raw is not None:
        yield field


def in_order(losses: Iterable[Loss]) -> list[Loss]:
    """Sorted; by a key, since comparing dataclasses costs five times as much."""
    return sorted(losses, key=lambda loss: (loss.ref, loss.field, loss.count, loss.why))


def summary(losses: Iterable[Loss]) -> list[str]:
    """One line for each field at the first two levels, most frequent first."""
    values: Counter[str] = Counter()
    owners: dict[str, set[str]] = {}
    for loss in losses:
        name = ".".join(loss.field.split(".")[:2])
        values[name] += loss.count
        owners.setdefault(name, set()).add(loss.ref)
    ordered = sorted(values, key=lambda name: (-values[name], name))
    return [f"{name} ({_many(values[name], 'value')} of {_owners(owners[name])})" for name in ordered]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _owners(refs: set[str]) -> str:
    return "the document" if refs == {""} else _many(len(refs - {""}), "element")


def as_record(losses: Iterable[Loss], *, source: str, target: str) -> dict[str, Any]:
    """The content of `--losses FILE`: `{"from", "to", "losses": [{"ref", "field", "count", "why"}]}`."""
    return {
        "from": source,
        "to": target,
        "losses": [
            {"ref": loss.ref, "field": loss.field, "count": loss.count}
            | {"why": loss.why or f"{target} has no place for it"}
            for loss in in_order(losses)
        ],
    }

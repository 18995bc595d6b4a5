"""A path that holds the hub name of a model is that model's copy on a disk, not a model of its own.

`models/Qwen/Qwen3-4B` and `quantized/Qwen/Qwen3-4B/8bit` are where a program keeps what it downloads. Files of the tree
and what training makes are models of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from aibom.core import re
from aibom.core.text import fold
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Subject

_LEARNT = frozenset({RelationKind.TRAINED_ON, RelationKind.EVALUATED_ON})
# Folders of what training makes of a model.
_RESULT = re.compile(
    r"output|out\b|result|checkpoint|train|tun(?:e|ing)|lora|adapter|merged|sft|dpo|grpo|rlhf|exp\b|runs?\b|distill"
)


def with_copies(observations: Sequence[Observation], links: Iterable[Link]) -> tuple[list[Observation], list[Link]]:
    """Both, with the model itself in place of its copies."""
    given = list(links)
    copies = _copies(observations, given)
    if not copies:
        return [*observations], given
    seen = [replace(one, subject=copies[one.subject]) if one.subject in copies else one for one in observations]
    return seen, [*_renamed(given, copies)]


def _renamed(links: Iterable[Link], copies: Mapping[Subject, Subject]) -> Iterator[Link]:
    for link in links:
        if link.source in copies and link.kind is RelationKind.DERIVED_FROM:
            continue  # of itself
        source = copies.get(link.source, link.source) if link.source is not None else None
        target = copies.get(link.target, link.target)
        if source != target:
            yield replace(link, source=source, target=target)


def _copies(observations: Iterable[Observation], links: Sequence[Link]) -> dict[Subject, Subject]:
    """Copy -> the model whose hub name its path holds."""
    models = [one for one in observations if one.subject.kind is Kind.MODEL]
    named = {fold(one.subject.name): one.subject for one in models if _is_of_hub(one.subject)}
    if not named:
        return {}
    own = {link.source for link in links if link.kind is RelationKind.DERIVED_FROM}
    own -= {link.source for link in links if _is_kept(link)}
    own |= {link.source for link in links if link.kind in _LEARNT}
    own |= {one.subject for one in models if "hashes" in one.facts}
    ends = {end for link in links for end in (link.source, link.target) if end is not None and end.kind is Kind.MODEL}
    local = {one for one in {*ends, *(one.subject for one in models)} if one.origin == "file"} - own
    found = {one: _held(one.name, named) for one in local}
    return {one: model for one, model in found.items() if model is not None}


def _is_kept(link: Link) -> bool:
    """Whether a model is another kept in another form, such as quantised: its path holds the name of its base."""
    source = link.source
    if link.kind is not RelationKind.DERIVED_FROM or source is None:
        return False
    return _is_of_hub(link.target) and _held(source.name, {fold(link.target.name): link.target}) is not None


def _is_of_hub(subject: Subject) -> bool:
    return subject.origin == "hf" and subject.name.count("/") == 1


def _held(path: str, named: Mapping[str, Subject]) -> Subject | None:
    parts = path.replace("\\", "/").strip("/").split("/")
    for at in range(1, len(parts) - 1):
        model = named.get(fold("/".join(parts[at : at + 2])))
        around = "/".join((*parts[:at], *parts[at + 2 :])).lower()
        if model is not None and not _RESULT.search(around):
            return model
    return None

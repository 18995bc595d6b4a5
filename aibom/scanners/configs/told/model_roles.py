"""Models by what they do: `models: {fast: gpt-4o-mini, planner: o3}`, where neither key says model by itself."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.configs.names.modelkeys import KeyHint, words_of
from aibom.scanners.configs.names.values import default_of, known_model
from aibom.scanners.configs.walk import Place

_TABLES = frozenset({"models", "llms", "llm_models", "ai_models", "model_names"})
# Words of keys around such a table that say what there is, rather than what is used.
_OFFERED = frozenset(
    "supported available allowed blocked denied excluded known all deprecated retired pricing prices price cost costs"
    " limits limit tokens aliases alias catalog catalogue registry labels display".split()
)
_MAX_ROLES = 8  # more are a list of what there is
_ABOUT = re.compile(r"[^a-z0-9]")


def by_role(place: Place, key: str) -> KeyHint | None:
    """What a key of such a table means, None of any other: all of its few texts name models, and no key is one."""
    above = place.above
    if place.parent.lower() not in _TABLES or above is None or above.table.get(place.parent) is not place.table:
        return None  # an entry of a list of models
    if len(place.table) > _MAX_ROLES or any(not _OFFERED.isdisjoint(words_of(one)) for one in (*place.keys, key)):
        return None
    rows = [(name, default_of(text)) for name, text in place.table.items() if isinstance(text, str)]
    if any(_is_short_for(name, text) or known_model(text) is None for name, text in rows):
        return None
    told = place.table.get(key)
    known = known_model(default_of(told)) if isinstance(told, str) else None
    return KeyHint(known.subject.origin, "", strong=False) if known is not None else None


def _is_short_for(name: str, text: str) -> bool:
    """Whether a key is a shorter name of the model: `gpt4: gpt-4-0613`."""
    plain = _ABOUT.sub("", name.lower())
    return any(map(str.isdigit, plain)) and plain in _ABOUT.sub("", text.lower())

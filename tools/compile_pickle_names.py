"""Compiles aibom/catalog/sources/pickle/*.yaml into aibom/catalog/pickle_names.json.

Every source is validated against schemas/pickle-names.schema.json; a name with two roles is an error, except that a
class which may be called is listed as `call` and counts as such.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "aibom" / "catalog" / "sources" / "pickle"
SCHEMA = ROOT / "schemas" / "pickle-names.schema.json"
# The later role includes what the earlier ones allow.
ROLES = ("code", "data", "class", "enum", "call", "arguments")


def compiled() -> bytes:
    """The compiled lists. Raises jsonschema.ValidationError for a source that has not the right form."""
    schema = json.loads(SCHEMA.read_text())
    roles: dict[str, str] = {}
    dangerous: dict[str, str] = {}
    modules: dict[str, str] = {}
    for path in sorted(SOURCES.glob("*.yaml")):
        source: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
        jsonschema.validate(source, schema)
        for role in ROLES:
            for name in _full(source.get(role, {})):
                if name not in roles or ROLES.index(role) > ROLES.index(roles[name]):
                    roles[name] = role
        for does, table in source.get("dangerous", {}).items():
            dangerous |= dict.fromkeys(_full(table), does)
        for does, names in source.get("dangerous_modules", {}).items():
            modules |= dict.fromkeys(names, does)
    safe: dict[str, dict[str, str]] = {}
    for name, role in sorted(roles.items()):
        if name not in dangerous:
            module, _, last = name.partition(":")
            safe.setdefault(role, {})[module] = f"{safe.get(role, {}).get(module, '')} {last}".strip()
    document = {
        "safe": safe,
        "dangerous": {name.replace(":", "."): does for name, does in sorted(dangerous.items())},
        "dangerous_modules": dict(sorted(modules.items())),
    }
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def _full(table: dict[str, list[str]]) -> list[str]:
    return [f"{module}:{name}" for module, names in table.items() for name in names]

"""Records of typed languages that are written field by field (`Agent{Name: "scout", SystemPrompt: SCOUT}`): they say of
agents and tools what a mapping says elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, Lit, Map, key_name
from aibom.scanners.code.matching.tools import tool_schema
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data, Env, Instance

_TYPED = ("go", "rust", "dotnet", "jvm")
_FEW = 2  # fields that say something


def as_mapping(module: Module, call: Call) -> Map | None:
    """The fields of a record by their names, which begin with a small letter as those of mappings do."""
    name = call.callee.rpartition(".")[2]
    if module.group not in _TYPED or not name[:1].isupper():
        return None
    pairs = tuple(
        (Lit(field[:1].lower() + field[1:], value.line), value) for field, value in call.kwargs if field[:1].isalpha()
    )
    return Map(pairs, call.line) if len(pairs) >= _FEW else None


def record_tools(resolver: Resolver, thing: Instance, role: str) -> list[Found]:
    """The tool that a record of the project's own describes where tools are asked for:
    `Tool{Name: "read_log", Description: "Read the log of a service", Run: readLog}`."""
    made = thing.made if role == "tools" else None
    if made is None:
        return []
    module = resolver.modules[made.env.path]
    call = module.call(made.call)
    record = as_mapping(module, call)
    return tool_schema(resolver, Data(record, Env(made.env.path, call.scope, made.env.frame))) if record else []


def described_names(module: Module) -> Iterator[str]:
    """The names of a file's records that say what they are for as well."""
    for call in module.facts.calls:
        record = as_mapping(module, call) if call.kwargs else None
        fields = {key_name(key): value for key, value in record.pairs} if record is not None else {}
        name = fields.get("name")
        if "description" in fields and isinstance(name, Lit) and isinstance(name.value, str):
            yield name.value

"""Models that a type lets through: `model: Literal["gpt-4o", "gpt-4o-mini"]`, an alias of such a type,
`z.enum([...])`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Binding, Call, CallRef, Either, Item, Lit, Map, Name, Param, Seq, Template, Value
from aibom.scanners.code.matching.literals.named_values import Named, is_model_key
from aibom.scanners.code.resolving.modules import Module

_MAX_CHOICES = 10  # a longer type is a catalogue of what there is
_INPUTS, _MAX_OFFERED, _ON_HUB = "INPUT_TYPES", 40, "base_model"
_MAX_CHAIN = 8
_LITERAL = re.compile(r"\bLiteral\[([^\[\]]{1,2000})\]")
_TEXT = re.compile(r"""(["'])([^"'\\\n]{1,100})\1""")
_UNION = re.compile(
    r"\s*\|?\s*(?:[\"'][^\"'\n]{1,80}[\"']\s*\|\s*){1,10}(?:[\"'][^\"'\n]{1,80}[\"']|undefined|null)\s*"
)
_MEMBER = re.compile(r"(\w{1,40})\??:\s*((?:[\"'][^\"'\n]{1,80}[\"']\s*\|\s*){1,10}[\"'][^\"'\n]{1,80}[\"'])")
_ENUMS = ("enum", "picklist")  # of zod, of valibot


def typed_choices(module: Module) -> Iterator[Named]:
    """The models among the types of parameters, fields and aliases whose names say model."""
    for binding in module.facts.bindings:
        if is_model_key(binding.name.rstrip("sS")) and binding.form != "param":
            yield from _of_annotation(binding.name, binding.annotation, binding.line, binding.scope)
            yield from _of_alias(binding)
    yield from _of_nodes(module)
    for (scope, name), param in module.params.items():
        if is_model_key(name):
            yield from _of_annotation(name, param.annotation, param.line, scope)
        if module.group == "javascript" and "|" in param.annotation and not _is_filled_in(module):
            yield from _of_union(name, param, scope)


def _of_nodes(module: Module) -> Iterator[Named]:
    """The models that the node of a workflow lets its user choose from (docs.comfy.org, custom nodes): `INPUT_TYPES`
    returns `{"required": {"model": (["org/small", "org/large"], {"default": "org/small"})}}`."""
    for scope, function in module.functions.items() if module.group == "python" else ():
        returned = function.returns if function.name == _INPUTS else ()
        for key, choice in (
            pair for value in returned if isinstance(value, Map) for kind in _kinds(value) for pair in kind.pairs
        ):
            named = str(getattr(key, "value", ""))
            offered = choice.items[0] if isinstance(choice, Seq) and choice.items else None
            if is_model_key(named) and isinstance(offered, Seq) and len(offered.items) <= _MAX_OFFERED:
                texts = [one for one in offered.items if isinstance(one, Lit) and "/" in str(one.value)]
                yield from (Named(_ON_HUB, one, scope) for one in texts)


def _kinds(inputs: Map) -> Iterator[Map]:
    return (kind for _, kind in inputs.pairs if isinstance(kind, Map))


def _of_annotation(name: str, annotation: str, line: int, scope: str) -> Iterator[Named]:
    for written in _LITERAL.finditer(annotation):
        texts = [text[2] for text in _TEXT.finditer(written[1])]
        yield from _few(tuple(Lit(text, line) for text in texts), scope)


def _is_filled_in(module: Module) -> bool:
    """Whether a file puts its models' names together: `meta-llama/${model}-Instruct`."""
    values = (one for binding in module.facts.bindings for one in _options(binding.value))
    return any(
        isinstance(value, Template)
        and any(is_model_key(str(getattr(part, "path", ""))) for part in value.parts if isinstance(part, Name))
        for value in values
    )


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, Either) else (value,)


def _of_union(name: str, param: Param, scope: str) -> Iterator[Named]:
    """`model: "sonar" | "sonar-pro"`, also as a member of the type of an options object."""
    written = _UNION.fullmatch(param.annotation) if is_model_key(name) else None
    members = (one[2] for one in _MEMBER.finditer(param.annotation) if is_model_key(one[1]))
    for union in (written[0],) if written is not None else members:
        yield from _few(tuple(Lit(text[2], param.line) for text in _TEXT.finditer(union)), scope)


def _of_alias(binding: Binding) -> Iterator[Named]:
    """`ChatModel = Literal["gpt-4o", "gpt-4o-mini"]`."""
    value = binding.value
    if isinstance(value, Item) and isinstance(value.base, Name) and value.base.path.rpartition(".")[2] == "Literal":
        yield from _few(value.key.items if isinstance(value.key, Seq) else (value.key,), binding.scope)


def _few(choices: tuple[Value, ...], scope: str) -> Iterator[Named]:
    if len(choices) <= _MAX_CHOICES:
        yield from (Named("model", one, scope) for one in choices if isinstance(one, Lit))


def enumerated(module: Module, value: CallRef) -> tuple[Value, ...]:
    """The choices of a schema's enumeration: `z.enum(["sonar", "sonar-pro"]).optional().describe("...")`."""
    current: Value | None = value
    for _ in range(_MAX_CHAIN):
        if not isinstance(current, CallRef):
            break
        call: Call = module.call(current.call)
        given = call.args[0] if call.args else None
        if call.callee.rpartition(".")[2] in _ENUMS and isinstance(given, Seq):
            return given.items if len(given.items) <= _MAX_CHOICES else ()
        current = call.receiver
    return ()

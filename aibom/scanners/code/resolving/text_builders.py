"""Texts that a program puts together piece by piece: `new StringBuilder().append("...")`, Go's `strings.Builder`,
Kotlin's `buildString { append("...") }` and `markdown { +"..." }`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from aibom.scanners.code.facts import Binding, Call, CallRef, FuncRef, Lit, Name, Part, Template
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Env, Follower

_GROUPS = ("jvm", "dotnet", "go")
_ENDING = frozenset(("toString", "ToString", "String", "build"))
_IN_BLOCK = frozenset(("buildString", "markdown"))
PLUS = "unaryPlus"  # `+"..."` in a block of Kotlin
_BUILDERS = frozenset(
    ("StringBuilder", "StringBuffer", "StringJoiner", "StringWriter", "strings.Builder", "bytes.Buffer")
)
_LINES = frozenset(("AppendLine", "appendLine", "WriteLine", "println", PLUS))
_PIECES = _LINES | {PLUS, "append", "Append", "AppendFormat", "WriteString", "Write", "write", "add"}
_FORMATTED = frozenset(("fmt.Fprintf", "fmt.Fprint", "fmt.Fprintln"))
_LINE = attrgetter("line")
_MAX_CALLS, _MAX_PARTS, _MAX_CHAIN = 2_000, 60, 60


def built(ev: Follower, module: Module, call: Call, env: Env) -> Abstracts | None:
    """The text that a builder has been given when it is asked for it."""
    holder, _, method = call.callee.rpartition(".")
    if module.group not in _GROUPS or (method not in _ENDING and method not in _IN_BLOCK and method != PLUS):
        return None
    if method == PLUS:
        return ev.evaluate(call.args[0], env) if call.args else None
    pieces: Iterable[tuple[Call, Part]]
    if method in _IN_BLOCK:
        scope = next((one.scope for one in call.args if isinstance(one, FuncRef)), "")
        pieces = _pieces(module, scope, "") if scope else ()
        env = Env(env.path, scope, env.frame)
    elif holder:
        pieces = _pieces(module, call.scope, holder) if _is_builder(module, holder, call.scope) else ()
    else:
        chain = _chain(module, call)
        made = bool(chain) and chain[-1].form == "new" and chain[-1].callee in _BUILDERS
        pieces = [(one, value) for one in reversed(chain) for value in one.args[:1]] if made else ()
    parts = tuple(part for one, value in pieces for part in _laid_out(one, value))[: 2 * _MAX_PARTS]
    return ev.evaluate(Template(parts, parts[0].line), env) if parts else None


def _laid_out(call: Call, value: Part) -> tuple[Part, ...]:
    ends = call.callee.rpartition(".")[2] in _LINES
    return (value, Lit("\n", value.line)) if ends else (value,)


def _pieces(module: Module, scope: str, holder: str) -> Iterator[tuple[Call, Part]]:
    """What the calls of a function add to a builder, in order: `sb.append(a).append(b)`, `fmt.Fprintf(&sb, a)`."""
    count = 0
    calls = [module.call(index) for index in module.calls_in.get(scope, ())[:_MAX_CALLS]]
    for call in sorted(calls, key=_LINE):
        if call.callee in _FORMATTED and holder and len(call.args) > 1 and _names(call.args[0], holder):
            given = call.args[1]
        elif call.callee.rpartition(".")[2] in _PIECES and call.args and _root(module, call) == holder:
            given = call.args[0]
        else:
            continue
        count += 1
        if count > _MAX_PARTS:
            return
        yield call, given


def _names(value: Part, holder: str) -> bool:
    return isinstance(value, Name) and value.path == holder


def _root(module: Module, call: Call) -> str | None:
    """The variable that a chain of calls begins with; "" where it begins with a bare name."""
    chain = [call, *_chain(module, call)]
    first = chain[-1]
    return first.callee.rpartition(".")[0] if first.receiver is None and first.form != "new" else None


def _chain(module: Module, call: Call) -> list[Call]:
    """The calls that a call is made on, from it back to the first."""
    found: list[Call] = []
    while isinstance(call.receiver, CallRef) and len(found) < _MAX_CHAIN:
        call = module.call(call.receiver.call)
        found.append(call)
    return found


def _is_builder(module: Module, name: str, scope: str) -> bool:
    """Whether a variable holds a builder. In Go only builders and buffers have both `WriteString` and `String`, and
    `var text strings.Builder` binds no value."""
    if module.group == "go":
        return True
    return any(_makes(module, one) for one in module.bindings.get(name, ()) if one.scope == scope)


def _makes(module: Module, binding: Binding) -> bool:
    """Whether a variable is given a builder, by its type or by the call that makes it."""
    made = module.call(binding.value.call) if isinstance(binding.value, CallRef) else None
    kinds = (binding.annotation.lstrip("*&"), made.callee.lstrip("*&") if made is not None else "")
    return any(kind in _BUILDERS or kind.rpartition(".")[2] == "StringBuilder" for kind in kinds)

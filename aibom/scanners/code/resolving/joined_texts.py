"""Lists of lines that are joined to one text, as each language writes it: `"\\n".join(lines)`, `implode("\\n", [...])`,
`strings.Join([]string{...}, "\\n")`, `String.join("\\n", a, b)`, `listOf(...).joinToString("\\n")`."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, CallRef, Lit, Name, Seq, Value
from aibom.scanners.code.resolving.list_methods import put_together
from aibom.scanners.code.resolving.types import Abstracts, Const, Data, Env, Follower

# Functions that are given the glue and the lines, the glue first or last.
_GLUE_FIRST = {
    "php": ("implode", "join"),
    "jvm": ("String.join",),
    "dotnet": ("string.Join", "String.Join"),
}
_GLUE_LAST = {"go": ("strings.Join",)}
# Methods of the list, which are given the glue, and what they put between the lines without it.
_OF_LIST = {"ruby": ("join", ""), "rust": ("join", ""), "jvm": ("joinToString", ", ")}


def joined(ev: Follower, group: str, call: Call, env: Env) -> Abstracts | None:
    """The text of a list that is put together line by line; None where the call does not join, or no list is known."""
    if group == "python":
        known = call.callee == "join" and isinstance(call.receiver, Lit) and len(call.args) == 1
        return _of(ev, call, call.receiver, call.args, env) if known else None
    if call.callee in _GLUE_FIRST.get(group, ()):
        return _of(ev, call, call.args[0], call.args[1:], env) if len(call.args) > 1 else None
    if call.callee in _GLUE_LAST.get(group, ()):
        return _of(ev, call, call.args[1], call.args[:1], env) if len(call.args) == 2 else None
    return _of_list(ev, group, call, env)


def _of_list(ev: Follower, group: str, call: Call, env: Env) -> Abstracts | None:
    """A method of the list itself; in Java `stream.collect(Collectors.joining("\n"))`."""
    method, usual = _OF_LIST.get(group, ("", ""))
    owner, _, called = call.callee.rpartition(".")
    asked = call if method and called == method else _collector(ev, group, call, env)
    if asked is None or (call.receiver is None) == (not owner):
        return None
    lines = call.receiver if call.receiver is not None else Name(owner, call.line)
    glue = next(iter(asked.args), None) or dict(asked.kwargs).get("separator")
    return _of(ev, call, glue, (lines,), env, usual)


def _collector(ev: Follower, group: str, call: Call, env: Env) -> Call | None:
    """The call that tells the glue to a stream of Java."""
    collects = group == "jvm" and call.callee.endswith("collect") and len(call.args) == 1
    asked = call.args[0] if collects else None
    made = ev.modules[env.path].call(asked.call) if isinstance(asked, CallRef) else None
    return made if made is not None and made.callee.endswith("joining") else None


def _of(
    ev: Follower, call: Call, glue: Value | None, lines: tuple[Value, ...], env: Env, usual: str = ""
) -> Abstracts | None:
    between = usual if glue is None else _glue(ev, glue, env)
    if len(lines) > 1:
        return put_together(ev, between, [Data(Seq(lines, call.line), env)])
    things = ev.evaluate(lines[0], env) if lines else ()
    lists = [v for v in things if isinstance(v, Data) and isinstance(v.value, Seq)]
    return put_together(ev, between, lists) if lists and len(lists) == len(things) else None


def _glue(ev: Follower, value: Value, env: Env) -> str:
    """What stands between the lines; the end of a line where a platform tells it (`PHP_EOL`, `Environment.NewLine`)."""
    known = [v.value for v in ev.evaluate(value, env) if isinstance(v, Const) and isinstance(v.value, str)]
    return known[0] if len(known) == 1 else "\n"

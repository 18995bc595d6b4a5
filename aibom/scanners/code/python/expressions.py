"""Expressions of Python as Values: names, literals, calls, containers, choices, comprehensions, lambdas."""

from __future__ import annotations

import ast
import math
from typing import cast

from aibom.core.secrets import mask_tokens
from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Either,
    FuncRef,
    Function,
    Item,
    Lit,
    Map,
    Member,
    Name,
    Opaque,
    Seq,
    Value,
    key_name,
)
from aibom.scanners.code.python.binding import bind, bind_loop, import_call, parameters, spelled
from aibom.scanners.code.python.state import MAX_TEXT, MIN_TOKEN, Handler, State, clean_text, hide, secret_name
from aibom.scanners.code.python.templates import binary, format_call, joined_string

_MAX_INT = 2**63  # what the cache's JSON can hold


def constant(state: State, node: ast.Constant, depth: int) -> Value:
    value = node.value
    kind = type(value)
    if kind is str:
        return _string(state, node, cast("str", value))
    if value is None or kind is bool:
        return Lit(cast("bool | None", value), node.lineno)
    if kind is int and -_MAX_INT <= cast("int", value) < _MAX_INT:
        return Lit(cast("int", value), node.lineno)
    if kind is float and math.isfinite(cast("float", value)):
        return Lit(cast("float", value), node.lineno)
    return Opaque(state.source(node), node.lineno)


def _string(state: State, node: ast.Constant, value: str) -> Value:
    length = len(value)
    if length > MAX_TEXT:
        return Opaque(state.source(node), node.lineno)
    if not value.isascii():
        value = clean_text(value)
    return Lit(mask_tokens(value) if length >= MIN_TOKEN else value, node.lineno)


def name(state: State, node: ast.Name, depth: int) -> Value:
    return Name(node.id, node.lineno)


def attribute(state: State, node: ast.Attribute, depth: int) -> Value:
    base, path = split_attributes(node)
    if type(base) is ast.Name:
        return Name(f"{base.id}.{path}", node.lineno)
    return Member(state.value(base, depth), path, node.end_lineno or node.lineno)


def split_attributes(node: ast.Attribute) -> tuple[ast.expr, str]:
    """The innermost base of a chain of attributes, and the dotted rest."""
    base: ast.expr = node.value
    if type(base) is not ast.Attribute:
        return base, node.attr
    names = [node.attr]
    while type(base) is ast.Attribute:
        names.append(base.attr)
        base = base.value
    names.reverse()
    return base, ".".join(names)


_JOINERS = ("c_", "r_")  # of numpy
_SEPARATORS = frozenset(("os.sep.join", "os.path.sep.join"))  # joins a path as `os.path.join` does
# What runs a function that it is handed with its arguments, and at which place that stands.
_LATER = dict.fromkeys("partial to_thread submit run_sync run_in_threadpool add_task".split(), 0) | {
    "run_in_executor": 1
}
# Of these the ones that give what the function gives, once it is awaited; a name may stand for a function there.
_AWAITED = frozenset(("to_thread", "run_sync", "run_in_threadpool", "run_in_executor"))
_ASKING, _COMPARING = ("any", "all", "sum"), ("startswith", "endswith", "match", "search", "fullmatch")
_MEDIA, _SHOWN = ("application/", "text/"), ("example", "examples")
# Calls of builtins that stand for what can be written out.
_WRITTEN_OUT = frozenset(("list", "dict", "set", "map", *_ASKING))


def _describes(node: ast.Call) -> bool:
    """Whether a mapping says by a class which object a registry makes of it: `dict(type=GPTAPI, model="gpt-4o")`."""
    return any(one.arg == "type" and type(one.value) in (ast.Name, ast.Attribute) for one in node.keywords)


def _key(keyword: ast.keyword) -> Value | None:
    return Lit(keyword.arg, keyword.lineno) if keyword.arg is not None else None


def call(state: State, node: ast.Call, depth: int, form: str = "call") -> Value:
    """A call becomes a fact of its own; its value is the reference to it."""
    func, line, receiver = node.func, node.lineno, None
    types: tuple[str, ...] = ()
    kind = type(func)
    if kind is ast.Name:
        callee = cast("ast.Name", func).id
        if callee in _WRITTEN_OUT and (written := _written_out(state, callee, node, depth)) is not None:
            return written
    elif kind is ast.Attribute:
        base, callee = split_attributes(cast("ast.Attribute", func))
        if type(base) is ast.Name:
            callee = f"{base.id}.{callee}"
        else:
            if type(base) is ast.Constant and (text := format_call(state, node, callee, depth)):
                return text
            receiver = state.value(base, depth)
            line = func.end_lineno or line
    elif kind is ast.Subscript and (generic := _generic(cast("ast.Subscript", func))):
        callee = generic
        types = _type_arguments(state, cast("ast.Subscript", func), depth)
    else:
        callee, receiver = "", state.value(func, depth)
    if callee in _SEPARATORS and len(node.args) == 1 and isinstance(node.args[0], ast.List | ast.Tuple):
        callee, node = "os.path.join", ast.copy_location(ast.Call(func, list(node.args[0].elts), []), node)
    args = tuple([state.value(arg, depth) for arg in node.args])
    spread = any(type(arg) is ast.Starred for arg in node.args) if args else False
    kwargs: tuple[tuple[str, Value], ...] = ()
    if node.keywords:
        kwargs, open_end = keywords(state, node.keywords, depth)
        spread = spread or open_end
    calls = state.calls
    last = node.end_lineno or line
    calls.append(Call(callee, receiver, args, kwargs, line, last, state.scope, form, spread, types))
    made = len(calls) - 1
    if (later := _later(calls[made])) is not None:
        calls.append(later)
        made += callee.rpartition(".")[2] in _AWAITED
    import_call(state, callee, args, line)
    return CallRef(made, line)


def _asked(state: State, node: ast.Call, depth: int) -> Value | None:
    """What a question of whether any, all or how many are so gives; what it compares with is bound to nothing."""
    compared = _compared(node.args[0]) if len(node.args) == 1 else []
    for one in compared:
        state.visit(one, depth)
    return Opaque(state.source(node), node.lineno) if compared else None


def _compared(node: ast.expr) -> list[ast.expr]:
    """What a generator goes through that only compares, and what it asks: `any(one in model for one in NAMES)`."""
    if type(node) is not ast.GeneratorExp and type(node) is not ast.ListComp:
        return []
    told = node.elt.operand if type(node.elt) is ast.UnaryOp else node.elt
    if type(told) is ast.Call:
        compares = type(told.func) is ast.Attribute and told.func.attr in _COMPARING
    else:
        gone_through = {one.id for part in node.generators for one in ast.walk(part.target) if type(one) is ast.Name}
        compares = type(told) is ast.Compare and not _hands_on(told, gone_through)
    asked = (part for one in node.generators for part in (one.iter, *one.ifs))
    return [told, *asked] if compares else []


def _hands_on(told: ast.expr, names: set[str]) -> bool:
    """Whether a comparison gives what is gone through to a function: `ask(one) == "yes"`, not `one in text.lower()`."""
    given = (arg for call in ast.walk(told) if type(call) is ast.Call for arg in (*call.args, *call.keywords))
    return any(type(one) is ast.Name and one.id in names for arg in given for one in ast.walk(arg))


def _written_out(state: State, callee: str, node: ast.Call, depth: int) -> Value | None:
    """What a call of a builtin stands for: `list()`, `dict(model=NAME)`, `map(describe, functions)`."""
    if callee in _ASKING:
        return _asked(state, node, depth)
    if callee == "map":
        listed = _mapped(node)
        return comprehension(state, listed, depth) if listed is not None else None
    if node.args:
        return None
    if not node.keywords:
        return Map((), node.lineno) if callee == "dict" else Seq((), node.lineno)
    # `dict(model=NAME, **options)` is `{"model": NAME, **options}`; one with a type describes an object of it
    if callee == "dict" and all(one.arg != "type" for one in node.keywords):
        return Map(tuple([(_key(one), state.value(one.value, depth)) for one in node.keywords]), node.lineno)
    return None


def _mapped(node: ast.Call) -> ast.ListComp | None:
    """`map(describe, functions)` and `map(lambda one: one.name, functions)` as comprehensions."""
    if len(node.args) != 2 or node.keywords or type(node.args[1]) is ast.Starred:
        return None
    made, rows = node.args
    label = f"_each_{node.lineno}_{node.col_offset}"
    if isinstance(made, ast.Lambda) and len(made.args.args) == 1:
        label, element = made.args.args[0].arg, made.body
    elif isinstance(made, ast.Name | ast.Attribute):
        element = ast.Call(made, [ast.copy_location(ast.Name(label, ast.Load()), node)], [])
    else:
        return None
    target = ast.copy_location(ast.Name(label, ast.Store()), node)
    loop = ast.comprehension(target, rows, [], 0)
    return ast.copy_location(ast.ListComp(ast.copy_location(element, made), [loop]), node)


def _later(call: Call) -> Call | None:
    """The call that another runs later: `asyncio.to_thread(client.chat.completions.create, model=NAME)`."""
    last = call.callee.rpartition(".")[2]
    place = _LATER.get(last)
    name = call.args[place] if place is not None and place < len(call.args) else None
    if place is None or type(name) is not Name or not ("." in name.path or last in _AWAITED):
        return None
    return call._replace(callee=name.path, receiver=None, args=call.args[place + 1 :])


def _generic(node: ast.Subscript) -> str:
    """The class in `Agent[Deps, str](...)`: a name in CapWords is a class, not a table of functions."""
    name = spelled(node.value) or ""
    last = name.rpartition(".")[2]
    return name if last[:1].isupper() and not last.isupper() and "[" not in name else ""


def _type_arguments(state: State, node: ast.Subscript, depth: int) -> tuple[str, ...]:
    state.visit(node.slice, depth)
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return tuple([state.source(argument) for argument in arguments])


def keywords(state: State, nodes: list[ast.keyword], depth: int) -> tuple[tuple[tuple[str, Value], ...], bool]:
    """The keyword arguments, a literal `**{...}` unrolled, and whether more may be passed than can be read."""
    pairs: list[tuple[str, Value]] = []
    spread = False
    for keyword in nodes:
        value = state.value(keyword.value, depth)
        if keyword.arg is not None:
            pairs.append((keyword.arg, hide(keyword.arg, value) if secret_name(keyword.arg) else value))
        elif type(value) is Map and all(type(key) is Lit and type(key.value) is str for key, _ in value.pairs):
            pairs.extend((cast("str", cast("Lit", key).value), item) for key, item in value.pairs)
        else:
            pairs.append(("**", value))
            spread = True
    return tuple(pairs), spread


def subscript(state: State, node: ast.Subscript, depth: int) -> Value:
    """`base[key]`; `np.c_[features, labels]` joins arrays as a call does."""
    if type(node.value) is ast.Attribute and node.value.attr in _JOINERS and type(node.slice) is ast.Tuple:
        return call(state, ast.copy_location(ast.Call(node.value, list(node.slice.elts), []), node), depth)
    return Item(state.value(node.value, depth), state.value(node.slice, depth), node.lineno)


def sequence(state: State, node: ast.List | ast.Tuple | ast.Set, depth: int) -> Value:
    return Seq(tuple([state.value(item, depth) for item in node.elts]), node.lineno)


def starred(state: State, node: ast.Starred, depth: int) -> Value:
    return Member(state.value(node.value, depth), "*", node.lineno)


def mapping(state: State, node: ast.Dict, depth: int) -> Value:
    pairs: list[tuple[Value | None, Value]] = []
    for key, item in zip(node.keys, node.values, strict=True):
        if key is None:
            pairs.append((None, state.value(item, depth)))
            continue
        label, value = state.value(key, depth), state.value(item, depth)
        if type(label) is Lit and type(label.value) is str:
            value = hide(label.value, value) if secret_name(label.value) else _without_examples(label.value, value)
        pairs.append((label, value))
    return Map(tuple(pairs), node.lineno)


def _without_examples(label: str, value: Value) -> Value:
    """What OpenAPI says of a media type (`"application/json": {"examples": {...}}`) without the examples."""
    if type(value) is not Map or not label.startswith(_MEDIA):
        return value
    return value._replace(pairs=tuple([pair for pair in value.pairs if key_name(pair[0]) not in _SHOWN]))


def choice(state: State, node: ast.BoolOp, depth: int) -> Value:
    """`a or b` is one of both; the value of `a and b` is b whenever it is of use."""
    values = [state.value(item, depth) for item in node.values]
    return Either(tuple(values), node.lineno, falls_back=True) if type(node.op) is ast.Or else values[-1]


def conditional(state: State, node: ast.IfExp, depth: int) -> Value:
    state.visit(node.test, depth)
    return Either((state.value(node.body, depth), state.value(node.orelse, depth)), node.lineno)


def negative(state: State, node: ast.UnaryOp, depth: int) -> Value:
    """`-1` is a literal; other unary operations are opaque."""
    operand = node.operand
    if type(node.op) is ast.USub and type(operand) is ast.Constant:
        value = state.value(operand, depth)
        if type(value) is Lit and type(value.value) in (int, float):
            return Lit(-cast("float", value.value), value.line)
    return state.opaque(node, depth)


def walrus(state: State, node: ast.NamedExpr, depth: int) -> Value:
    value = state.value(node.value, depth)
    bind(state, node.target, value, node.lineno)
    return value


def awaited(state: State, node: ast.Await, depth: int) -> Value:
    return state.value(node.value, depth)


def yielded(state: State, node: ast.Yield | ast.YieldFrom, depth: int) -> Value:
    """What is yielded counts among the results of the function (context managers, fixtures, streams)."""
    if node.value is None:
        return Opaque("yield", node.lineno)
    value = state.value(node.value, depth)
    state.returns.append(value if type(node) is ast.Yield else Member(value, "*", node.lineno))
    return value


def lambda_(state: State, node: ast.Lambda, depth: int) -> Value:
    label = f"<lambda:{node.lineno}>"
    if state.inner_scope(label) in state.lambdas:
        label = f"<lambda:{node.lineno}:{node.col_offset}>"
    scope, outer = state.inner_scope(label), state.scope
    state.lambdas.add(scope)
    params = parameters(state, node.args, scope, depth)
    state.scope = scope
    result = state.value(node.body, depth)
    state.scope = outer
    last = node.end_lineno or node.lineno
    state.functions.append(Function(label, outer, params, (), (result,), "", node.lineno, last))
    return FuncRef(scope, node.lineno)


def comprehension(state: State, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, depth: int) -> Value:
    _generators(state, node.generators, depth)
    return Seq((state.value(node.elt, depth),), node.lineno)


def dict_comprehension(state: State, node: ast.DictComp, depth: int) -> Value:
    _generators(state, node.generators, depth)
    return Map(((state.value(node.key, depth), state.value(node.value, depth)),), node.lineno)


def _generators(state: State, generators: list[ast.comprehension], depth: int) -> None:
    for generator in generators:
        bind_loop(state, generator.target, generator.iter, depth)
        for test in generator.ifs:
            state.visit(test, depth)


EXPRESSIONS = cast(
    "dict[type[ast.AST], Handler]",
    {
        ast.Constant: constant,
        ast.Name: name,
        ast.Attribute: attribute,
        ast.Call: call,
        ast.Subscript: subscript,
        ast.List: sequence,
        ast.Tuple: sequence,
        ast.Set: sequence,
        ast.Starred: starred,
        ast.Dict: mapping,
        ast.BoolOp: choice,
        ast.IfExp: conditional,
        ast.UnaryOp: negative,
        ast.NamedExpr: walrus,
        ast.Await: awaited,
        ast.Yield: yielded,
        ast.YieldFrom: yielded,
        ast.Lambda: lambda_,
        ast.ListComp: comprehension,
        ast.SetComp: comprehension,
        ast.GeneratorExp: comprehension,
        ast.DictComp: dict_comprehension,
        ast.JoinedStr: joined_string,
        ast.BinOp: binary,
    },
)

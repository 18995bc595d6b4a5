"""The names that classes of tools and servers give themselves in their bodies."""

from __future__ import annotations

from aibom.scanners.code.facts import Lit, Name
from aibom.scanners.code.matching.naming.around import IDENTIFIER
from aibom.scanners.code.matching.naming.manifests import package_of
from aibom.scanners.code.matching.types import TREE, Hit
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.members import object_member
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env, Instance, Site

_MADE_BY_NAME, _MAX_OBJECTS = ("go", "rust"), 60
_BODY_NAMES = ("tool_name", "function_name", "prompt_name")
_BASE_NAMES = ("name", "0.name", "0")  # where a tool's class hands its name to the constructor of its base


def introduced(resolver: Resolver, hit: Hit) -> str:
    """The name by which the class of an MCP server makes itself known (`Implementation { name: ... }`)."""
    if hit.target is None or hit.signature.facts.get("tool_type") != "mcp-server":
        return ""
    module = resolver.modules[hit.target.path]
    for index in module.within(hit.target.scope):
        call = module.call(index)
        if call.callee.endswith("Implementation.from_build_env"):
            return package_of(resolver, hit.target.path)
        if call.callee.rpartition(".")[2] == "Implementation" or call.callee.endswith("Implementation.new"):
            site = Site(Env(hit.target.path, call.scope), index)
            for value in (v for locator in ("name", "0") for v in located(resolver, locator, site)):
                if isinstance(value, Const) and isinstance(value.value, str) and value.value and not value.partial:
                    return value.value
            return package_of(resolver, hit.target.path)  # `env!("CARGO_PKG_NAME")`
    return ""


def handed_to_base(resolver: Resolver, hit: Hit) -> str:
    """The name that a tool's class gives by `super("look_up_order", ...)`."""
    if hit.target is None or hit.signature.kind != "tool":
        return ""
    module = resolver.modules[hit.target.path]
    for index in module.within(hit.target.scope):
        call = module.call(index)
        if module.makes_base(call) and all(key != "tools" for key, _ in call.kwargs):  # a kit has its class's name
            site = Site(Env(hit.target.path, call.scope), index)
            for value in (v for locator in _BASE_NAMES for v in located(resolver, locator, site)):
                if isinstance(value, Const) and isinstance(value.value, str) and IDENTIFIER.fullmatch(value.value):
                    return value.value
    return ""


def named_in_body(resolver: Resolver, hit: Hit) -> str:
    """The name that the body of a class states by a call: Ruby's `tool_name "look_up_order"`."""
    assert hit.target is not None
    module = resolver.modules[hit.target.path]
    for index in module.calls_in.get(hit.target.scope, ()) if hit.signature.kind in ("tool", "prompt") else ():
        call = module.call(index)
        text = call.args[0] if call.args and call.callee in _BODY_NAMES else None
        if isinstance(text, Lit) and isinstance(text.value, str) and IDENTIFIER.fullmatch(text.value):
            return text.value
    return ""


def named_where_made(resolver: Resolver, hit: Hit) -> list[tuple[str, tuple[tuple[str, int], ...]]] | None:
    """The names of the objects of a type of Go or Rust that answers whatever name it was made with
    (`NewFuncTool("add", ...)`), each where it is written; None for types that have a name of their own."""
    if hit.target is None or hit.signature.kind != "tool" or hit.symbol.module != TREE:
        return None
    module = resolver.modules[hit.target.path]
    asked = (module.functions.get(f"{hit.target.scope}.{name}") for name in ("Name", "name"))
    returns = next((one.returns for one in asked if one is not None), ())
    members = [one.path for one in returns if isinstance(one, Name) and one.path.startswith("self.")]
    if module.group not in _MADE_BY_NAME or not members or len(members) < len(returns):
        return None
    objects = [Instance(hit.target, site) for site in resolver.makers(hit.target)[:_MAX_OBJECTS]]
    things = (
        thing
        for one in objects
        for member in members
        for thing in object_member(resolver, one, member.removeprefix("self."))
    )
    texts = ((str(one.value), ((one.path, one.line),)) for one in things if isinstance(one, Const) and not one.partial)
    return list(dict.fromkeys(label for label in texts if IDENTIFIER.fullmatch(label[0])))

"""The objects that blocks of Ruby are evaluated in: `Desk.define(:clerk) { model "gpt-4o" }`, whose method hands its
block to `builder.instance_eval(&block)`, so that `model` is a method of the builder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.scanners.code.facts import Call, Name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Definition, Env, Follower, Instance, Site, Taker

_EVALUATES = frozenset("instance_eval instance_exec class_eval class_exec module_eval".split())
_ROUNDS = 2  # functions that hand a block on to one that evaluates it
_MAX_DEPTH = 3
_MAKER = "constructor"
_MAX_TAKERS = 40  # functions of one name


Takers = Mapping[str, list[Taker]]


def block_takers(modules: Iterable[Module]) -> Takers:
    """The functions of Ruby that have blocks evaluated, by what calls of them are called."""
    found: dict[str, list[Taker]] = defaultdict(list)
    ruby = [module for module in modules if module.group == "ruby"]
    for module in ruby:
        for _, call in _handing(module):
            holder, _, method = call.callee.rpartition(".")
            if method in _EVALUATES:
                within = call.receiver or (Name(holder, call.line) if holder not in ("", "self") else None)
                found[_called(call.scope)].append(Taker(module.path, call.scope, within))
    for _ in range(_ROUNDS if found else 0):
        for module in ruby:
            for index, call in _handing(module):
                name = _called(call.scope)
                known = any(one[:2] == (module.path, call.scope) for one in found.get(name, ()))
                if call.callee.rpartition(".")[2] in found and not known:
                    found[name].append(Taker(module.path, call.scope, None, index))
    return found


def _handing(module: Module) -> Iterator[tuple[int, Call]]:
    """The calls of functions that are handed one of their parameters."""
    for index, call in enumerate(module.facts.calls):
        if call.scope in module.functions and any(
            isinstance(one, Name) and (call.scope, one.path) in module.params for one in call.args
        ):
            yield index, call


def _called(scope: str) -> str:
    """What a call of a function is called; an object's maker is called as its class."""
    outer, _, name = scope.rpartition(".")
    return outer.rpartition(".")[2] if name == _MAKER else name


def evaluated_in(ev: Follower, site: Site, depth: int = 0) -> list[Abstract]:
    """What the block that a call is given is evaluated in."""
    call = ev.modules[site.env.path].call(site.call)
    takers = ev.block_takers.get(call.callee.rpartition(".")[2], ())[:_MAX_TAKERS]
    found: list[Abstract] = []
    for target in ev.callee(site) if takers and depth < _MAX_DEPTH else ():
        if not isinstance(target, Definition):
            continue
        for taker in takers:
            if taker.path == target.path and taker.scope in (target.scope, f"{target.scope}.{_MAKER}"):
                found += _objects(ev, taker, target, site, depth)
    return found


def _objects(ev: Follower, taker: Taker, target: Definition, site: Site, depth: int) -> list[Abstract]:
    env = Env(taker.path, taker.scope)
    if taker.through >= 0:
        return evaluated_in(ev, Site(env, taker.through), depth + 1)
    if taker.within is not None:
        return list(ev.evaluate(taker.within, env))
    if target.kind == "class":
        return [Instance(target, site)]
    owner = target.owner
    cls = ev.modules[taker.path].enclosing_class(taker.scope)
    return [owner] if owner is not None else [Instance(Definition(taker.path, "class", cls))] if cls else []

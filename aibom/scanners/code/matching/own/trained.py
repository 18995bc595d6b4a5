"""Networks of the project's own making that it trains: classes of the tree that derive from PyTorch's `nn.Module` and
whose parameters an optimiser is given (`optim.Adam(model.parameters())`). They are known by the names of their
classes, also where what is saved of them has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import Call, Name, Value
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.members import outside_bases
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env, Instance

_OPTIMISER = re.compile(
    r"(?:.*\.)?(?:optim\.\w+|\w*Adam\w*|SGD|RMSprop|Adagrad|Adadelta|Adamax|LBFGS|Lion|Lamb|RAdam|Adafactor"
    r"|\w*[Oo]ptimi[sz]er\w*)"
)
_PARAMETERS = ".parameters"
_MODULE = "Module"  # the last name of what networks of PyTorch derive from
_CONFIDENCE = 0.6
_MAX_NETWORKS = 20  # of one file


def trained_networks(resolver: Resolver) -> Iterator[Observation]:
    """The classes of such networks, at their definitions and where they are made for training."""
    told: set[tuple[Definition, str, int]] = set()
    for path, module in resolver.modules.items():
        if module.group != "python" or is_test(path) or usage_of(path) != "used":
            continue
        found = dict.fromkeys(one for call in _optimised(module) for one in _networks(resolver, path, call))
        for cls, line in within(list(found), _MAX_NETWORKS, "networks of one file", path):
            declared = resolver.modules[cls.path].classes[cls.scope]
            for at, place in ((cls.path, declared.line), (path, line)):
                if (cls, at, place) not in told:
                    told.add((cls, at, place))
                    yield _observed(declared.name, cls.path, at, place)


def _observed(name: str, scope: str, path: str, line: int) -> Observation:
    facts: dict[str, Json] = {"hosted": False, "usage": "used"}
    evidence = Evidence(path=path, line=line, symbol=name, confidence=_CONFIDENCE)
    return Observation(subject=Subject(kind=Kind.MODEL, name=name, scope=scope), evidence=evidence, facts=facts)


def _optimised(module: Module) -> Iterator[Call]:
    """The calls of `parameters()` that stand in the call of an optimiser."""
    asked = [one for one in module.facts.calls if one.callee.endswith(_PARAMETERS) and one.receiver is None]
    if not asked:
        return
    makers = [one for one in module.facts.calls if _OPTIMISER.fullmatch(one.callee)]
    yield from (one for one in asked if any(maker.line <= one.line <= maker.end_line for maker in makers))


def _networks(resolver: Resolver, path: str, call: Call) -> Iterator[tuple[Definition, int]]:
    """The classes of the network whose parameters are asked for, with the line where it is asked."""
    owner: Value = Name(call.callee.removesuffix(_PARAMETERS), call.line)
    for thing in resolver.evaluate(owner, Env(path, call.scope)):
        if isinstance(thing, Instance) and _is_network(resolver, thing.cls):
            yield thing.cls, call.line


def _is_network(resolver: Resolver, cls: Definition) -> bool:
    bases = outside_bases(resolver, cls)
    return any(one.module.partition(".")[0] == "torch" and one.path.endswith(_MODULE) for one in bases)

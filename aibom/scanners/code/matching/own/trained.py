"""Networks of the project's own making that it trains: classes of the tree that derive from PyTorch's `nn.Module` and
whose parameters an optimiser is given (`optim.Adam(model.parameters())`). They are known by the names of their
classes, also where what is saved of them has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import Call, Name, Value
from aibom.scanners.code.matching.linking.training import data_of_runs
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.members import outside_bases
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env, Instance, Site

_OPTIMISER = re.compile(
    r"(?:.*\.)?(?:optim\.\w+|\w*Adam\w*|SGD|RMSprop|Adagrad|Adadelta|Adamax|LBFGS|Lion|Lamb|RAdam|Adafactor"
    r"|\w*[Oo]ptimi[sz]er\w*)"
)
_PARAMETERS = ".parameters"
_MODULE = "Module"  # the last name of what networks of PyTorch derive from
_CONFIDENCE = 0.6
_NO_BASE = ("file", "url", "spacy")  # what is loaded may be the network's own; the last take texts apart beside it
_MAX_CALLS = 200  # of one network
_FEW_BASES = 3  # parts of one network that are pretrained
_MAX_NETWORKS = 20  # of one file


def trained_networks(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Observation | Link]:
    """The classes of such networks, at their definitions and where they are made for training, with the pretrained
    models that they are made of and the data of the file that trains them."""
    resolver = tracer.resolver
    data = data_of_runs(tracer, hits)
    told: set[tuple[Definition, str, int]] = set()
    for path, module in resolver.modules.items():
        if module.group != "python" or is_test(path) or usage_of(path) != "used":
            continue
        found = dict.fromkeys(one for call in _optimised(module) for one in _networks(resolver, path, call))
        for cls, line in within(list(found), _MAX_NETWORKS, "networks of one file", path):
            declared = resolver.modules[cls.path].classes[cls.scope]
            yield from _lineage(tracer, cls, path, line, data.get(path, []))
            for at, place in ((cls.path, declared.line), (path, line)):
                if (cls, at, place) not in told:
                    told.add((cls, at, place))
                    yield _observed(declared.name, cls.path, at, place)


def _lineage(tracer: Tracer, cls: Definition, path: str, line: int, data: list[Found]) -> Iterator[Link]:
    """What a network is made of and learns from; what it loads from a file may be its own, saved before."""
    declared = tracer.resolver.modules[cls.path].classes[cls.scope]
    network = Subject(kind=Kind.MODEL, name=declared.name, scope=cls.path)
    evidence = Evidence(path=path, line=line, symbol=declared.name, confidence=_CONFIDENCE)
    whole = (cls, *_parts(tracer.resolver, cls))
    inside = dict.fromkeys(one.subject for part in whole for one in tracer.holds(Instance(part), "base"))
    bases = [one for one in inside if one.origin not in _NO_BASE and one != network]
    for base in bases if len(bases) <= _FEW_BASES else ():
        yield Link(source=network, kind=RelationKind.DERIVED_FROM, target=base, evidence=evidence)
    for one in data:
        yield Link(source=network, kind=RelationKind.TRAINED_ON, target=one.subject, evidence=evidence)


def _parts(resolver: Resolver, cls: Definition) -> Iterator[Definition]:
    """The networks of the tree that a network makes: `self.image_encoder = ImageEncoder()`."""
    module = resolver.modules[cls.path]
    for index in islice(module.within(cls.scope), _MAX_CALLS):
        made = resolver.callee(Site(Env(cls.path, module.call(index).scope), index))
        classes = (one for one in made if isinstance(one, Definition) and one.kind == "class")
        yield from (one for one in classes if one != cls and _is_network(resolver, one))


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

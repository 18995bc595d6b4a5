"""Networks of the project's own making that it trains: classes of the tree whose parameters are asked for
(`optim.Adam(model.parameters())`), which a trainer is given, or which build their layers beside an optimiser. They are
known by the names of their classes, also where what is saved of them has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import Call, CallRef, Map, Name, Seq, Value
from aibom.scanners.code.matching.linking.training import data_of_runs
from aibom.scanners.code.matching.own.network_classes import Networks
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Definition, Env, Instance, Lost, Site

_OPTIMISER = re.compile(
    r"(?:.*\.)?(?:optim\.\w+|\w*Adam\w*|SGD|RMSprop|Adagrad|Adadelta|Adamax|LBFGS|Lion|Lamb|RAdam|Adafactor"
    r"|\w*[Oo]ptimi[sz]er\w*)"
)
# Methods and members that give what of a network is learnt.
_PARAMETERS = ("parameters", "named_parameters", "trainable_params", "collect_params")
_VARIABLES = (".trainable_variables", ".trainable_weights")
_OPTIMISERS = ("torch.optim", "torch_optim")
_TAKES_STEPS = re.compile(r"(?:.*\.)?(?:backward|zero_grad)")
_LEARNS = re.compile(r"(?:.*\.)?(?:minimize|apply_gradients|fit|fit_generator|train_on_batch)")
# Members of a configuration that are networks of their own within what it has made.
_MAIN = re.compile(
    r"(?:^|_)(?:(?:sub)?net|network|unet|(?:first|cond)_stage|backbone|model|generator|vae|autoencoder)(?:_|\Z)"
)
_CONFIDENCE = 0.6
_NO_BASE = ("file", "url", "spacy")  # what is loaded may be the network's own; the last take texts apart beside it
_MAX_CALLS = 200  # of one network
_FEW_BASES = 3  # parts of one network that are pretrained
_MAX_NETWORKS = 20  # of one file
_Trained = tuple[Definition, int]  # a network and the line that says that it is trained


def trained_networks(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Observation | Link]:
    """The classes of such networks, at their definitions and where they are made for training, with the pretrained
    models that they are made of and the data of the file that trains them."""
    resolver = tracer.resolver
    networks = Networks(resolver)
    data = data_of_runs(tracer, hits)
    told: set[tuple[Definition, str, int]] = set()
    for path, found in _by_file(networks, hits).items():
        for cls, line in within(list(dict.fromkeys(found)), _MAX_NETWORKS, "networks of one file", path):
            declared = resolver.modules[cls.path].classes[cls.scope]
            yield from _lineage(networks, tracer, cls, path, line, data.get(path, []))
            for at, place in ((cls.path, declared.line), (path, line)):
                if (cls, at, place) not in told:
                    told.add((cls, at, place))
                    yield _observed(declared.name, cls.path, at, place)


def _by_file(networks: Networks, hits: Sequence[Hit]) -> dict[str, list[_Trained]]:
    """What each file trains."""
    found: dict[str, list[_Trained]] = {}
    for path, module in networks.resolver.modules.items():
        if module.group == "python" and not is_test(path) and usage_of(path) == "used":
            asked = [*_of_parameters(networks, path, module), *_of_variables(networks, path, module)]
            found[path] = [*asked, *_configured(networks, path, module)]
    for hit in hits:
        if hit.path in found and _trains(hit):
            found[hit.path] += _given(networks, hit)
    for cls in networks.built():
        for path, line in _learning(networks, cls):
            found.setdefault(path, []).append((cls, line))
    if not any(found.values()):
        found.update((path, [(cls, line) for cls in networks.unmade()]) for path, line in _unknown(networks))
    return found


def _unknown(networks: Networks) -> Iterator[tuple[str, int]]:
    """Where something of which nothing is known has its parameters optimised."""
    for path, module in networks.resolver.modules.items():
        for call in _asked(path, module):
            owner = _owner(call)
            things = networks.resolver.evaluate(owner, Env(path, call.scope)) if owner is not None else ()
            if things and all(isinstance(one, Lost) for one in things):
                yield path, call.line


def _lineage(
    networks: Networks, tracer: Tracer, cls: Definition, path: str, line: int, data: list[Found]
) -> Iterator[Link]:
    """What a network is made of and learns from; what it loads from a file may be its own, saved before."""
    declared = tracer.resolver.modules[cls.path].classes[cls.scope]
    network = Subject(kind=Kind.MODEL, name=declared.name, scope=cls.path)
    evidence = Evidence(path=path, line=line, symbol=declared.name, confidence=_CONFIDENCE)
    whole = (cls, *_parts(networks, cls))
    inside = dict.fromkeys(one.subject for part in whole for one in tracer.holds(Instance(part), "base"))
    bases = [one for one in inside if one.origin not in _NO_BASE and one != network]
    for base in bases if len(bases) <= _FEW_BASES else ():
        yield Link(source=network, kind=RelationKind.DERIVED_FROM, target=base, evidence=evidence)
    for one in data:
        yield Link(source=network, kind=RelationKind.TRAINED_ON, target=one.subject, evidence=evidence)


def _parts(networks: Networks, cls: Definition) -> Iterator[Definition]:
    """The networks of the tree that a network makes: `self.image_encoder = ImageEncoder()`."""
    resolver = networks.resolver
    module = resolver.modules[cls.path]
    for index in islice(module.within(cls.scope), _MAX_CALLS):
        made = resolver.callee(Site(Env(cls.path, module.call(index).scope), index))
        classes = (one for one in made if isinstance(one, Definition) and one.kind == "class")
        yield from (one for one in classes if one != cls and networks.has(one))


def _observed(name: str, scope: str, path: str, line: int) -> Observation:
    facts: dict[str, Json] = {"hosted": False, "usage": "used", "source": f"code:{scope}"}
    evidence = Evidence(path=path, line=line, symbol=name, confidence=_CONFIDENCE)
    return Observation(subject=Subject(kind=Kind.MODEL, name=name, scope=scope), evidence=evidence, facts=facts)


def _of_parameters(networks: Networks, path: str, module: Module) -> Iterator[_Trained]:
    """The networks whose parameters a file asks for; a network asks for its own and its parts' also to freeze them or
    to count them."""
    for call in _asked(path, module):
        around = module.enclosing_class(call.scope)
        freezes = around is not None and networks.has(Definition(path, "class", around))
        if not freezes or _is_within(call, module):
            yield from _networks(networks, path, call, _owner(call))


def _asked(path: str, module: Module) -> list[Call]:
    """The calls that ask for parameters, in a file that has something learn."""
    if module.group != "python" or is_test(path) or usage_of(path) != "used":
        return []
    asked = [one for one in module.facts.calls if one.callee.rpartition(".")[2] in _PARAMETERS]
    learns = asked and any(_TAKES_STEPS.fullmatch(one.callee) or _is_optimiser(one) for one in module.facts.calls)
    return asked if learns else []


def _is_within(call: Call, module: Module) -> bool:
    """Whether a call stands in that of an optimiser."""
    makers = (one for one in module.facts.calls if _is_optimiser(one))
    return any(maker.line <= call.line <= maker.end_line for maker in makers)


def _is_optimiser(call: Call) -> bool:
    """Whether a call makes an optimiser, or looks one up: `getattr(torch.optim, config["optimizer"])(...)`."""
    modules = (one.path for one in call.args if isinstance(one, Name))
    return bool(_OPTIMISER.fullmatch(call.callee)) or any(one.endswith(_OPTIMISERS) for one in modules)


def _owner(call: Call) -> Value | None:
    """What the method of a call is asked of."""
    if call.receiver is not None:
        return call.receiver if "." not in call.callee else None
    owner = call.callee.rpartition(".")[0]
    return Name(owner, call.line) if owner else None


def _of_variables(networks: Networks, path: str, module: Module) -> Iterator[_Trained]:
    """The networks whose variables a call is given: `tape.gradient(loss, model.trainable_variables)`."""
    for call in module.facts.calls:
        for value in (*call.args, *(one for _, one in call.kwargs)):
            if isinstance(value, Name) and value.path.endswith(_VARIABLES):
                yield from _networks(networks, path, call, Name(value.path.rpartition(".")[0], value.line))


def _networks(networks: Networks, path: str, call: Call, owner: Value | None) -> Iterator[_Trained]:
    things = networks.resolver.evaluate(owner, Env(path, call.scope)) if owner is not None else ()
    yield from ((cls, call.line) for thing in things if isinstance(thing, Instance) for cls in networks.classes(thing))


def _configured(networks: Networks, path: str, module: Module) -> Iterator[_Trained]:
    """The networks that a configuration has made (see aibom.scanners.code.configured): those that are no part of what
    it makes beside, and of their parts those whose key says that they are networks as well."""
    calls = module.facts.calls if path.endswith((".yaml", ".yml")) else ()
    inside = {index for call in calls for _, one in call.kwargs for index in _made_in(one)}
    outer = [index for index, _ in enumerate(calls) if index not in inside]
    main = [one.call for at in outer for key, one in calls[at].kwargs if isinstance(one, CallRef) and _MAIN.search(key)]
    for index in (*outer, *main):
        made = networks.resolver.callee(Site(Env(path, calls[index].scope), index))
        yield from ((one, calls[index].line) for one in made if isinstance(one, Definition) and networks.has(one))


def _made_in(value: Value) -> Iterator[int]:
    """The calls whose results a value holds."""
    match value:
        case CallRef():
            yield value.call
        case Seq():
            yield from (index for one in value.items for index in _made_in(one))
        case Map():
            yield from (index for _, one in value.pairs for index in _made_in(one))


def _trains(hit: Hit) -> bool:
    """Whether a call optimises what it is given, or is a trainer of a library that also saves it."""
    step = hit.signature.step
    return hit.site.call >= 0 and (step == "optimise" or (step == "save" and hit.signature.naming == "hub"))


def _given(networks: Networks, hit: Hit) -> Iterator[_Trained]:
    """The networks that a call which trains is given."""
    for locator in hit.signature.roles.get("model", ()):
        for thing in located(networks.resolver, locator, hit.site):
            yield from ((cls, hit.line) for cls in _as_given(networks, thing))


def _as_given(networks: Networks, thing: Abstract) -> list[Definition]:
    return networks.classes(thing) if isinstance(thing, Instance | Definition) else []


def _learning(networks: Networks, cls: Definition) -> Iterator[tuple[str, int]]:
    """Where a class that builds layers is made, if it learns itself or who makes it has something learn."""
    module = networks.resolver.modules[cls.path]
    itself = any(_LEARNS.fullmatch(module.call(index).callee) for index in module.within(cls.scope))
    for site in networks.resolver.callers(cls):
        maker = networks.resolver.modules[site.env.path]
        used = not is_test(site.env.path) and usage_of(site.env.path) == "used"
        if used and (itself or any(_LEARNS.fullmatch(call.callee) for call in maker.facts.calls)):
            yield site.env.path, maker.call(site.call).line

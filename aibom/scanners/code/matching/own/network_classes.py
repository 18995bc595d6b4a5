"""Which classes of the tree are networks: those that derive from a library's class for them, through classes of the
tree, and those on `object` that build layers of TensorFlow in their methods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from aibom.core import re
from aibom.scanners.code.facts import Call, Class, Name
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.members import heirs_of, outside_bases
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Definition, Instance

# Package -> how the classes end that networks derive from.
_BASES = {
    "torch": "Module",
    "lightning": "LightningModule",
    "pytorch_lightning": "LightningModule",
    "tensorflow": "Model",
    "keras": "Model",
    "tf_keras": "Model",
    "transformers": "PreTrainedModel",
    "flax": "Module",
    "haiku": "Module",
    "equinox": "Module",
    "mlx": "Module",
    "paddle": "Layer",
    "mindspore": "Cell",
    "mxnet": "Block",
    "chainer": "Chain",
    "jittor": "Module",
    "oneflow": "Module",
    "megengine": "Module",
    "mmengine": "BaseModule",
}
_NO_NETWORK = re.compile(r"(?:Loss|Criterion|Criterions|Metrics?|Optimi[sz]er|Scheduler)\Z|\ALoss")
_ON_GRAPHS = frozenset("tensorflow keras tf_keras tflearn tf_slim".split())
_LAYER = re.compile(r"\.(?:layers|nn|contrib|slim)\.\w|\.(?:Sequential|get_variable)\Z|\Atf_slim\.|\Atflearn\.")
_FEW_LAYERS = 2
# Classes that have a network made, and are none.
_RUNS = re.compile(
    r"(?:Train|Solv|Runn|Manag|Load|Predict|Evaluat|Analy[sz]|Process)(?:er|or)\Z|Experiment|Pipeline|Service|App\Z|Agent|Env\Z|Test|Data"
)
_MAX_HEIRS = 8
_MANY = 5


class Networks:
    """Answers what is a network; each class is asked about once."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._known: dict[Definition, bool] = {}

    def classes(self, thing: Abstract) -> list[Definition]:
        """The networks that a thing is an object of, or is itself; of a base that nobody makes those that are made."""
        cls = thing.cls if isinstance(thing, Instance) else thing
        if not isinstance(cls, Definition) or not self.has(cls):
            return []
        return [cls] if self.resolver.callers(cls) else self._heirs(cls) or [cls]

    def has(self, cls: Definition) -> bool:
        """Whether a class is one."""
        cls = cls._replace(owner=None)
        if cls not in self._known:
            self._known[cls] = self._is_one(cls)
        return self._known[cls]

    def _is_one(self, cls: Definition) -> bool:
        declared = self.resolver.modules[cls.path].classes.get(cls.scope) if cls.kind == "class" else None
        if declared is None or _NO_NETWORK.search(declared.name):
            return False
        return any(_is_base(one.module, one.path) for one in outside_bases(self.resolver, cls))

    def _heirs(self, cls: Definition) -> list[Definition]:
        """The classes that derive from one and that somebody makes."""
        heirs = heirs_of(self.resolver, cls._replace(owner=None))
        return [one for one in heirs if self.resolver.callers(one)][:_MAX_HEIRS]

    def unmade(self) -> list[Definition]:
        """The networks that nobody makes by their names and that none derives from: what a look-up makes that cannot be
        followed. Many are a collection to choose from."""
        modules = ((path, one) for path, one in self.resolver.modules.items() if _is_own(path, one))
        every = (Definition(path, "class", scope) for path, module in modules for scope in module.classes)
        idle = (one for one in every if self.has(one) and not self.resolver.callers(one))
        found = list(islice((one for one in idle if not heirs_of(self.resolver, one)), _MANY))
        return found if len(found) < _MANY else []

    def built(self) -> Iterator[Definition]:
        """The classes on `object` that build layers in their methods."""
        for path, module in self.resolver.modules.items():
            brought = [one.module.partition(".")[0] for one in module.facts.imports]
            if _ON_GRAPHS.isdisjoint(brought) or not _is_own(path, module):
                continue
            for scope, declared in module.classes.items():
                if _is_alone(declared) and not _RUNS.search(declared.name) and _builds(module, scope):
                    yield Definition(path, "class", scope)


def _is_own(path: str, module: Module) -> bool:
    return module.group == "python" and not is_test(path) and usage_of(path) == "used"


def _is_base(module: str, path: str) -> bool:
    ending = _BASES.get(module.partition(".")[0])
    return ending is not None and path.endswith(ending)


def _is_alone(declared: Class) -> bool:
    return all(isinstance(base, Name) and base.path == "object" for base in declared.bases)


def _builds(module: Module, scope: str) -> bool:
    layers = (index for index in module.within(scope) if _is_layer(module, module.call(index)))
    return len(list(islice(layers, _FEW_LAYERS))) == _FEW_LAYERS


def _is_layer(module: Module, call: Call) -> bool:
    head, _, rest = call.callee.partition(".")
    brought = module.imports.get(head, ()) if call.receiver is None else ()
    names = (".".join(part for part in (one.module, one.name, rest) if part) for one in brought)
    return any(name.partition(".")[0] in _ON_GRAPHS and _LAYER.search(name) for name in names)

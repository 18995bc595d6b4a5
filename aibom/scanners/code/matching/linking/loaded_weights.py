"""Weights that are loaded into a network over a pretrained base: `model.load_state_dict(torch.load("mood.bin"))`, where
the class of `model` makes `BertModel.from_pretrained("bert-base-cased")`. They are that base, tuned elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Name, Value
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, unique
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.types import Const, Env

_LOADING = ".load_state_dict"
_OF_FILES = ("file", "url", "")
_NO_BASE = (*_OF_FILES, "spacy")  # whose models take texts apart beside a network
_CONFIDENCE = 0.7
_FEW = 3  # parts of one network that are pretrained


def loaded_weight_links(tracer: Tracer) -> Iterator[Link]:
    """The links from weights to the models that the network around them is made of."""
    for path, module in tracer.resolver.modules.items():
        calls = module.facts.calls if module.group == "python" and not is_test(path) else ()
        for call in (one for one in calls if one.callee.endswith(_LOADING) and one.args):
            env = Env(path, call.scope)
            weights = _held(tracer, call.args[0], env, "model")
            network = Name(call.callee.removesuffix(_LOADING), call.line)
            bases = _held(tracer, network, env, "base") if weights else []
            bases = [one for one in bases if one.subject.origin not in _NO_BASE]
            evidence = Evidence(path=path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)
            for tuned in (one for one in weights if one.subject.origin in _OF_FILES) if len(bases) <= _FEW else ():
                for base in bases:
                    yield Link(
                        source=tuned.subject, kind=RelationKind.DERIVED_FROM, target=base.subject, evidence=evidence
                    )


def _held(tracer: Tracer, value: Value, env: Env, role: str) -> list[Found]:
    things = (thing for thing in tracer.resolver.evaluate(value, env) if not isinstance(thing, Const))
    return unique(one for thing in things for one in tracer.holds(thing, role))

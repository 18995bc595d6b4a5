"""Models that a script measures on data, although no call is given both: it loads a model and rows, and compares what
the one answers with what stands in the other.

    asr = pipeline("automatic-speech-recognition", model=NAME); rows = load_dataset("common_voice", split="test")
    print(evaluate.load("wer").compute(predictions=[asr(row) for row in rows], references=...))
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import ModuleFacts
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.paths import is_test

# Packages that only compare answers with what is right.
_MEASURES = ("evaluate", "jiwer", "sacrebleu", "rouge_score", "rouge", "bert_score", "seqeval", "sklearn.metrics")
_FEW = 2  # models, and data sets: of more it cannot be told which is measured on which
_LEARNS = ("optimise", "save")


def evaluated_links(tracer: Tracer, hits: Iterable[Hit], drawn: Sequence[Link]) -> Iterator[Link]:
    """The links of scripts that measure and do not train, where they join no data to a model yet."""
    by_path: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_path[hit.path].append(hit)
    told = {link.evidence.path for link in drawn if link.evidence is not None and _joins_data(link)}
    for path, own in by_path.items():
        module = tracer.resolver.modules[path]
        learns = any(hit.signature.step in _LEARNS for hit in own)
        if module.group != "python" or learns or path in told or is_test(path) or not _measures(module.facts):
            continue
        models, data = _of(tracer, own, Kind.MODEL), _of(tracer, own, Kind.DATASET)
        for hit, model in models.values() if 0 < len(models) <= _FEW and 0 < len(data) <= _FEW else ():
            evidence = Evidence(path=path, line=hit.line, symbol=hit.name, confidence=0.5)
            for _, rows in data.values():
                yield Link(source=model.subject, kind=RelationKind.EVALUATED_ON, target=rows.subject, evidence=evidence)


def _measures(facts: ModuleFacts) -> bool:
    """Whether a file calls what compares answers with what is right."""
    names = {one.alias for one in facts.imports if _is_measure(f"{one.module}.{one.name or ''}")}
    return bool(names) and any(call.callee.partition(".")[0] in names for call in facts.calls)


def _is_measure(module: str) -> bool:
    return module.startswith(tuple(f"{known}." for known in _MEASURES))


def _joins_data(link: Link) -> bool:
    kinds = {one.kind for one in (link.source, link.target) if one is not None}
    return kinds == {Kind.MODEL, Kind.DATASET}


def _of(tracer: Tracer, hits: Iterable[Hit], kind: Kind) -> dict[object, tuple[Hit, Found]]:
    """What the hits of a file yield of a kind, each with the first hit that does."""
    found: dict[object, tuple[Hit, Found]] = {}
    for hit in hits:
        for one in unique(tracer.yields(hit)) if hit.signature.kind == kind.value else ():
            found.setdefault(one.subject, (hit, one))
    return found

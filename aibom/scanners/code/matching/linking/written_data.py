"""Data that code makes of other data: what it reads, and the file that it writes.

    ratings = pd.read_csv("ratings.csv")
    ratings.pivot_table(index="title").to_pickle("pivot.pkl")

What is written comes from what the written object holds, else from the data that the function around reads, else the
file. The links are tentative: they are drawn where both ends are data elsewhere in the project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.matching.model_names import is_name, local_path, looks_like_hub
from aibom.scanners.code.matching.naming.texts import flat
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.types import Const

_MAX_READ = 4  # data sets that one file is made of; of more it cannot be told which
_MAX_WRITTEN = 12
_KEEPS = 2  # files that the same code reads and writes: it keeps what it is handed, and makes none of another
_WRITES = ("w", "a", "x")


def written_data(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links from data that is written to the data it is made of."""
    by_path: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if (hit.signature.step in ("write", "open") or hit.signature.kind == "dataset") and not is_test(hit.path):
            by_path[hit.path].append(hit)
    for own in by_path.values():
        writes = [hit for hit in own if hit.signature.step and _is_written(tracer, hit)]
        reads = [hit for hit in own if hit not in writes]
        links = [link for hit in writes for link in _of_held(tracer, hit)]
        known = {link.source for link in links}
        yield from links
        for hit in writes:
            yield from _of_read(tracer, hit, reads, known)


def _is_written(tracer: Tracer, hit: Hit) -> bool:
    """Whether a call writes; `open` does so by its mode."""
    if hit.signature.step == "write":
        return True
    texts = tracer.namer.texts
    mode = texts.first("mode", hit.site) or texts.first("1", hit.site) or "r"
    return mode.startswith(_WRITES)


def _of_held(tracer: Tracer, hit: Hit) -> Iterator[Link]:
    """What is written comes from the data that the written object holds."""
    held = [one.subject for one in tracer.role(hit, "rows", hit.signature.roles.get("train", ()))]
    yield from _links(hit, _named(tracer, hit) if held else [], held)


def _of_read(tracer: Tracer, hit: Hit, reads: Sequence[Hit], known: set[Subject | None]) -> Iterator[Link]:
    """What else is written comes from what the function around has read before, else from what its file has."""
    named = _named(tracer, hit)
    written = [one for one in named if one not in known]
    function = tracer.resolver.modules[hit.path].enclosing_function
    scope = function(hit.site.env.scope)
    near = [one for one in reads if function(one.site.env.scope) == scope and one.line <= hit.line]
    sources = (_all_of(tracer, near) or ([] if near else _all_of(tracer, reads))) if written else []
    if len(set(named).intersection(sources)) < _KEEPS:
        yield from _links(hit, written, sources)


def _links(hit: Hit, written: Sequence[Subject], sources: Sequence[Subject]) -> Iterator[Link]:
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.6)
    for source in sources if len(sources) <= _MAX_READ and len(written) <= _MAX_WRITTEN else ():
        for output in written:
            if output != source:
                yield Link(
                    source=output, kind=RelationKind.DERIVED_FROM, target=source, evidence=evidence, tentative=True
                )


def _all_of(tracer: Tracer, reads: Iterable[Hit]) -> list[Subject]:
    found: dict[Subject, None] = {}
    for hit in reads:
        named = [one.subject for one in tracer.yields(hit)] if hit.signature.kind else _named(tracer, hit)
        found.update(dict.fromkeys(named))
    return list(found)


def _named(tracer: Tracer, hit: Hit) -> list[Subject]:
    """The files, folders and names on the hub that a call reads or writes."""
    found: list[Subject] = []
    for locator in hit.signature.name:
        for value in flat(tracer.resolver, located(tracer.resolver, locator, hit.site)):
            if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                found += _subjects(tracer, hit, value.value.strip(), value.path)
        if found:
            break
    return list(dict.fromkeys(found))


def _subjects(tracer: Tracer, hit: Hit, name: str, path: str) -> list[Subject]:
    if not is_name(name):
        return []
    if hit.signature.naming == "hub" and looks_like_hub(name) and not local_path(name):
        return [Subject(kind=Kind.DATASET, name=name, origin="hf")]
    return [Subject(kind=Kind.DATASET, name=tracer.namer.path_of(name, path), origin="file")]

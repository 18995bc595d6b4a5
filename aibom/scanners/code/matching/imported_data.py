"""Documents that a script imports and makes embeddings of: `import faqs from "../data/faqs.json"` beside a store that
is filled. What a program imports for itself (settings, words of its pages, descriptions of its types) is no data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.indexed import indexes
from aibom.scanners.code.matching.model_names import TreePaths
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.resolver import Resolver

_CONFIDENCE = 0.6
_ENDINGS = (".json", ".jsonl", ".csv", ".txt", ".md")
_OF_PROGRAM = re.compile(
    r"(?:^|[/._-])(?:package|tsconfig|jsconfig|config\w*|settings?|schema|manifest|abi|locales?|i18n|lang|translations?|en"
    r"|messages|prompts?|character|env|credentials?|keys?|secrets?|theme|icons?|version|deno|components|openapi|swagger"
    r"|readme)(?:[/._-]|\Z)",
    re.IGNORECASE,
)


def imported_data(resolver: Resolver, hits: Iterable[Hit], paths: TreePaths) -> Iterator[Observation]:
    """The documents of the files that make embeddings or fill a vector store."""
    for path in dict.fromkeys(hit.path for hit in hits if indexes(resolver, hit)):
        module = resolver.modules[path]
        for one in module.facts.imports if module.group == "javascript" and usage_of(path) == "used" else ():
            if one.module.endswith(_ENDINGS) and not _OF_PROGRAM.search(one.module.lstrip("./@~")):
                name = paths.of(one.module.lstrip("@~#/"), path)
                subject = Subject(kind=Kind.DATASET, name=name, origin="file")
                evidence = Evidence(path=path, line=one.line, symbol=one.module[:200], confidence=_CONFIDENCE)
                facts = {"role": "knowledge-base", "source": f"file:{name}", "usage": "used"}
                yield Observation(subject=subject, evidence=evidence, facts=facts)

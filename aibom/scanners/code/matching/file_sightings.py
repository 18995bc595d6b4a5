"""What the files themselves say: imports, literals, requests written by hand, and prompts that nothing else told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Subject, Unknown
from aibom.scanners.code.facts import Lit, Map, key_name
from aibom.scanners.code.matching.guarded import Guarded
from aibom.scanners.code.matching.handwritten.requests import Places, Requests
from aibom.scanners.code.matching.libraries import libraries
from aibom.scanners.code.matching.literals.agent_mappings import Agents
from aibom.scanners.code.matching.literals.context import Context
from aibom.scanners.code.matching.literals.data_files import DataFiles
from aibom.scanners.code.matching.literals.literals_of import LiteralsOf
from aibom.scanners.code.matching.literals.named_prompts import named_prompts
from aibom.scanners.code.matching.literals.spoken_prompts import spoken_prompts
from aibom.scanners.code.matching.outside import outside_addresses
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import MENTIONED, Found
from aibom.scanners.code.paths import usage_of
from aibom.scanners.code.resolving.modules import Module

_ANSWERED = "serverInfo"  # what a client of MCP is told at first
_SETTERS = ("Value", "ConfigProperty")
_OF_AI = re.compile(
    r"(?:^|[^a-z])(?:open-?ai|(?:chat)?gpt|llm|anthropic|claude|gemini|ollama|mistral|deepseek)(?:[^a-z]|\Z)", re.I
)

_Named = tuple[str, str, int]  # a name and the place where it is written


class Known(NamedTuple):
    """What is known when the files themselves are read; `speaking` are those that speak of AI, by path."""

    tracer: Tracer
    taken: set[tuple[str, int]]
    links: list[Link]
    data_files: DataFiles
    speaking: dict[str, bool]
    hit_in: set[str]  # files in which something was found
    agents: Agents
    outside: list[Found]  # addresses of others that files ask
    tabled: dict[tuple[str, int], Found]  # models that tables by provider tell, by their places
    offered: set[tuple[str, int]]  # lines of functions that write the prompts of an MCP server
    asked: dict[_Named, Subject]  # models of requests, by their names and where these are written
    written: dict[tuple[str, int], set[tuple[str, int]]]  # where what a name stands for at a place is written
    handing: list[tuple[str, int]]  # requests that hand tools to their model


def of_files(known: Known, guarded: Guarded) -> Iterator[Observation | Unknown]:
    """What imports, literals and requests written by hand say, file by file; then the prompts that names tell."""
    modules = known.tracer.resolver.modules
    prompted = set(known.taken)
    found: list[Observation | Unknown] = []
    for path, module in modules.items():
        for one in guarded.run(path, _of_file, known, module, usage_of(path)):
            if isinstance(one, Observation) and one.subject.kind == Kind.PROMPT:
                if (one.evidence.path, one.evidence.line or 0) in known.offered:
                    continue
                prompted.add((one.evidence.path, one.evidence.line or 0))
            found.append(one)
    yield from (one for one in found if isinstance(one, Unknown) or not _is_asked(one, known))
    prompted |= known.offered
    somewhere = any(known.speaking.values())
    for path, module in modules.items():
        yield from guarded.run(path, _prompts_of, known, module, prompted, somewhere)


def _of_file(known: Known, module: Module, usage: str) -> Iterator[Observation | Unknown]:
    tracer, path = known.tracer, module.path
    known.speaking[path] = False
    yield from libraries(tracer.resolver, module, MENTIONED if usage == "mentioned" else 0.95, usage)
    literals = LiteralsOf(
        resolver=tracer.resolver,
        module=module,
        taken=known.taken,
        usage=usage,
        prompts=tracer.prompts,
        data_files=known.data_files,
        agents=known.agents,
        tabled=known.tabled,
    )
    seen = list(Context(literals).observe())
    known.links.extend(literals.links)
    services = {str(o.facts.get("provider")) for o in seen if o.subject.kind == Kind.SERVICE}
    told = {(o.subject, o.evidence.path, o.evidence.line) for o in seen}
    asked: list[Observation] = []
    places = Places(known.taken, known.tabled, literals.links)
    requests = Requests(tracer, module, places, services, usage)
    for one in requests.observe():
        if isinstance(one, Link):
            known.links.append(one)
        elif (one.subject, one.evidence.path, one.evidence.line) not in told:
            asked.append(one)
    known.written.update(literals.written)
    known.handing.extend((path, line) for line in requests.handing if usage == "used")
    known.asked.update(_models_of(asked))
    seen = [*(one for one in seen if not _is_asked(one, known)), *asked]
    own = [one for one in seen if one.evidence.path == path]
    noted = [(one.evidence.line or 0, Found(one.subject, one.facts)) for one in own]
    asking = outside_addresses(tracer.resolver, module) if usage == "used" else []
    known.outside.extend(found for _, found in asking)
    tracer.reach.note(path, [*noted, *requests.made, *asking])
    named = any(one.subject.kind in (Kind.SERVICE, Kind.MODEL) for one in own)
    told_so = path in known.hit_in or tracer.resolver.imports_ai(module) or _is_set(module) or _serves(module)
    known.speaking[path] = named or told_so
    yield from seen
    yield from requests.unknowns.values()


def _is_set(module: Module) -> bool:
    """Whether a class of Spring or Quarkus is given a setting of AI: `@Value("${openai.model}")`."""
    calls = module.facts.calls if module.group == "jvm" else ()
    told = (call for call in calls if call.form == "annotation" and call.callee in _SETTERS)
    keys = (value for call in told for value in (*call.args, *(value for _, value in call.kwargs)))
    return any(isinstance(key, Lit) and _OF_AI.search(str(key.value)) for key in keys)


def _serves(module: Module) -> bool:
    """Whether a file answers as an MCP server does that is written by hand: `{"serverInfo": {...}, ...}`."""
    facts = module.facts
    values = [value for call in facts.calls for value in call.args]
    values += [value for function in facts.functions for value in function.returns]
    maps = [value for value in values if isinstance(value, Map)]
    maps += [item for value in maps for _, item in value.pairs if isinstance(item, Map)]
    return any(key_name(key) == _ANSWERED for value in maps for key, _ in value.pairs)


def _models_of(asked: list[Observation]) -> dict[_Named, Subject]:
    """The models that requests ask, by their names and where these are written."""
    models = (one for one in asked if one.subject.kind == Kind.MODEL)
    return {(one.subject.name, one.evidence.path, one.evidence.line or 0): one.subject for one in models}


def _is_asked(one: Observation, known: Known) -> bool:
    """Whether a literal names a model of whose place a request says more: who serves it."""
    place = (one.evidence.path, one.evidence.line or 0)
    if one.subject.kind != Kind.MODEL or not known.asked:
        return False
    told = (known.asked.get((one.subject.name, *at)) for at in (place, *known.written.get(place, ())))
    return any(subject is not None and subject != one.subject for subject in told)


def _prompts_of(
    known: Known, module: Module, prompted: set[tuple[str, int]], somewhere: bool
) -> Iterator[Observation | Unknown]:
    """The prompts that names tell, and those that calls and texts tell; `somewhere` says whether any file of the tree
    has to do with AI."""
    usage = usage_of(module.path)
    for one in named_prompts(known.tracer.resolver, module, prompted, known.speaking, somewhere, usage):
        prompted.add((one.evidence.path, one.evidence.line or 0))
        yield one
    if somewhere:
        for one in spoken_prompts(known.tracer.prompts, module, prompted, usage, known.speaking[module.path]):
            known.speaking[module.path] = True
            yield one

"""What a framework's container hands over without a word in the code: the application's chat model, its tools, its
data. Spring, Quarkus and their like find them by type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import SETTINGS, Evidence, Link, Subject
from aibom.scanners.code.facts import CallRef, Lit, Value
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import ROLE_KINDS, Found, Hit, unique
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.beans import build_of
from aibom.scanners.code.resolving.locate import located, written
from aibom.scanners.code.resolving.types import Const, Definition, Env

_TYPES: dict[str, tuple[str, ...]] = {
    "servers": (),
    "embedding": ("EmbeddingModel",),
    "data": ("ContentRetriever", "RetrievalAugmentor"),
    "advisors": ("VectorStore",),
    "store": ("VectorStore",),
}
_MODEL_TYPES = ("ChatModel", "ChatLanguageModel", "StreamingChatModel", "StreamingChatLanguageModel", "ChatClient")
# Attributes of a framework's own settings that are assigned to.
_SETTINGS = {"llama-index": ("Settings.llm", "LlamaSettings.llm", "settings.llm")}
_GIVEN = {Kind.PROMPT: RelationKind.USES_PROMPT, Kind.TOOL: RelationKind.HAS_TOOL}  # what a model is given
# What the application's settings give for a role: the name under which the inventory looks for it.
_SETTLED = {
    "model": (Kind.MODEL, "chat"),
    "embedding": (Kind.MODEL, "embedding"),
    "servers": (Kind.TOOL, "mcp-servers"),
}
_STORE = Subject(kind=Kind.SERVICE, name="store", origin=SETTINGS)
_ADVISORS = ("QuestionAnswerAdvisor", "RetrievalAugmentationAdvisor", "VectorStoreDocumentRetriever")
_SERVICE, _UNNAMED = "RegisterAiService", Lit("", 0)
# What holds the tools of all servers that the settings name.
_OF_SERVERS = frozenset(
    "ToolCallbackProvider SyncMcpToolCallbackProvider AsyncMcpToolCallbackProvider McpToolCallbackProvider".split()
)
_AUGMENTED, _RETRIEVER = "retrievalAugmentor", "EmbeddingStoreContentRetriever"
_TOLD_AS = {"embedding": "model", "servers": "tools"}


def wired_links(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links of everything that is wired by a container."""
    all_hits = [hit for hit in hits if not is_test(hit.path)]
    for hit in all_hits:
        if not hit.signature.wired or hit.signature.kind == "tool":  # a server's tools are joined by where they stand
            continue
        if "store" in hit.signature.wired:
            yield from _stored(tracer, hit)
            continue
        own = tracer.yields(hit)
        if not hit.signature.kind:  # tools and texts that are handed over with one question
            roles = ((role, hit.signature.roles.get(role, ())) for role in ("tools", "prompt"))
            own = [one for role, places in roles for one in tracer.role(hit, role, places)]
        python = tracer.resolver.modules[hit.path].group == "python"
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
        yield from _of_servers(tracer, hit, evidence) if not own else ()
        for role in hit.signature.wired:
            told_as = _TOLD_AS.get(role, role)
            if role == "advisors":
                yield from _advised(tracer, hit, own, evidence)
                continue
            if tracer.role(hit, told_as, hit.signature.roles.get(told_as, ())):
                continue  # it is told after all
            if python:
                found = _configured(tracer, hit, role, all_hits)
            else:
                found = _tools(tracer, hit, all_hits) if role == "tools" else _made(tracer, hit, role)
            uses = hit.signature.kind in ("agent", "service")
            pair = (own, found) if uses else (found, own)  # a model has texts and tools
            yield from join_found(*pair, None, evidence)
            if not found and not python:
                yield from _of_settings(tracer, hit, own, role, evidence)


def injected_models(tracer: Tracer, path: str) -> list[Found]:
    """The chat models that the container's methods make, of the same build if it has any, else the one of all."""
    makers = [maker for name in _MODEL_TYPES for maker in tracer.resolver.beans(name) if not is_test(maker.path)]
    near = [maker for maker in makers if build_of(maker.path) == build_of(path)]
    found = unique(one for maker in near or makers for one in tracer.reach.of(maker) if one.subject.kind == Kind.MODEL)
    return found if near or len(found) == 1 else []


def _stored(tracer: Tracer, hit: Hit) -> Iterator[Link]:
    """Data that is added to a store which the container hands over: a method's makes it, or the settings name it."""
    if any(tracer.value(hit, value, env, "store", "^") for value, env in written(tracer.resolver, "^", hit.site)):
        return  # the store is told after all
    own = unique(
        one
        for value, env in written(tracer.resolver, "0", hit.site)
        for one in tracer.value(hit, value, env, "data", "0")
        if one.subject.kind == Kind.DATASET
    )
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
    made = _made(tracer, hit, "store") if own else []
    yield from join_found(own, made, RelationKind.STORES_IN, evidence)
    for one in () if made else own:
        yield Link(source=one.subject, kind=RelationKind.STORES_IN, target=_STORE, evidence=evidence)
    if own and not made:
        yield _filled(evidence)


def _advised(tracer: Tracer, hit: Hit, own: list[Found], evidence: Evidence) -> Iterator[Link]:
    """The store that advisors of Spring search for an agent: a method of the container's makes it, or the settings
    name it."""
    calls = tracer.resolver.modules[hit.path].facts.calls
    if not any(call.callee.partition(".")[0] in _ADVISORS for call in calls):
        return
    made = _made(tracer, hit, "store")
    yield from join_found(own, made, RelationKind.READS_DATA, evidence)
    yield from () if made else _in_store(own, evidence)


def _retrieved(tracer: Tracer, hit: Hit, own: list[Found], evidence: Evidence) -> Iterator[Link]:
    """The store of the settings that a retriever of the same build asks for an AI service, where the service names the
    class that makes it: `@RegisterAiService(retrievalAugmentor = Retriever.class)`."""
    makers = [one for one in located(tracer.resolver, _AUGMENTED, hit.site) if isinstance(one, Definition)]
    touched = [one for maker in makers for one in tracer.reach.of(maker)]
    stores = [one for one in touched if one.facts.get("service_type") == "vector-store"]
    yield from join_found(own, stores, RelationKind.READS_DATA, evidence)
    for path in {one.path for one in makers} if not stores else ():
        if any(_RETRIEVER in call.callee for call in tracer.resolver.modules[path].facts.calls):
            yield from _in_store(own, evidence)


def _in_store(own: list[Found], evidence: Evidence) -> Iterator[Link]:
    """Links to the store of the settings, which its embedding model fills."""
    for one in own:
        yield Link(source=one.subject, kind=RelationKind.READS_DATA, target=_STORE, evidence=evidence)
    if own:
        yield _filled(evidence)


def _of_servers(tracer: Tracer, hit: Hit, evidence: Evidence) -> Iterator[Link]:
    """The servers of MCP that a question to the container's model is given by the type that holds all of their tools:
    `.toolCallbacks(toolCallbackProvider)`."""
    if hit.signature.kind or "servers" not in hit.signature.wired:
        return
    types = {_declared(tracer, hit, value) for value, _ in written(tracer.resolver, "0", hit.site)}
    if types.isdisjoint(_OF_SERVERS):
        return
    told = tracer.role(hit, "model", hit.signature.roles.get("model", ()))
    models = [one.subject for one in told] or [Subject(kind=Kind.MODEL, name="chat", origin=SETTINGS)]
    servers = Subject(kind=Kind.TOOL, name="mcp-servers", origin=SETTINGS)
    for model in models:
        yield Link(source=model, kind=RelationKind.HAS_TOOL, target=servers, evidence=evidence)


def _declared(tracer: Tracer, hit: Hit, value: Value) -> str:
    """The type that a field or parameter is declared with."""
    module = tracer.resolver.modules[hit.path]
    name = getattr(value, "path", "").removeprefix("this.")
    fields = (one.annotation for one in module.bindings.get(name, ()))
    params = (one.annotation for (_, label), one in module.params.items() if label == name)
    return next((one for one in (*params, *fields) if one), "")


def _filled(evidence: Evidence) -> Link:
    """The store of the settings holds what their embedding model makes."""
    model = Subject(kind=Kind.MODEL, name="embedding", origin=SETTINGS)
    return Link(source=_STORE, kind=RelationKind.USES_MODEL, target=model, evidence=evidence)


def _service_model(tracer: Tracer, hit: Hit) -> str:
    """Which of several chat models an AI service of Quarkus takes, with a slash before it: that of its `modelName`,
    or "/" for the one without a name; "" of anything else."""
    module = tracer.resolver.modules[hit.path]
    scope = hit.target.scope if hit.target is not None else hit.site.env.scope
    owner = scope if scope in module.classes else module.enclosing_class(scope)
    for decorator in module.classes[owner].decorators if owner is not None else ():
        if isinstance(decorator, CallRef):
            call = module.call(decorator.call)
            if call.callee.rpartition(".")[2] == _SERVICE:
                things = tracer.resolver.evaluate(
                    dict(call.kwargs).get("modelName", _UNNAMED), Env(hit.path, owner or "")
                )
                return "/" + next((str(one.value) for one in things if isinstance(one, Const)), "")
        elif str(getattr(decorator, "path", "")).rpartition(".")[2] == _SERVICE:
            return "/"
    return ""


def _of_settings(tracer: Tracer, hit: Hit, own: list[Found], role: str, evidence: Evidence) -> Iterator[Link]:
    """Links to what the application's settings name, whichever it is: a chat or embedding model, MCP servers, a store
    that a retriever searches."""
    if role == "data":
        yield from _retrieved(tracer, hit, own, evidence)
    if role not in _SETTLED:
        return
    kind, name = _SETTLED[role]
    which = _service_model(tracer, hit) if role == "model" else ""
    model = Subject(kind=kind, name=name + which, origin=SETTINGS)
    if kind is Kind.TOOL:
        yield from (
            Link(source=one.subject, kind=RelationKind.HAS_TOOL, target=model, evidence=evidence) for one in own
        )
        return
    for one in own:
        if one.subject.kind in _GIVEN:
            yield Link(source=model, kind=_GIVEN[Kind(one.subject.kind)], target=one.subject, evidence=evidence)
        else:
            yield Link(source=one.subject, kind=RelationKind.USES_MODEL, target=model, evidence=evidence)


def _configured(tracer: Tracer, hit: Hit, role: str, hits: list[Hit]) -> list[Found]:
    """What a Python framework was told to take by default (`dspy.configure(lm=...)`, `Settings.llm = ...`)."""
    found: list[Found] = []
    for one in hits:
        setting = one.signature
        if not setting.kind and setting.framework == hit.signature.framework and role in setting.roles:
            found += tracer.role(one, role, setting.roles[role])
    for path, module in tracer.resolver.modules.items():
        for name in _SETTINGS.get(hit.signature.framework, ()):
            for binding in () if is_test(path) else module.bindings.get(name, ()):
                for thing in tracer.resolver.evaluate(binding.value, Env(path, binding.scope)):
                    found += tracer.holds(thing, role)
    return unique(found)


def _tools(tracer: Tracer, hit: Hit, hits: list[Hit]) -> list[Found]:
    """All annotated tools of the same build."""
    build = build_of(hit.path)
    marked = [h for h in hits if h.target is not None and h.signature.kind == "tool" and build_of(h.path) == build]
    return unique(one for tool in marked for one in tracer.yields(tool))


def _made(tracer: Tracer, hit: Hit, role: str) -> list[Found]:
    """What the container's methods make of the types that fill a role."""
    found: list[Found] = []
    for name in _TYPES.get(role, _MODEL_TYPES):
        for maker in tracer.resolver.beans(name):
            if build_of(maker.path) != build_of(hit.path):
                continue
            for one in tracer.reach.of(maker):
                if one.subject.kind in ROLE_KINDS.get(role, ("model",)):
                    found.append(one)
    return unique(found)

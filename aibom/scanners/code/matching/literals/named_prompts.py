"""Prompts that are told by the name a text is given: `const systemPrompt = "You are ..."`, `fun titlePrompt() = ...`.

Where a text goes cannot always be followed: it is sent by hand over HTTP, or through a framework of the project's
own. A long text under a name that says prompt, in a file that speaks to AI or is named for prompts, is one anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import Binding, CallRef, Either, FuncRef, Lit, Map, Name, Seq, Template, Value, key_name
from aibom.scanners.code.matching.literals.made_with_prompts import made_with_prompts
from aibom.scanners.code.matching.prompt_texts import is_prompt_name, prompt_facts
from aibom.scanners.code.matching.types import MENTIONED
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Definition, Env, Instance, Site

_PAINTERS = ("diffusers", "stability_sdk")
_TRAINERS = ("torch", "transformers", "datasets", "trl", "peft", "unsloth", "lightning", "tensorflow")
_INSTRUCTIONS = re.compile(r"(?!.*(?:install|setup|usage|help|login|user)).*instructions?")
_HOLDER = re.compile(r"(?:.*[a-z_-])?[Pp]rompts|PROMPTS")
_COLLECTION = re.compile(
    r"(?:.*_)?prompts?(?:_?(?:templates?|map|dict|library))?|(?:.*[a-z])?Prompts?(?:Templates?|Map)?", re.I
)
# A name that says it wherever it stands.
_CONSTANT = re.compile(r"(?:[A-Z0-9]+_)+PROMPT(?:_TEMPLATE)?|\w*(?:system_prompt|[sS]ystemPrompt)")
# Constants that may hold one, in a file that has to do with AI; what they say decides.
_TEMPLATED = re.compile(r"_?(?:[A-Z0-9]+_)*(?:INSTRUCTIONS?|GUIDELINES?|TEMPLATE|PERSONA|RUBRIC)(?:_[A-Z0-9]+)*")
_NO_TEMPLATE = re.compile(
    r"(?:.*_)?(?:INSTALL|SETUP|USAGE|HELP|LOGIN|URL|PATH|FILE|DIR|SQL|QUERY|HTML|EMAIL|MAIL|PAGE|TOOLTIP|PLACEHOLDER)(?:_.*)?"
)
_MARKS = re.compile(  # of how models are addressed in one text
    r"\[/?INST\]|<\|(?:im_start|user|system|assistant|start_header_id)"
    r"|#{2,3} ?(?:Instruction|Response|Human|Assistant|User)\b"
    r"|\b(?:USER|ASSISTANT|Human|Assistant|Question|Answer|Context) ?:"
)
_ENTRY = re.compile(r"(?:\w+\.)*(\w+)\[\"([\w .-]{1,80})\"\]")  # `PROMPTS["entity_extraction"] = "..."`
_PATH_WORDS = ("prompt", "system-instruction", "system_instruction")
_FORMS = frozenset("Template dedent cleandoc from_string Prompt SystemPrompt".split())
_MAX_PAIRS = 40
_LENGTH, _WORDS = 80, 12
_OF_SYSTEM = 25, 5  # of texts for the system, and that speak to a model
_TO_SYSTEM = ("system", "instruction", "guideline")
_MAX_RETURNS = 4
_WRAPPING, _MAX_NESTING = ("parts", "text", "content"), 4
_ADDRESSING = re.compile(  # what one says to a model; a name may be filled in
    r"\s*(?:#[^\n]{0,80}\n\s*|<\w{1,20}>\s*)?(?:"
    r"You(?: are|'re)(?: (?:an?|the|my|tasked|given|part)\b| [A-Z]\w+[, (]| ?\Z)"
    r"|(?:I want you to )?[Aa]ct as (?:an?|the)\b|Your (?:task|job|role|goal) is\b|As an? (?:AI|expert|helpful)\b)"
)
_MARKUP = re.compile(
    r"\s*<(?:!DOCTYPE|html|head|div|section|article|span|table|ul|ol|li|h[1-6]|svg|button|style|form)\b", re.I
)
_UNSPOKEN = re.compile(
    r".*(?:desc|description|title|label|tooltip|placeholder|help|error|hint|summary|example|bio|name)s?", re.I
)
_PLAIN_KEYS = frozenset(
    "prompt system template content text value instructions instruction systemprompt systemmessage message".split()
)
_STATES = frozenset(  # what keeps a value that the user may change: `useState("You are a ...")`
    "useState useRef ref shallowRef signal createSignal atom writable $state useLocalStorage useSessionStorage".split()
)
_ASKING = frozenset("showInputBox showQuickPick prompt prompts input password confirm select question ask text".split())
_LABELS = ("name", "id", "title", "label", "key", "slug", "value", "command")
_MAX_LABEL, _BEGINNING = 40, 200
_ROLE_CLASS = re.compile(r"(?:[A-Z]\w*)?(?:System|Chat|Agent|Assistant)(?:Role|Prompt)|Role|Persona")
_ROLE_KEYS = ("role", "system", "system_role", "persona")
_TRIMMED = ("trim", "trimStart", "strip", "join", "repeat")
_PLACES = re.compile(r"\{[A-Za-z_]\w{0,60}\}")
_MAX_CALLS = 2_000
_CONFIDENCE = 0.6


def named_prompts(
    resolver: Resolver,
    module: Module,
    told: Set[tuple[str, int]],
    speaking: Mapping[str, bool],
    somewhere: bool,
    usage: str,
) -> Iterator[Observation]:
    """The prompts of one file that nothing else told. `told` are the places of components, `speaking` tells of each
    file whether it is known to have to do with AI, `somewhere` whether any is."""
    named = list(_named(module))
    if any(imp.module.partition(".")[0] in _PAINTERS for imp in module.facts.imports):
        named = [one for one in named if "system" in one[0].lower()]  # what to paint is no instruction
    by_name = any(word in module.path.lower() for word in _PATH_WORDS)
    if named and not (speaking[module.path] or by_name or _calls(resolver, module, speaking)):
        named = [one for one in named if somewhere and _says_itself(module, one[0], one[2])]
    seen: set[int] = set()
    for name, scope, value in named:
        for thing in resolver.evaluate(value, Env(module.path, scope)):
            if not isinstance(thing, Const) or not _is_text(thing, name) or thing.path != module.path:
                continue
            if (thing.path, thing.line) in told or thing.line in seen or _is_told_above(module, scope, name, told):
                continue
            seen.add(thing.line)
            yield _observation(module, _apart(module, name, scope, thing.line, told, seen), scope, thing, usage)
    if somewhere and module.group == "python":
        yield from _imported_roles(resolver, module, told, usage)


def _apart(module: Module, name: str, scope: str, line: int, told: Set[tuple[str, int]], seen: Set[int]) -> str:
    """The name of a text, behind that of its class where several have one of that name, else with a number where others
    of the file are told by it already."""
    same = [one for one in module.bindings.get(name, ()) if isinstance(one.value, Lit | Template)]
    classes = {one.scope for one in same if one.scope in module.classes}
    if scope in classes and len(classes) > 1:
        return f"{module.classes[scope].name}.{name}"
    before = sum((module.path, one.line) in told or one.line in seen for one in same if one.line != line)
    return f"{name} {before + 1}" if before else name


def _says_itself(module: Module, name: str, value: Value) -> bool:
    """Whether it is a prompt wherever it stands: by a constant's name, as it speaks to a model, or as what a prompt of
    a list asks for (`[{ command: "commit", prompt: "Generate a message ..." }]`)."""
    if _CONSTANT.fullmatch(name) or _addresses(module, value):
        return True
    return is_prompt_name(name.rpartition(" ")[2]) and prompt_words().asking.match(_opening(value)) is not None


def _is_told_above(module: Module, scope: str, name: str, told: Set[tuple[str, int]]) -> bool:
    """Whether a text is what a function returns whose annotation is the prompt: `[McpServerPrompt] string Greet()`."""
    function = module.functions.get(scope)
    if function is None or function.name != name or not function.decorators:
        return False
    return any((module.path, line) in told for line in (function.line, *(one.line for one in function.decorators)))


def _imported_roles(
    resolver: Resolver, module: Module, told: Set[tuple[str, int]], usage: str
) -> Iterator[Observation]:
    """The texts of another file that are given to a class of roles: `SystemRole("Pilot", texts.PILOT_ROLE)`."""
    for scope, given in _given_roles(module):
        for thing in resolver.evaluate(given, Env(module.path, scope)) if given.path in module.imports else ():
            if not isinstance(thing, Const) or not isinstance(thing.value, str) or not thing.name.isupper():
                continue
            if thing.path != module.path and (thing.path, thing.line) not in told and _is_long(thing.value, _OF_SYSTEM):
                yield _observation(resolver.modules[thing.path], thing.name, "", thing, usage)


def _calls(resolver: Resolver, module: Module, speaking: Mapping[str, bool]) -> bool:
    """Whether a file calls a function or class of the tree that stands in a file that has to do with AI."""
    for index, call in enumerate(within(module.facts.calls, _MAX_CALLS, "calls", module.path)):
        for target in resolver.callee(Site(Env(module.path, call.scope), index)):
            where = target.cls if isinstance(target, Instance) else target
            if isinstance(where, Definition) and speaking.get(where.path, False):
                return True
    return False


def _returned(module: Module) -> Iterator[tuple[str, str, Value]]:
    """What a file of PHP gives to those who include it: `return "You are ..."`."""
    stem = module.path.rpartition("/")[2].partition(".")[0].replace("-", "_")
    if module.group == "php" and _says_prompt(stem):
        given = (one for one in module.facts.bindings if one.form == "return" and not one.scope)
        yield from ((stem, "", one.value) for one in given)


def _named(module: Module) -> Iterator[tuple[str, str, Value]]:
    yield from (*_returned(module), *_roles(module), *made_with_prompts(module))
    *_, folder, stem = f"/{module.path}".split("/")
    held = _holds_prompts(stem.partition(".")[0])
    kept = _holds_prompts(folder) and module.group == "python"
    for binding in module.facts.bindings:
        entry = _ENTRY.fullmatch(binding.name) if binding.name.endswith("]") else None
        name = entry[2] if entry else binding.name.rpartition(".")[2]
        value = _formed(module, binding.value)
        if binding.form in ("assign", "field") and (
            _says_prompt(name)
            or (entry is not None and _COLLECTION.fullmatch(entry[1]) is not None)
            or (kept and name.isupper() and not binding.scope)
            or (value is not binding.value and _is_prompt_of_own(module, binding.value))
            or _may_be_template(name, binding)
            or _among_prompts(module, binding, held)
            or (_addresses(module, value) and not _UNSPOKEN.fullmatch(name))
        ):
            yield name, binding.scope, value
        yield from _keyed(module, binding.value, binding.scope, bool(_COLLECTION.fullmatch(name)))
    for call in module.facts.calls:
        tail = call.callee.rpartition(".")[2]
        if tail in _STATES and call.args and _addresses(module, call.args[-1]):
            yield next(iter(module.bound_at(call.line)), "prompt"), call.scope, call.args[-1]
        if tail not in _ASKING:
            yield from (one for arg in call.args if isinstance(arg, Map) for one in _keyed(module, arg, call.scope))
    for _, value in module.facts.exports:
        yield from _keyed(module, value, "")
    if any(imp.module.partition(".")[0] in _TRAINERS for imp in module.facts.imports):
        return  # there such a function fills a template for training as often as it speaks to a model
    yield from _given_back(module)


def _given_back(module: Module) -> Iterator[tuple[str, str, Value]]:
    """What functions return: those that are called after prompts, and others in settings."""
    for scope, function in module.functions.items():
        for value in function.returns[:_MAX_RETURNS]:
            if is_prompt_name(function.name):
                yield function.name, scope, value
            yield from _keyed(module, value, scope)


def _roles(module: Module) -> Iterator[tuple[str, str, Value]]:
    """The constants of the file itself that are given to a class of roles."""
    for _, given in _given_roles(module):
        yield from ((one.name, "", one.value) for one in module.bindings.get(given.path, ()) if not one.scope)


def _given_roles(module: Module) -> Iterator[tuple[str, Name]]:
    """The constants that are given to a class called after roles and prompts, or as what says so:
    `SystemRole("Pilot", PILOT_ROLE)`, `Persona(role=PILOT)`, each with the scope of the call."""
    for call in module.facts.calls if module.group == "python" else ():
        tail = call.callee.rpartition(".")[2]
        if tail[:1].isupper() and not tail.isupper():
            given = [value for key, value in call.kwargs if key in _ROLE_KEYS]
            given += call.args if _ROLE_CLASS.fullmatch(tail) else ()
            yield from ((call.scope, one) for one in given if isinstance(one, Name) and one.path.isupper())


def _formed(module: Module, value: Value) -> Value:
    """The text that a template is made of, or that is brought into form: `Template("...")`, `dedent("...")`."""
    for _ in range(_MAX_NESTING):
        call = module.call(value.call) if isinstance(value, CallRef) else None
        if call is None or not call.args or call.callee.rpartition(".")[2] not in _FORMS:
            return value
        value = call.args[0]
    return value


def _keyed(
    module: Module, value: Value, scope: str, of_prompts: bool = False, depth: int = 0, under: str = ""
) -> Iterator[tuple[str, str, Value]]:
    """The members of a mapping of prompts; of settings, and of lists of them, those that say so
    (`{ modelName, systemMessage: "..." }`) or speak to a model (`[{ name: "Polish", system: "You are ..." }]`). `under`
    is the key of one of several mappings of one form: `{ review: { system: "..." }, ship: { system: "..." } }`."""
    for item in _several(value) if depth <= _MAX_NESTING else ():
        if isinstance(item, Map):
            yield from _keyed(module, item, scope, of_prompts and isinstance(value, Either), depth + 1)
    if not isinstance(value, Map) or depth > _MAX_NESTING:
        return
    if any(key_name(key) == "role" for key, _ in value.pairs):
        return  # a message, which says by itself who speaks
    label, alike = _label(value) or under, _are_alike(value)
    for key, item in value.pairs[:_MAX_PAIRS]:
        name = str(key.value) if isinstance(key, Lit) else ""
        if not name or _UNSPOKEN.fullmatch(name):
            continue
        told = of_prompts or (is_prompt_name(name) and not name.startswith("initial_prompt"))  # of Whisper
        if told or _addresses(module, item):
            shown = f"{label} {name}" if label and name.lower().replace("_", "") in _PLAIN_KEYS else name
            yield from ((shown, where, one) for one, where in _texts(module, item, scope))
        elif depth or not of_prompts:
            yield from _keyed(module, item, scope, False, depth + 1, name if alike else "")


def _are_alike(mapping: Map) -> bool:
    """Whether the members of a mapping are mappings of one form, each of which has a prompt of its own."""
    items = [item for _, item in mapping.pairs[:_MAX_PAIRS] if isinstance(item, Map)]
    keys = [frozenset(key_name(key) for key, _ in item.pairs) for item in items]
    shared = frozenset.intersection(*keys) if len(keys) > 1 else frozenset()
    return any(isinstance(one, str) and one.lower().replace("_", "") in _PLAIN_KEYS for one in shared)


def _texts(module: Module, item: Value, scope: str) -> Iterator[tuple[Value, str]]:
    """The texts of a member, each with the scope that it is written in; those of a function are what it returns."""
    function = module.functions.get(item.scope) if isinstance(item, FuncRef) else None
    if isinstance(item, FuncRef) and function is not None:
        yield from ((value, item.scope) for value in function.returns[:_MAX_RETURNS])
    else:
        yield from ((one, scope) for one in _parts(item, 0))


def _several(value: Value) -> tuple[Value, ...]:
    """The items of a list, or what a choice is between: `call ? { systemPrompt: ... } : null`."""
    items = value.items if isinstance(value, Seq) else value.options if isinstance(value, Either) else ()
    return tuple(items[:_MAX_PAIRS])


def _label(mapping: Map) -> str:
    """What an entry of a list is called."""
    items = {key.value: item for key, item in mapping.pairs[:_MAX_PAIRS] if isinstance(key, Lit)}
    texts = (items[one].value for one in _LABELS if isinstance(items.get(one), Lit))
    return next((one for one in texts if isinstance(one, str) and 0 < len(one) <= _MAX_LABEL), "")


def _addresses(module: Module, value: Value) -> bool:
    """Whether a text, perhaps a trimmed one, speaks to a model: `You are a ...`."""
    if isinstance(value, CallRef):
        call = module.call(value.call)
        tail = call.callee.rpartition(".")[2]
        inner = (
            call.receiver if tail in _TRIMMED else call.args[0] if call.form == "template-tag" and call.args else None
        )
        return isinstance(inner, Lit | Template | Seq) and _addresses(module, inner)
    if isinstance(value, Either):
        return any(_addresses(module, option) for option in value.options)
    return _ADDRESSING.match(_opening(value)) is not None


def _opening(value: Value) -> str:
    """How a text begins that is written here, "" where it begins with what is filled in."""
    parts = value.parts if isinstance(value, Template) else value.items if isinstance(value, Seq) else (value,)
    first = parts[0] if parts else value
    return first.value[:_BEGINNING] if isinstance(first, Lit) and isinstance(first.value, str) else ""


def _parts(value: Value, depth: int) -> Iterator[Value]:
    """A text, or those of the content that it is wrapped in: `systemInstruction: { parts: [{ text: "..." }] }`."""
    if depth > _MAX_NESTING:
        return
    if isinstance(value, Map):
        yield from (one for key, item in value.pairs if key_name(key) in _WRAPPING for one in _parts(item, depth + 1))
    elif isinstance(value, Seq):
        yield from (one for item in value.items[:_MAX_NESTING] for one in _parts(item, depth + 1))
    else:
        yield value


@lru_cache(maxsize=50_000)
@lru_cache(maxsize=50_000)
def _says_prompt(name: str) -> bool:
    return is_prompt_name(name) or bool(_INSTRUCTIONS.fullmatch(name.lower()))


def _is_prompt_of_own(module: Module, value: Value) -> bool:
    """Whether a text is made a prompt by a class that is called so: `GREETING = Prompt("...")`."""
    return isinstance(value, CallRef) and module.call(value.call).callee.rpartition(".")[2].endswith("Prompt")


def _may_be_template(name: str, binding: Binding) -> bool:
    plain = isinstance(binding.value, Lit | Template) and not binding.scope and name.isupper()
    return plain and bool(_TEMPLATED.fullmatch(name)) and not _NO_TEMPLATE.fullmatch(name)


@lru_cache(maxsize=50_000)
def _holds_prompts(name: str) -> bool:
    return bool(_HOLDER.fullmatch(name))


def _among_prompts(module: Module, binding: Binding, held: bool) -> bool:
    """Whether a constant stands in a class that is called `Prompts`, or in a file of such a name (`held`)."""
    if binding.scope and binding.scope not in module.classes:
        return False
    return held or _holds_prompts(binding.scope.rpartition(".")[2])


def _is_text(text: Const, name: str) -> bool:
    """Whether a text is long enough to be a prompt, or a form of several lines with places to fill in; what speaks for
    the system may be short."""
    if not isinstance(text.value, str) or _MARKUP.match(text.value):
        return False
    if name.isupper() and "TEMPLATE" in name and not is_prompt_name(name):
        return bool(_PLACES.search(text.value)) and _MARKS.search(text.value) is not None
    to_model = any(one in name.lower() for one in _TO_SYSTEM) or _ADDRESSING.match(text.value[:200]) is not None
    long = _is_long(text.value, _OF_SYSTEM if to_model else (_LENGTH, _WORDS))
    return long or ("\n" in text.value.strip() and len(_PLACES.findall(text.value)) > 1)


def _is_long(text: str, least: tuple[int, int]) -> bool:
    return spoken_length(text) >= least[0] and word_count(text) >= least[1]


def _observation(module: Module, name: str, scope: str, text: Const, usage: str) -> Observation:
    inner = scope.rpartition(".")[2]
    if inner == name:  # a method called `prompt` is told by its class
        inner = scope.rpartition(".")[0].rpartition(".")[2] or module.path.rpartition("/")[2].partition(".")[0]
    plain = name.lower() in ("prompt", "prompt_text", "prompttext") and inner and not inner.startswith("<")
    owned = inner if is_prompt_name(inner) else f"{inner} prompt"
    subject = Subject(kind=Kind.PROMPT, name=owned if plain else name, scope=module.path)
    role = "system" if "system" in name.lower() else "template"
    evidence = Evidence(
        path=module.path, line=text.line, symbol=name, confidence=_CONFIDENCE if usage == "used" else MENTIONED
    )
    facts = {**prompt_facts(str(text.value), role, text.partial), "usage": usage}
    return Observation(subject=subject, evidence=evidence, facts=facts)

"""Prompts that nothing else told: by the call they are handed to, in any SDK (`.with_system("You are ...")`,
`Message::forSystem(...)`, `new Settings { ChatSystemPrompt = "..." }`, `Message(Role.SYSTEM, "...")`), as files that a
function for prompts loads (`loadPromptTemplate("describe.txt")`), and by beginning as only prompts do.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import lru_cache

from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.core.left_out import leave_out, within
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation
from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Either,
    Function,
    Item,
    Lit,
    Map,
    Member,
    Name,
    Seq,
    Template,
    Value,
    key_name,
)
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompt_texts import PROMPT_NAME
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.types import MENTIONED, Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Const, Env

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LENGTH, _WORDS = 25, 5
_ALONE = 80  # characters of a text that is a prompt in a file which says nothing else of AI
_MAX_CALLS, _MAX_TEXTS = 4_000, 200
_FIELDS = re.compile(r"\s*<s>\s*<s_\w+>")  # what a model of documents writes, field by field
_PAGE = 200  # characters of a text of several lines that speaks to a model wherever it stands
_MAX_DEPTH = 3
_ROWS = 4  # texts of a list that may be data
_EMBEDDING = ("go:embed", "include_str!", "include_str")
# Places of chat templates, in the formats in which models are spoken to.
_FILLED = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\w*\}|%s|\$\w+")
_HINTS = ("placeholder", "title", "label", "alt", "aria-label", "tooltip", "helperText")  # of elements of a page
_OWN = ("self.", "this.", "cls.")
_ROLES = ("system", "user", "assistant", "model")
_ANSWER = re.compile(r"#{2,3} (?:Response|Output|Answer):|\[/INST\]|<\|im_start\|>assistant")
_MAX_FORMATTED, _SIGNS = 4_000, ".,:;!?|<>[]/\\n"
_TOLD_TO_PEOPLE = re.compile(
    r"desc|help|title|label|tooltip|placeholder|hint|summary|example|error|usage", re.IGNORECASE
)
_CONFIDENCE = 0.6
_TEXTS = (Lit, Template, Name, CallRef, Item, Member, Either)
_BEGINNING = frozenset((Lit, Template, Seq, Map))  # values that are texts or hold them


def spoken_prompts(
    prompts: Prompts, module: Module, told: Set[tuple[str, int]], usage: str, speaks: bool
) -> Iterator[Observation]:
    """The prompts of one file that nothing else told; `told` are the places of components, `speaks` says whether the
    file itself has to do with AI."""
    seen = set(told)
    handed = _handed(prompts, module) if speaks else _told_by_role(prompts, module)
    for symbol, found in (*handed, *_embedded(prompts, module), *_begun(prompts, module, speaks, told)):
        places = [place for place in found.places if place not in seen]
        if found.subject.kind is not Kind.PROMPT or not places:
            continue
        seen.update(places)
        for path, line in places:
            evidence = Evidence(
                path=path, line=line, symbol=symbol[:200], confidence=_CONFIDENCE if usage == "used" else MENTIONED
            )
            yield Observation(subject=found.subject, evidence=evidence, facts={**found.facts, "usage": usage})


def _handed(prompts: Prompts, module: Module) -> Iterator[tuple[str, Found]]:
    """What calls are handed as the system's words, and the files that they load as prompts."""
    loaders = prompt_words().loaders
    for call in within(module.facts.calls, _MAX_CALLS, "calls", module.path):
        for value in _texts(module, call) if call.args or call.kwargs else ():
            if not isinstance(value, Lit) or _is_spoken(value.value):
                env, owner = Env(module.path, call.scope), f"{owner_name(module.path, call.scope)} prompt"
                held = prompts.held(value, env, "system", owner)
                yield from ((call.callee, one) for one in held if _is_long(one.facts.get("length")))
        if call.args and isinstance(call.args[0], Lit) and loaders.fullmatch(_words(call.callee.rpartition(".")[2])):
            loaded = prompts.loaded(str(call.args[0].value), module.path)
            yield from (
                ((call.callee, loaded._replace(places=(*loaded.places, (module.path, call.line)))),) if loaded else ()
            )


def _embedded(prompts: Prompts, module: Module) -> Iterator[tuple[str, Found]]:
    """The files that a program holds in itself under a name for prompts: Go's `//go:embed`, Rust's `include_str!`."""
    for one in module.facts.bindings if module.group in ("go", "rust") else ():
        made = module.call(one.value.call).callee if isinstance(one.value, CallRef) else ""
        if made in _EMBEDDING and PROMPT_NAME.search(one.name):
            held = prompts.held(one.value, Env(module.path, one.scope), "template", one.name)
            yield from ((one.name, found) for found in held if found.subject.origin == "file")


def _told_by_role(prompts: Prompts, module: Module) -> Iterator[tuple[str, Found]]:
    """The same where a file says nothing else of AI: long texts beside a role, `Message(Role.SYSTEM, ...)`."""
    for call in within(module.facts.calls, _MAX_CALLS, "calls", module.path):
        if len(call.args) > 1 and _is_message(call) and _is_role(module, call.args[0]):
            env, owner = Env(module.path, call.scope), f"{owner_name(module.path, call.scope)} prompt"
            for one in prompts.held(call.args[1], env, "system", owner):
                length = one.facts.get("length")
                if isinstance(length, int) and length >= _ALONE:
                    yield call.callee, one


def _is_message(call: Call) -> bool:
    """Whether a call is given a role by name, or makes a message of a written one: `new Message("system", text)`."""
    made = call.callee.rpartition(".")[2]
    return isinstance(call.args[0], Name) or (isinstance(call.args[0], Lit) and made.endswith("Message"))


def _texts(module: Module, call: Call) -> Iterator[Value]:
    """What a call is given that may speak for the system."""
    words = prompt_words()
    receiver, _, tail = call.callee.rpartition(".")
    worded = _words(tail)
    bare = not receiver and call.receiver is None and module.group in words.shell_languages
    if call.args and isinstance(call.args[0], _TEXTS) and words.calls.fullmatch(worded):
        if not (worded == "system" and (bare or receiver.rpartition(".")[2] in words.shells)):
            yield call.args[0]
    elif len(call.args) > 1 and _is_role(module, call.args[0]):
        yield call.args[1]
    if "prompt" in tail.lower():
        yield from (one for one in (*call.args, *(value for _, value in call.kwargs)) if _is_filled(module, one))
    if not call.kwargs:
        return
    given = dict(call.kwargs)
    yield from (value for key, value in given.items() if isinstance(value, _TEXTS) and _says_system(key))
    if any(key in given and _is_role(module, given[key]) for key in words.role_keys):
        yield from (given[key] for key in words.text_keys if key in given)


def _is_filled(module: Module, value: Value) -> bool:
    """Whether a text is filled in where a function for prompts is given it: `load_prompt(content=PLAN.format(...))`."""
    return isinstance(value, CallRef) and module.call(value.call).callee.endswith(".format")


def _begun(prompts: Prompts, module: Module, speaks: bool, told: Set[tuple[str, int]]) -> Iterator[tuple[str, Found]]:
    """Texts that begin as prompts do, bound to names, returned or handed over."""
    count = 0
    for name, value, scope, shown in _written(module):
        formatted = _is_formatted(value)
        if not (formatted or _begins(value, speaks, shown)):
            continue
        if count == _MAX_TEXTS:
            leave_out(_MAX_TEXTS, "texts that begin as prompts", module.path)
            return
        count += 1
        owner = f"{owner_name(module.path, scope)} prompt"
        for thing in prompts.resolver.evaluate(value, Env(module.path, scope)):
            if isinstance(thing, Const) and (thing.path, thing.line) in told:
                continue  # it has its name
            alone = speaks or formatted or bool(PROMPT_NAME.search(name))
            if isinstance(thing, Const) and isinstance(thing.value, str) and (alone or len(thing.value) >= _ALONE):
                thing = thing._replace(name=thing.name or name)
                yield from ((name, one) for one in prompts.told(thing, "system", owner))


def _written(module: Module) -> Iterator[tuple[str, Value, str, bool]]:
    """Values with the names that they are bound to, their scopes, and whether their keys say that people read them."""
    facts = module.facts
    for one in facts.bindings:
        name = one.name.rpartition(".")[2]
        if type(one.value) in _BEGINNING:
            yield from ((key, value, one.scope, False) for key, value in _parts(one.value, name))
    for scope, function in module.functions.items():
        if not _is_marked(module, function):
            yield from (("", value, scope, False) for value in function.returns)
    for call in within(facts.calls, _MAX_CALLS, "calls", module.path):
        for value in call.args:
            if type(value) in _BEGINNING:
                yield from ((key, part, call.scope, False) for key, part in _parts(value))
        for key, value in call.kwargs:
            if type(value) in _BEGINNING and not (call.form == "jsx" and key in _HINTS):
                shown = _TOLD_TO_PEOPLE.search(key) is not None
                yield from ((name, part, call.scope, shown) for name, part in _parts(value))


def _is_marked(module: Module, function: Function) -> bool:
    """Whether a decorator says that a function is a prompt, so that what it returns is told by its name."""
    marks = (module.call(one.call).callee if isinstance(one, CallRef) else one for one in function.decorators)
    return any("prompt" in str(getattr(mark, "path", mark)).lower() for mark in marks)


def _parts(value: Value, name: str = "", depth: int = 0) -> Iterator[tuple[str, Value]]:
    """A value and its name, and what lies in its lists and mappings, there a prompt only where the key says so, but
    for what people are shown and messages, which are told by their roles."""
    yield name, value
    if depth < _MAX_DEPTH and isinstance(value, Seq):
        for one in () if _are_sentences(value) else value.items:
            yield from _parts(one, "", depth + 1)
    elif depth < _MAX_DEPTH and isinstance(value, Map):
        keys = [str(key_name(key)) for key, _ in value.pairs]
        for key, (_, one) in zip(keys, value.pairs, strict=True) if "role" not in keys else ():
            if not _TOLD_TO_PEOPLE.search(key):
                yield from _parts(one, key if PROMPT_NAME.search(key) else "", depth + 1)


def _are_sentences(listed: Seq) -> bool:
    """Whether a list holds what somebody says, of which a few lines begin as prompts do by chance: rows of data."""
    texts = [one.value for one in listed.items if isinstance(one, Lit) and isinstance(one.value, str)]
    begun = sum(prompt_words().beginning.match(text[:200]) is not None for text in texts)
    return len(texts) >= _ROWS and begun * 2 < len(texts)


def _begins(value: Value, speaks: bool, shown: bool) -> bool:
    text = value.parts[0] if isinstance(value, Template) and value.parts else value
    if not isinstance(text, Lit) or not isinstance(text.value, str):
        return False
    long = isinstance(value, Template) or _is_spoken(text.value) or not text.value.isascii()
    if long and prompt_words().beginning.match(text.value[:200]) is not None:
        return True
    if shown:
        return False
    length = spoken_length(text.value)
    whole = isinstance(value, Template) or length >= _ALONE
    page = length >= _PAGE and "\n" in text.value.strip()
    return ((speaks and whole) or page) and prompt_words().task.match(text.value[:200]) is not None


def _is_formatted(value: Value) -> bool:
    """Whether a text is in the format of a model, and says something itself: `[INST] {question} Answer: Yes or No`."""
    first = value.parts[0] if isinstance(value, Template) and value.parts else value
    marks, begun = prompt_words().marks, first.value if isinstance(first, Lit) else None
    if not isinstance(begun, str) or marks.match(begun) is None or _FIELDS.match(begun) is not None:
        return False
    whole = _joined(value) if isinstance(value, Template) else begun
    if isinstance(value, Lit) and _is_answered(whole):
        return False
    said = _FILLED.sub(" ", marks.sub(" ", whole[:_MAX_FORMATTED]))
    return len([word for word in said.split() if word.lower() not in _ROLES and word.strip(_SIGNS)]) >= _WORDS


def _is_answered(text: str) -> bool:
    """Whether a text in such a format ends in the answer: a row to learn from, and no question."""
    ends = [one.end() for one in _ANSWER.finditer(text[:_MAX_FORMATTED])]
    return bool(ends) and "{" not in text and word_count(text[ends[-1] : _MAX_FORMATTED]) >= _WORDS


def _joined(template: Template) -> str:
    return " ".join(str(part.value) for part in template.parts if isinstance(part, Lit))


@lru_cache(maxsize=20_000)
def _says_system(key: str) -> bool:
    """Whether an argument of this name holds what speaks for the system."""
    return prompt_words().arguments.fullmatch(_words(key)) is not None


@lru_cache(maxsize=20_000)
def _words(name: str) -> str:
    return _HUMP.sub("_", name[:80]).lower()


def _is_role(module: Module, value: Value) -> bool:
    """Whether a value names the system as who speaks: `Role.SYSTEM`, `"system"`, `Role.SYSTEM.value()`."""
    name = value.path if isinstance(value, Name) else getattr(value, "value", None)
    if isinstance(value, CallRef):
        name = module.call(value.call).callee.rpartition(".")[0]
    if not isinstance(name, str) or len(name) >= 80 or name.startswith(_OWN):
        return False  # `self.system` is what an object holds
    return bool(prompt_words().role.fullmatch(name))


def _is_spoken(text: object) -> bool:
    return isinstance(text, str) and spoken_length(text) >= _LENGTH and word_count(text) >= _WORDS


def _is_long(length: object) -> bool:
    return length is None or (isinstance(length, int) and length >= _LENGTH)

"""Templates: the texts that f-strings, concatenations and format strings make of their known parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.core.dense import word_count
from aibom.scanners.code.facts import Either, Lit, Member, Name, Seq, Template, Value
from aibom.scanners.code.resolving.imported_documents import text_at
from aibom.scanners.code.resolving.joined_paths import is_folder
from aibom.scanners.code.resolving.own_folders import below_own
from aibom.scanners.code.resolving.text_parts import TELLING, is_shared, named_parts
from aibom.scanners.code.resolving.together import combined, entered, is_crossed
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstract, Abstracts, Const, Data, Env, Follower, Symbol
from aibom.scanners.code.spelling import spell

_OWN_WORDS = 4  # that a template begins with; with fewer it only lays out or extends the texts it is made of
_MAX_TEXT = 20_000
_COUNTER = re.compile(r"(?:\w+_)?(?:epochs?|iter(?:ation)?s?|steps?)(?:_\w+)?")
_SLASHES = re.compile(r"(?<!:)/{2,}")


def templated(ev: Follower, template: Template, env: Env) -> Abstracts:
    """All texts that a template's parts make; an unknown part stands as `{expression}`.

    A named text that makes up most of the template (`INSTRUCTION + question`) lends its name and place; where the
    template says something itself, it is a text beside that one. Of parts that vary, what belongs together stays so.
    """
    parts = list(template.parts)
    folder = ev.evaluate(parts[0], env) if len(parts) > 1 else ()
    joined = is_folder(folder)
    whole = Const("", env.path, template.line, joined=joined)
    paired = not joined and _is_pair(parts)
    if joined:
        parts = _below_folder(parts[1:])
    held = [_texts(ev, part, env) for part in parts]
    read = _without_lines(parts, held)
    if not joined and not any(read) and (lists := _lists(ev, parts, env)):
        return lists
    apart = entered(ev, parts, read, env, lambda entry: templated(ev, template, entry))
    if apart:
        return apart[:MAX_OPTIONS]
    # of `rules if strict else hints`: the one that is not the main part is used as well
    chosen = [text for part, texts in zip(parts, read, strict=True) if type(part) is Either for text in texts]
    if ev.modules[env.path].group == "javascript" and is_crossed(read):
        read = [texts if len(texts) < 2 else [] for texts in read]
    known = [texts or [_unread(ev, part, env, template.line)] for part, texts in zip(parts, read, strict=True)]
    rows = [_row(texts, whole, paired) for texts in combined(known)]
    own = bool(parts) and isinstance(parts[0], Lit) and word_count(str(parts[0].value)) >= _OWN_WORDS
    texts = [
        _named(text, main, whole, own, paired)._replace(partial=partial, joined=joined or main.joined)
        for text, main, partial in rows
    ]
    beside = [text for text in chosen if len(str(text.value)) >= TELLING and is_shared(text.name)]
    beside += [main for _, main, _ in rows if own and main is not whole and is_shared(main.name)]
    if len(parts) > 1 and not joined:
        beside += [one for part in read for one in named_parts(part)]
        beside += _contents(parts, held)
    whole_texts = below_own(ev, folder, tuple(texts)) if joined else texts
    return tuple(dict.fromkeys((*whole_texts, *beside)))[:MAX_OPTIONS]


def _lists(ev: Follower, parts: list[Value], env: Env) -> Abstracts:
    """The lists that `market_tools + own_tools` puts together, in Kotlin also objects that are such (`ToolRegistry {
    ... } + searches`)."""
    found = [one for part in parts for one in ev.evaluate(part, env)]
    objects = ev.modules[env.path].facts.language == "kotlin" and not any(isinstance(part, Lit) for part in parts)
    return tuple(one for one in found if _is_list(one) or (objects and isinstance(one, Symbol) and one.made))[
        :MAX_OPTIONS
    ]


def _is_list(thing: Abstract) -> bool:
    return isinstance(thing, Data) and isinstance(thing.value, Seq)


def _texts(ev: Follower, part: Value, env: Env) -> list[Const]:
    """The texts that a part can be, known by the name that they are handed under where they have none."""
    texts = [v for v in ev.evaluate(part, env) if isinstance(v, Const) and v.value is not None]
    texts = [v if v.name else v._replace(name=part.path) for v in texts] if type(part) is Name else texts
    return [v for v in texts if isinstance(v.value, str)] if _counts(part) else texts


def _without_lines(parts: list[Value], read: list[list[Const]]) -> list[list[Const]]:
    """The texts of the parts; where a name or path is made of what is read of a file, its lines are unknown."""
    spoken = any(isinstance(part, Lit) and " " in str(part.value) for part in parts)
    return read if spoken or len(parts) < 2 else [[text for text in texts if not text.opened] for texts in read]


def _contents(parts: list[Value], held: list[list[Const]]) -> Iterator[Const]:
    """What is read of files of text is each a text of its own: `load("rules.md") + question`; not in a name or path."""
    written = [str(part.value) for part in parts if isinstance(part, Lit)]
    if all(not text or text.split() != [text] for text in written):
        yield from (text for texts in held for one in texts for text in text_at(one) if one.opened or one.joined)


def _row(texts: Iterable[Const], whole: Const, paired: bool) -> tuple[str, Const, bool]:
    """The text that parts make, the part that lends its name, and whether something in it is unknown."""
    text, main, partial = "", whole, False
    for one in texts:
        text, main, partial = text + str(one.value), _main_part(one, main, paired), partial or one.partial
    return text, main, partial


def _counts(part: Value) -> bool:
    """Whether a part is what a loop counts: its first value names none of the files that are written or read."""
    last = part.path.rpartition(".")[2] if isinstance(part, Name | Member) else ""
    return bool(_COUNTER.fullmatch(last))


def _unread(ev: Follower, part: Value, env: Env, line: int) -> Const:
    """A part without a static text, as it is written."""
    written = spell(part, ev.modules[env.path].facts.calls)
    return Const("{" + written + "}", env.path, line, "", True)


def _is_pair(parts: list[Value]) -> bool:
    """Whether a template only puts two names side by side: `f"{provider}: {model}"`."""
    between = str(parts[1].value) if len(parts) == 3 and isinstance(parts[1], Lit) else ""
    return between.strip() == ":" and isinstance(parts[2], Name)


def _main_part(text: Const, main: Const, paired: bool) -> Const:
    """The longer of two parts, among those that have a name and are no mere word; the last of two names."""
    if paired:
        return main if text.partial or not text.line else text
    if not text.name:
        return main
    length = len(str(text.value))
    return text if length >= TELLING and length > len(str(main.value)) else main


def _named(text: str, main: Const, whole: Const, own: bool, paired: bool) -> Const:
    source = main if paired or (2 * len(str(main.value)) >= len(text) and not own) else whole
    text = _SLASHES.sub("/", text) if whole.joined or main.joined else text
    return Const(text[:_MAX_TEXT], source.path, source.line, source.name)


def _below_folder(parts: list[Value]) -> list[Value]:
    """The parts behind a folder of the project: a path in the tree, without the slash between them."""
    first = parts[0]
    if isinstance(first, Lit) and isinstance(first.value, str):
        return [Lit(first.value.lstrip("/"), first.line), *parts[1:]]
    return parts

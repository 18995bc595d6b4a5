"""Models that a literal names and that nothing told: constants, entries of enumerations and lists, settings under keys
of any name (`GPT_4O_MINI = "gpt-4o-mini"`, `["claude-3-5-haiku-latest", "gemini-1.5-pro"]`).

How such a name comes to a model could not be followed, so that the literal itself must be sure: its form is that of a
known family, it stands where a value is given (never as a key, in a comparison or a message), and neither the names
around it nor their number make it a table of prices, limits or abilities.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Set

from aibom.catalog.entries import Form
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.by_form import CONFIDENCE, plain_name
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.literals.written_texts import Written
from aibom.scanners.code.matching.model_names import api_model, bare_word, hub_model, is_name, looks_like_hub, routed

_MAX = 120
_OFFERED = 12  # names that one file gives a program to choose from; more are a list of what there is
_SHORT = 4  # shorter names are sure only among others
_BESIDE = 6  # the same of a file in which other models are told
# What a name or callee says when the literal is compared, shown, priced or counted rather than used.
_ASIDE = re.compile(
    r"pattern|prefix|suffix|pric|cost|limit|tokens?\b|tokeni[sz]er|encoding|reasoning|support|capab|deprecat|retired|legacy"
    r"|regex|placeholder|example|sample|alias|title|label|description|help|doc|(?<!post)message(?!s(?:\n|\Z))|error|warn|debug|print|log(?:ger|s)?\b"
    r"|info\b|format|starts|ends|contains?\b|includes?\b|equal|match|(?:\A|[.\n])has(?:\n|\Z)|index|replace|split|trim|compare|run_?name|project|assert"
    r"|expect|image_?(?:name|tag)|tags\b|marker|keyword|needles?\b|requirement|\bany\b|args\b|container|package"
    r"|user_?agent|metadata|profil|data_?sets?|conversation|templat",
    re.IGNORECASE,
)

# The second words of names without a version: `deepseek-chat`, `mistral-large-latest`, `claude-instant`.
_KINDS = frozenset(
    "pro flash lite latest preview exp experimental mini nano micro tiny small medium large max plus turbo ultra"
    " instant fast chat coder code reasoner reasoning beta vision vl embed embedding embeddings instruct base text"
    " image images audio video tts live thinking omni moderation opus sonnet haiku deep research online high low r"
    " realtime transcribe rerank reranker multilingual english light ocr long math distill nemo".split()
)
# What a call is named that makes or asks a model, of which nothing else is known.
_MAKERS = re.compile(
    r"(?:model|llm|chat|embed\w*|complet\w*|generat\w*|transcri\w*|speech|tospeech|totext|toaudio|toimage|vision|rerank\w*)"
    r"(?:client|service|model|generator|engine|options|config|request|provider|function)?s?(?:\(\))?\Z"
    r"|\w(?:client|provider|bot|agent|llm)\Z|\A(?:.*\.)?(?:new|make|create|get|use|init|load|with|set|add|build)_?\w*(?:model|llm|chat|embed)\w*\Z",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"mcp|server|client|agent|tool|-.*_|\.(?:js|py|ts|json|ya?ml|md|txt)$")  # a package, a run, a file
# What holds a name of the hub, whatever its form: `--phi-tokenizer`, `pretrained_encoder = "org/name"`.
_HOLDS_HUB = re.compile(
    r"(?:^|\n)[\w.]*(?:tokenizer|processor|feature_extractor|pretrained|name_or_path|hub_id|hf_id|checkpoint)\w*\Z",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:^|\n)default\Z|\bflags?\b|StringVar", re.IGNORECASE)  # an option of a command or a question
_ANY_TAG = "*:*"  # the form of Ollama's tags in general


def stray_models(
    catalogue: Catalogue, path: str, texts: Iterable[Written], told: Told, speaks: bool
) -> Iterator[Observation]:
    """The models that the texts of one file name, of a program that has to do with AI; `speaks` says whether the file
    itself has to do with AI.

    In a file in which models are told, the names that are used could be followed: of what is left there only a few
    names with a version count beside lists of which nothing is told, what is given to a call that makes a model, and
    names of a hub among what any call is given.
    """
    free: dict[Subject, list[Observation]] = {}
    beside: dict[Subject, list[Observation]] = {}
    named = [one for one in texts if catalogue.may_be_model(one.text) or may_be_hub(one.text)]
    lines = told.model_lines.get(path)
    unfollowed = named if lines is None else _unfollowed(named, lines)
    alone, near = frozenset(unfollowed), frozenset(_beside(named, lines or ()))
    for written in named:
        apart = written in alone
        if _is_told(written, told) or not (apart or written in near):
            continue
        one = _model(catalogue, path, written, speaks and apart)
        if one is not None:
            (free if apart else beside).setdefault(one.subject, []).append(one)
    few = beside if len(beside) <= _BESIDE else {}
    for found in (free, few):
        yield from _offered(found)


def _is_told(written: Written, told: Told) -> bool:
    return plain_name(written.text) in told.models or posixpath.basename(written.text) in told.sources


def _offered(found: dict[Subject, list[Observation]]) -> Iterator[Observation]:
    """The models of a file that are few enough to be chosen from, each by its whole name."""
    if len(found) > _OFFERED:
        return
    seen = [one for several in found.values() for one in several]
    whole = {(posixpath.basename(one.subject.name), one.evidence.line) for one in seen if "/" in one.subject.name}
    yield from (one for one in seen if (one.subject.name, one.evidence.line) not in whole)


def may_be_hub(text: str) -> bool:
    """Whether a text may be `organisation/name`, asked of every text."""
    return text.count("/") == 1 and 4 < len(text) < _MAX and looks_like_hub(text)


def _unfollowed(literals: list[Written], told: Set[int | None]) -> list[Written]:
    """Those that nobody has come by, `told` being the lines at which models are told."""
    followed = {one.listed for one in literals if one.line in told}
    return [
        one
        for one in literals
        if (one.listed and one.listed not in followed) or (not one.listed and one.line not in told and _makes(one))
    ]


def _beside(literals: list[Written], told: Collection[int | None]) -> Iterator[Written]:
    """Those that may be used beside what is told: no entries of an enumeration, of which the chosen ones are told, no
    other values of a name that is followed, and no options of a command, which say themselves what they are for."""
    followed = {one.symbols for one in literals if one.line in told and one.call < 0}
    for one in literals:
        settled = one.entry or one.line in told or (one.call < 0 and one.symbols in followed)
        if not settled and not _OPTION.search(one.symbols):
            yield one


def _makes(written: Written) -> bool:
    """Whether a text is given to a call whose name says that it makes or asks a model, and which is no entry of an
    enumeration: `new AudioToTextService("whisper-1")`; or is a name of a hub: `self.run("@cf/meta/...", ...)`."""
    made = "/" in written.text or bool(_MAKERS.search(written.symbols))
    return written.call >= 0 and not written.entry and made


def _model(catalogue: Catalogue, path: str, written: Written, speaks: bool) -> Observation | None:
    if not is_name(written.text):
        return None
    provider, plain = routed(catalogue, written.text)
    form = catalogue.form(written.text) or (catalogue.form(plain) if provider is not None else None)
    on_hub = form is not None and form.provider == "hf"
    if form is None and may_be_hub(written.text) and _HOLDS_HUB.search(written.symbols):
        return _observation(path, written, *hub_model(written.text))
    if len(plain) < _SHORT and not written.listed:
        return None  # `parts.get("o3")` asks for ozone
    if form is None or not (on_hub or _is_sure(catalogue, plain, form, speaks)) or _ASIDE.search(written.symbols):
        return None
    subject, facts = hub_model(written.text) if on_hub else api_model(catalogue, plain, provider, "")
    return _observation(path, written, subject, facts)


def _observation(path: str, written: Written, subject: Subject, facts: dict[str, Json]) -> Observation:
    symbol = written.symbols.rpartition("\n")[2]
    evidence = Evidence(path=path, line=written.line, symbol=symbol[:200], confidence=CONFIDENCE)
    return Observation(subject=subject, evidence=evidence, facts={**facts, "usage": "used"})


def _is_sure(catalogue: Catalogue, name: str, form: Form, speaks: bool) -> bool:
    """Whether a name of an API or of Ollama is written as it is sent, not as it is shown, and is nothing else's."""
    if bare_word(name) or name != name.lower() or _OTHERS.search(name):
        return False
    head = name.partition(":")[0]
    if form.glob == _ANY_TAG and catalogue.form(head) is None and not any(map(str.isdigit, head)):
        return False  # `code-interpreter:latest` is an image
    first, *others = re.split(r"[-:]", name)
    versioned = any(map(str.isdigit, name)) or (speaks and bool(others) and _KINDS.issuperset(others))
    return versioned and first != ""

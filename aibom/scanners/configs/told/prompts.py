"""Prompts that a configuration holds: long texts under a key that says prompt. Their text is not copied."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice

from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Subject
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.prompt_paths import is_for_agents
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_MIN_LENGTH = 40
_ADDRESSED = 50  # characters of a text that only its beginning tells
_WHOLE_ROLE = 80  # characters of a role that is no mere title
_SERVED = frozenset({"model", "llm", "provider", "model_name"})
_SAYS_MORE = frozenset({"goal", "backstory", "content", "system_prompt", "instructions", "prompt"})
_OF_AGENTS = frozenset("backstory goal role message error email subject welcome greeting label tooltip hint".split())
_TRANSLATED = re.compile(
    r"(?:^|[/._-])(?:locales?|i18n|lang(?:uages?)?|translations?|messages|strings)(?:[/._-]|$)", re.I
)
# Prompts of one file that are told apart; a file with more is a collection, and told as one.
_MAX_PROMPTS = 25
_MAX_LISTED = 5  # texts of one list that are told one by one
_PROMPT = frozenset({"prompt", "prompts"})
_LAST = frozenset(
    "prompt prompts template templates text message messages instruction instructions system user prefix suffix"
    " start end base body intro".split()
)
_PLAIN = frozenset(
    "prompt system role human user assistant instruction instructions template content text system_prompt"
    " systemPrompt system_message".split()
)
_BESIDE = ("model", "llm", "tools", "agent", "temperature", "provider", "modelprovider", "bio")
_SEVERAL = 2
_SENTENCE = 4  # spaces in a key
_TURNS = ("system", "user")
_MANY = 400  # members of a mapping that are looked at for these
_INSTRUCTIONS = (("developer", "instructions"), ("system", "message"), ("system",), ("instructions",), ("instruction",))
# First words of a key that ends in `instructions` and is said to a model that reviews, writes or answers.
_TOLD_TO_REVIEWERS = frozenset("extra custom additional global review pr llm ai agent assistant chat".split())
_WORDS = re.compile(r"[A-Za-z\d'-]{2,}[,:]?\s+[A-Za-z'-]+[,:]?\s+[A-Za-z'-]+")
# What is put to a model to see what it does.
_TRIED = frozenset("test tests example examples sample samples eval fuzz".split())
_SYSTEM = frozenset("instruction instructions message role".split())
_ASKED = frozenset("rag qa answer query summary system".split())
# Beside a text that is put to the person who starts a project from a template (cookiecutter, Kedro).
_QUESTIONS = frozenset({"regex_validator", "error_message"})
_ANSWERED = frozenset({"default", "result", "choices", "single-select", "multi-select"})
_COMMANDS = frozenset({"instructions", "commands", "command", "customCommands", "slashCommands"})
_NAMED_BY_HAND = _COMMANDS | {"agent", "agents", "subagents"}
_REMARKS = frozenset("description title name comment notes note author version url source summary label".split())
_HOLDERS = frozenset("init_parameters parameters params config configuration settings inputs data options args".split())
# What a shell puts into a text; of nested expansions the inner ones.
_FILLED_IN = re.compile(r"\$\([^()]*\)|\$\{[^{}]*\}|\$\w+|`[^`]*`")
_ROLES = (
    ("system", "system"),
    ("instructions", "system"),
    ("backstory", "system"),
    ("user", "user"),
    ("template", "template"),
)


def prompts_in(place: Place, sight: Sight) -> Iterator[Observation]:
    """The prompts of one mapping; each is local to its file and named by its key."""
    if any(key.startswith("utter_") for key in place.keys[-2:]):
        return  # what a bot of Rasa answers
    tried = any(_TRIED.intersection(words_of(key)) for key in place.keys[: _named_by_hand(place)])
    if tried or place.has(_QUESTIONS) or _is_asked(place) or place.parent == "interface":  # what people are shown
        return
    for key, value in place.table.items():
        if isinstance(value, list):
            yield from _listed(place, key, value, sight)
        elif _is_prompt(key, value, place, sight.path):
            name = _name(place, key)
            told = _command(place, key, sight.path) or sight.local(Kind.PROMPT, name)
            yield sight.thing(told, place.line(key), name, **prompt_facts(str(value), key))


def _is_asked(place: Place) -> bool:
    """Whether a mapping is a question to whoever installs something: `{prompt: "Where to?", default: docs}`."""
    said = place.table.get("prompt")
    text = said[0] if isinstance(said, list) and said else said
    return isinstance(text, str) and "?" in text and place.has(_ANSWERED)


def _named_by_hand(place: Place) -> int:
    """How many of its keys say what is kept there: a command or an agent may be called `test`."""
    return len(place.keys) - (place.keys[-2:-1] != () and place.keys[-2] in _NAMED_BY_HAND)


def _listed(place: Place, key: str, value: list[Json], sight: Sight) -> Iterator[Observation]:
    """The prompts of a list: a few one by one, many as one collection."""
    found = [index for index, text in enumerate(value) if _is_prompt(key, text, place, sight.path)]
    if len(found) * 2 < len(value) and not is_prompt_key(key, place):
        return  # sentences about somebody, a few of which begin as prompts do: `skills: ["You are ...", ...]`
    name = _name(place, key)
    if len(found) > _MAX_LISTED:
        yield sight.thing(sight.local(Kind.PROMPT, name), place.line(key), name, role="template")
        return
    for number, index in enumerate(found, 1):
        told, line = sight.local(Kind.PROMPT, f"{name} {number}"), place.document.line_of(value, index)
        yield sight.thing(told, line, told.name, **prompt_facts(str(value[index]), key))


def _is_prompt(key: str, text: Json, place: Place, path: str) -> bool:
    if not isinstance(text, str) or spoken_length(text) < _MIN_LENGTH or not _reads_as_text(text):
        return False
    told = _of_agent(key, place, path) or _begins(key, text, path) or _is_turn(key, place) or _is_role(key, text, place)
    return (_holds_prompts(path) and _speaks(key, text)) or is_prompt_key(key, place) or told


def _is_turn(key: str, place: Place) -> bool:
    """Whether a text is of a pair, what the system says and what it is asked: `{system: ..., user: ...}`."""
    return key in _TURNS and all(isinstance(place.table.get(one), str) for one in _TURNS)


def _is_role(key: str, text: str, place: Place) -> bool:
    """Whether the role of an agent is all that it is told, with nothing that says more: `{provider, name, role: |}`."""
    return key == "role" and spoken_length(text) >= _WHOLE_ROLE and place.has(_SERVED) and not place.has(_SAYS_MORE)


def _of_agent(key: str, place: Place, path: str) -> bool:
    """Whether a text instructs the agent that a whole file describes: `agents/sql/index.yaml`."""
    described = not place.keys and {"name", "description"} <= place.table.keys()
    declared = "declarative-agent" in place.text("$schema")
    return words_of(key) in _INSTRUCTIONS and ((described and is_for_agents(path)) or declared)


def _begins(key: str, text: str, path: str) -> bool:
    """Whether a text begins as prompts do, under whatever key that does not say it is for people."""
    words = words_of(key)
    if len(text) < _ADDRESSED or _REMARKS.intersection(words) or _OF_AGENTS.intersection(words):
        return False
    return prompt_words().beginning.match(text[:200]) is not None and not _TRANSLATED.search(path)


def _command(place: Place, key: str, path: str) -> Subject | None:
    """The prompt that a whole file is: a command of Gemini CLI and its kin, which go by the name of their file."""
    if key != "prompt" or place.keys or not path.endswith(".toml"):
        return None
    alone = place.table.keys() <= {"prompt", "description"}
    return prompt_file(path) if alone or "commands" in path.split("/")[:-1] else None


def _reads_as_text(value: str) -> bool:
    """Whether a text has words in a row; what a shell shows before its line, a path or a pattern has not."""
    if not value.isascii():
        return word_count(value) > 1
    return " " in value and bool(_WORDS.search(value))


def _holds_prompts(path: str) -> bool:
    """Whether a file is named or kept as one of prompts: `prompts.yaml`, `config/agent_prompts.json`."""
    words = words_of(posixpath.splitext(posixpath.basename(path))[0])
    return (bool(words) and words[-1] in _PROMPT) or folder_of(posixpath.dirname(path)).prompts


def _speaks(key: str, value: str) -> bool:
    """Whether a text in a file of prompts is one of them and not a remark about it."""
    telling = "\n" in value.strip() or "{" in value or spoken_length(value) >= 2 * _MIN_LENGTH
    return telling and word_count(value) > 1 and not _REMARKS.intersection(words_of(key))


def collected(prompts: Sequence[Observation], linked: Set[Subject | None], sight: Sight) -> Iterator[Observation]:
    """The prompts of one file; of a large collection the file alone, and those that are joined to something."""
    if len(prompts) <= _MAX_PROMPTS:
        yield from prompts
        return
    yield from (one for one in prompts if one.subject in linked)
    if any(one.subject not in linked for one in prompts):
        yield sight.thing(prompt_file(sight.path), 1, "", role="template", source=f"file:{sight.path}")


def is_prompt_key(key: str, place: Place) -> bool:
    """Whether a key says that its text is a prompt; a sentence is what an interface shows, in another language."""
    words = words_of(key)
    if key.count(" ") >= _SENTENCE:
        return False
    plain = tuple(word for word in words if not word.isdigit())
    if _PROMPT.intersection(plain):
        return plain[-1] in _LAST and _TRIED.isdisjoint(plain)
    return _is_instruction(key, plain, place) or _is_part_of_prompt(key, plain, place)


def _is_instruction(key: str, plain: tuple[str, ...], place: Place) -> bool:
    """Whether a key says that its text instructs a model that reviews, writes or answers: `extra_instructions`,
    `path_instructions: [{path, instructions}]`, `github.copilot.chat.reviewSelection.instructions: [{text}]`."""
    if plain[-1:] == ("instructions",) and plain[0] in _TOLD_TO_REVIEWERS:
        return True
    above = words_of(place.parent)
    return len(above) > 1 and above[-1] == "instructions" and key in ("instructions", "text", "content")


def _is_part_of_prompt(key: str, plain: tuple[str, ...], place: Place) -> bool:
    words = words_of(key)
    if plain[:1] == ("system",) and plain[-1] in _SYSTEM:
        return True
    if plain[-1:] == ("template",) and (_ASKED.intersection(plain) or "system_template" in place.table):
        return True
    if key == "instructions" and place.parent == "signature":
        return True  # of a program that DSPy saved
    if key == "template" and "template_format" in place.table:
        return True  # of Semantic Kernel
    if words in _INSTRUCTIONS:
        return any(name.lower() in _BESIDE for name in islice(place.table, _MANY))
    if key == "content" and place.table.get("role") in ("system", "developer"):
        return True
    above = words_of(place.parent)
    if _COMMANDS.intersection(place.keys[-2:]) and key in ("template", "content", "prompt"):
        return True
    around = above + words_of(place.keys[-2] if len(place.keys) > 1 else "")
    return "prompts" in above or ("prompt" in around and key in ("template", "content", "text"))


def variable_prompt(name: str, text: str, line: int, sight: Sight) -> Iterator[Observation]:
    """The prompt that a variable of a script holds; what a shell puts into its text is not known."""
    words = words_of(name)
    own = _FILLED_IN.sub("", text)
    if (
        not _PROMPT.intersection(words)
        or words[-1] not in _LAST
        or word_count(own) < 2
        or spoken_length(own) < _MIN_LENGTH
    ):
        return
    facts = prompt_facts(text, name)
    if "$" in text or "`" in text:
        del facts["hashes"]
    yield sight.thing(sight.local(Kind.PROMPT, name), line, name, **facts)


def _name(place: Place, key: str) -> str:
    """The key; one that many prompts share stands behind the name of what it belongs to."""
    owner = (
        place.text("name", "Name", "agent_name", "id", "slug", "task")
        or place.parent
        or place.text("title", "label", "act")
    )
    if "template_format" in place.table and not place.keys and owner:
        return owner
    if place.parent in _HOLDERS and "provider" in place.table and place.above is not None:
        owner = place.above.text("name", "label", "title", "id") or owner  # the name within is that of the model
    if owner in _HOLDERS and len(place.keys) > 1:
        owner = place.keys[-2]  # `system_prompt_builder: {init_parameters: {template: ...}}`
    shared = key in _PLAIN or _is_shared(place, key)
    return f"{owner}.{key}" if shared and 0 < len(owner) < 80 else key


def _is_shared(place: Place, key: str) -> bool:
    """Whether the mappings beside this one have a text under the same key."""
    beside = place.above.table.values() if place.above is not None else ()
    rows = (row for value in islice(beside, _MANY) for row in (value if isinstance(value, list) else (value,)))
    having = (row for row in islice(rows, _MANY) if isinstance(row, Mapping) and isinstance(row.get(key), str))
    return len(list(islice(having, _SEVERAL))) == _SEVERAL


def prompt_facts(text: str, key: str = "") -> dict[str, Json]:
    """Role, length in characters and hash of a prompt."""
    words = words_of(key)
    role = next((role for word, role in _ROLES if word in words), "template" if "{" in text else "system")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return {"role": role, "length": len(text), "hashes": [f"SHA-256:{digest}"]}


def prompt_file(path: str) -> Subject:
    """A prompt that is a file of its own, named by its path."""
    return Subject(kind=Kind.PROMPT, name=path, origin="file")

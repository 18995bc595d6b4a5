"""Coding agents that a script lets work on their own, and what they are told: `claude -p "Review this diff ..."`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from aibom.catalog.commands import ModelCommand, commands
from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.commands.launch import flag_values
from aibom.scanners.deployments.records import Word

_SENTENCE = re.compile(r"[A-Za-z][\w'-]*[,:]?\s+\S+\s+\S+\s+\S+")
_MIN_PROMPT = 25
# What is no order to the agent: tools that it may use, settings.
_NO_ORDERS = frozenset(
    "--allowedTools --allowed-tools --disallowedTools --disallowed-tools --mcp-config --settings --add-dir --cd".split()
)
_SYSTEM = frozenset({"-s", "--system", "--system-prompt", "--append-system-prompt"})


def headless_sightings(calls: Sequence[Invocation], sight: Sight) -> Iterator[Sighting]:
    """The agents of a script with their prompts and models; prompts of `llm` and its kin have no agent."""
    count: Counter[str] = Counter()
    for call in calls:
        found = commands().find([call.program, *(word.text for word in call.words[1:])], "")
        command = found[0] if found is not None else None
        if command is None or not (command.runs or command.words == ("llm",)):
            continue
        words = {word.text.partition("=")[0] for word in call.words[1:]}
        if command.runs and words.isdisjoint(command.runs):
            continue
        agent = sight.agent(command.agent, call.line, command.agent) if command.agent else None
        if agent is not None:
            yield agent
            yield from _asks(command, call, agent.subject, sight)
        for word in _orders(call.words[1:]):
            count[call.program] += 1
            yield from _prompt(word, call, count[call.program], agent.subject if agent else None, sight)


def _asks(command: ModelCommand, call: Invocation, agent: Subject, sight: Sight) -> Iterator[Sighting]:
    service = provider_service(command.provider) if command.provider else None
    if service is not None:
        yield sight.link(agent, RelationKind.CALLS_SERVICE, service.subject, call.line)
    for word in flag_values(call.words[1:], command.flags):
        named = known_model(word.text)
        if named is not None:
            yield sight.link(agent, RelationKind.USES_MODEL, named.subject, word.line)


def _orders(words: Sequence[Word]) -> Iterator[Word]:
    for index, word in enumerate(words):
        before = words[index - 1].text if index else ""
        if before in _NO_ORDERS or word.text.startswith(("$", "-", "`", "{")):
            continue
        if len(word.text) >= _MIN_PROMPT and _SENTENCE.match(word.text):
            yield word


def _prompt(word: Word, call: Invocation, number: int, agent: Subject | None, sight: Sight) -> Iterator[Sighting]:
    program = call.program
    subject = sight.local(Kind.PROMPT, f"{program} prompt" if number == 1 else f"{program} prompt {number}")
    facts = prompt_facts(word.text, "system" if _said_as_system(word, call) else "user")
    if "$" in word.text or "`" in word.text:
        del facts["hashes"]
    yield sight.thing(subject, word.line, subject.name, **facts)
    if agent is not None:
        yield sight.link(agent, RelationKind.USES_PROMPT, subject, word.line)


def _said_as_system(word: Word, call: Invocation) -> bool:
    before = call.words[call.words.index(word) - 1].text
    return before in _SYSTEM

"""Reads steps of GitHub workflows whose published action calls a model (actions.json)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.actions import action_of
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.modelkeys import says_model
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import provider_service, service_of_variable
from aibom.scanners.configs.names.values import model_of_setting
from aibom.scanners.deployments.commands.launch import flag_values
from aibom.scanners.deployments.commands.shell import split_commands
from aibom.scanners.deployments.forms.agent_steps import model_of_step
from aibom.scanners.deployments.records import Setting, Step, Word
from aibom.scanners.deployments.told.around import Surroundings
from aibom.scanners.deployments.told.environment import is_left_open

_MODELS = ("model", "fallback_model", "model_name", "anthropic_model")


def step_sightings(step: Step, around: Surroundings) -> Iterator[Sighting]:
    """The service and models of a step; inputs that name a key or a model count for any action."""
    name = step.uses.text.partition("@")[0]
    action = action_of(name)
    service = provider_service(action.provider) if action and action.provider else None
    if service is not None:
        yield around.sight.service(service, step.uses.line, name)
        agent = around.sight.local(Kind.AGENT, action.short_name) if action is not None and action.agent else None
        yield around.sight.link(agent, RelationKind.CALLS_SERVICE, service.subject, step.uses.line)
    for one in step.inputs:
        if _is_unread(one):
            yield around.sight.unread("model", one.line, str(one.value))
        if service is None and (by_name := service_of_variable(one.name)) is not None:
            yield around.sight.service(by_name, one.line, one.name, 0.8)
        for named, line in _models(one, action.provider if action else "", action is not None):
            yield around.sight.model(named, line, f"{name} {one.name}")
            if action is not None and action.agent:
                agent = around.sight.local(Kind.AGENT, action.short_name)
                yield around.sight.link(agent, RelationKind.USES_MODEL, named.subject, line)
            if service is not None:
                yield around.sight.link(named.subject, RelationKind.SERVED_BY, service.subject, line)


def _is_unread(one: Setting) -> bool:
    """Whether an input names a model by an expression that only the run knows: `model: ${{ vars.MODEL }}`."""
    value = one.value or ""
    return "${{" in value and is_left_open(value) and (one.name in _MODELS or says_model(one.name))


def _models(one: Setting, provider: str, known: bool) -> Iterator[tuple[Named, int]]:
    """`model: gpt-4o`; of arguments for a command line, its `--model` flag."""
    value = one.value
    if not value or "${{" in value:
        return
    if known and one.name.endswith("_args"):
        for command in split_commands(value, one.line):
            for word in flag_values(command.words, ("--model", "-m")):
                yield from _named(word, provider)
        return
    if known and one.name in _MODELS:
        yield from _named(Word(value, one.line), provider)
        return
    named = model_of_setting(one.name, value)
    if named is not None:
        yield named, one.line


def _named(word: Word, provider: str) -> Iterator[tuple[Named, int]]:
    named = model_of_step(word.text, provider)
    if named is not None:
        yield named, word.line

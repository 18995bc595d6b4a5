"""Services of starters give way to where the settings send the requests."""

from __future__ import annotations

from aibom.inventory.wiring import settle, without_redirected
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import SETTINGS, Evidence, Link, Observation, Subject


def _service(name, symbol, technique, **facts):
    evidence = Evidence(path="pom.xml", line=1, symbol=symbol, technique=technique)
    return Observation(subject=Subject(kind=Kind.SERVICE, name=name), evidence=evidence, facts=facts)


STARTER = _service(
    "OpenAI",
    "org.springframework.ai:spring-ai-starter-model-openai",
    Technique.MANIFEST,
    provider="openai",
    service_type="ai-api",
)


def test_a_starter_stays_where_the_settings_say_nothing_else():
    key = _service("OpenAI", "spring.ai.openai.api-key", Technique.SOURCE)
    other = _service("Ollama", "spring.ai.ollama.base-url", Technique.SOURCE)
    assert without_redirected([STARTER]) == [STARTER]
    assert STARTER in without_redirected([STARTER, key, other])


def test_a_starter_gives_way_to_another_server_of_its_api():
    groq = _service("Groq", "spring.ai.openai.base-url", Technique.SOURCE)
    assert without_redirected([STARTER, groq]) == [groq]


def test_who_is_handed_a_chat_model_that_no_setting_names_talks_to_its_services():
    agent = Subject(kind=Kind.AGENT, name="NoteWriter")
    chat = Subject(kind=Kind.MODEL, name="chat", origin=SETTINGS)
    told = Evidence(path="src/main/java/NoteWriter.java", line=5)
    link = Link(source=agent, kind=RelationKind.USES_MODEL, target=chat, evidence=told)
    (drawn,) = settle([link], [STARTER])
    assert (drawn.source, drawn.kind, drawn.target) == (agent, RelationKind.CALLS_SERVICE, STARTER.subject)


def _model(origin, name):
    symbol = f"spring.ai.{origin}.chat.options.model"
    evidence = Evidence(path="src/main/resources/application.properties", line=2, symbol=symbol)
    subject = Subject(kind=Kind.MODEL, name=name, origin=origin)
    return Observation(subject=subject, evidence=evidence, facts={"model_class": "chat"})


def _chosen(service):
    evidence = Evidence(path="src/main/resources/application.properties", line=1, symbol="spring.ai.model.chat")
    return Observation(subject=Subject(kind=Kind.SERVICE, name=service), evidence=evidence, facts={})


def test_of_the_models_of_several_providers_the_chosen_one_is_handed_over():
    agent = Subject(kind=Kind.AGENT, name="NoteWriter")
    chat = Subject(kind=Kind.MODEL, name="chat", origin=SETTINGS)
    told = Evidence(path="src/main/java/NoteWriter.java", line=5)
    link = Link(source=agent, kind=RelationKind.USES_MODEL, target=chat, evidence=told)
    models = [_model("openai", "gpt-4o"), _model("mistral", "mistral-small-latest")]
    taken = [one.target.name for one in settle([link], [*models, _chosen("Mistral AI")])]
    assert taken == ["mistral-small-latest"]
    assert len(list(settle([link], models))) == 2
    assert len(list(settle([link], [*models, _chosen("Ollama")]))) == 2  # whose model is a default of its own

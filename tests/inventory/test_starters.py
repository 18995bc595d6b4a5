"""Services of starters give way to where the settings send the requests."""

from __future__ import annotations

from aibom.inventory.wiring import without_redirected
from aibom.model.kinds import Kind, Technique
from aibom.model.sighting import Evidence, Observation, Subject


def _service(name, symbol, technique, **facts):
    evidence = Evidence(path="pom.xml", line=1, symbol=symbol, technique=technique)
    return Observation(subject=Subject(kind=Kind.SERVICE, name=name), evidence=evidence, facts=facts)


STARTER = _service(
    "OpenAI", "org.springframework.ai:spring-ai-starter-model-openai", Technique.MANIFEST, provider="openai"
)


def test_a_starter_stays_where_the_settings_say_nothing_else():
    key = _service("OpenAI", "spring.ai.openai.api-key", Technique.SOURCE)
    other = _service("Ollama", "spring.ai.ollama.base-url", Technique.SOURCE)
    assert without_redirected([STARTER]) == [STARTER]
    assert STARTER in without_redirected([STARTER, key, other])


def test_a_starter_gives_way_to_another_server_of_its_api():
    groq = _service("Groq", "spring.ai.openai.base-url", Technique.SOURCE)
    assert without_redirected([STARTER, groq]) == [groq]

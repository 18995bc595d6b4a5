"""CrewAI's crews whose agents stand in a class and in agents.yaml."""

from __future__ import annotations

from aibom.model.kinds import Kind

AGENTS = "guide:\n  role: Guide of the museum\n  goal: Answer visitors\n  backstory: Knows every room\n"
CREW = """from crewai import Agent, Crew, LLM
from crewai.project import CrewBase, agent, crew

@CrewBase
class MuseumCrew:
    agents_config = 'config/agents.yaml'

    @agent
    def guide(self) -> Agent:
        return Agent(config=self.agents_config['guide'], llm=LLM('gpt-4o'))

    @agent
    def clerk(self) -> Agent:
        return Agent(role='clerk', goal='Sell tickets', backstory='Patient', llm=LLM('gpt-4o-mini'))

    def helper(self):
        return Agent(role='helper', goal='None', backstory='None')

    @crew
    def crew(self) -> Crew:
        return Crew(agents=self.agents, tasks=self.tasks)
"""


def test_a_crew_has_the_agents_of_its_class_and_an_agent_is_that_of_its_entry(scan):
    found = scan({"src/crew.py": CREW}, documents={"src/config/agents.yaml": AGENTS})
    assert {("MuseumCrew", "contains", "guide"), ("MuseumCrew", "contains", "clerk")} <= found.links
    assert ("MuseumCrew", "contains", "helper") not in found.links
    assert found.one(Kind.AGENT, "guide").subject.scope == "src/config/agents.yaml"
    assert ("guide", "uses-model", "gpt-4o") in found.links
    assert found.places(Kind.AGENT, "MuseumCrew") == {"src/crew.py:5", "src/crew.py:21"}


def test_without_the_document_the_method_names_the_agent(scan):
    found = scan({"src/crew.py": CREW})
    assert {"guide", "MuseumCrew"} <= set(found.names(Kind.AGENT))

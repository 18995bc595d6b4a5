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


TASKS = "tell:\n  description: Tell a visitor about a room\n  expected_output: Three sentences\n"
TELLING = CREW.replace(
    "    @crew\n",
    "    @task\n    def tell(self) -> Task:\n"
    "        return Task(config=self.tasks_config['tell'], agent=self.guide())\n\n    @crew\n",
)


def test_a_task_of_the_document_is_told_to_the_agent_that_code_gives_it_to(scan):
    documents = {"src/config/agents.yaml": AGENTS, "src/config/tasks.yaml": TASKS}
    source = TELLING.replace("import Agent, Crew", "import Agent, Crew, Task")
    links = scan({"src/crew.py": source}, documents=documents).links
    assert {one for one in links if one[2] == "tell"} == {("guide", "uses-prompt", "tell")}
    assert not [one for one in scan({"src/crew.py": source}).links if one[2] == "tell"]

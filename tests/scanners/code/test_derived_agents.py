"""Classes that derive from a framework's agent, and what their calls make; tools by methods of a library's objects;
objects that mappings describe; names that only a cross product of branches makes."""

from __future__ import annotations

from aibom.model.kinds import Kind

TEXT = "You answer questions of visitors about the opening hours of the museum."


def test_what_is_made_of_an_agent_class_is_that_agent(scan):
    found = scan(
        {
            "agents/guide.py": "from agency_swarm.agents import Agent\n"
            "class Guide(Agent):\n"
            "    def __init__(self):\n"
            "        super().__init__(name='Guide', instructions='./instructions.md', model='gpt-4o')\n",
            "agency.py": "from agency_swarm import Agency\n"
            "from agents.guide import Guide\n"
            "first = Guide()\n"
            "agency = Agency([first], shared_instructions='Be brief and be kind to everybody who asks.')\n",
        }
    )
    assert found.names(Kind.AGENT) == ["Guide", "agency"]
    assert found.places(Kind.AGENT, "Guide") == {"agents/guide.py:2", "agency.py:3", "agency.py:4"}
    assert {("Guide", "uses-model", "gpt-4o"), ("agency", "contains", "Guide")} <= found.links


def test_only_the_last_of_a_line_of_agents_is_told(scan):
    found = scan(
        {
            "desk.py": "import langroid as lr\n"
            "class PatientAgent(lr.ChatAgent):\n"
            "    def __init__(self, config):\n"
            "        super().__init__(config)\n"
            "class TicketAgent(PatientAgent):\n"
            "    def __init__(self, config):\n"
            "        super().__init__(config)\n"
            "class RefundTool(lr.ToolMessage):\n"
            "    request: str = 'refund'\n"
            "    purpose: str = 'To give the price of a ticket back'\n"
            f"config = lr.ChatAgentConfig(llm=lr.language_models.OpenAIGPTConfig(chat_model='gpt-4o-mini'), "
            f"system_message='{TEXT}')\n"
            "desk = TicketAgent(config)\n"
            "desk.enable_message(RefundTool)\n"
        }
    )
    assert found.names(Kind.AGENT) == ["TicketAgent"]
    assert found.names(Kind.TOOL) == ["RefundTool"]
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert ("TicketAgent", "uses-model", "gpt-4o-mini") in found.links


def test_a_tool_is_no_wrapper_because_it_works_on_a_name(scan):
    found = scan(
        {
            "tools.py": "from agency_swarm.tools import BaseTool\n"
            "from pydantic import Field\n"
            "class CreatePoster(BaseTool):\n"
            "    '''Draw a poster for an exhibition.'''\n"
            "    name: str = Field(..., description='Title of the exhibition.')\n"
            "    def run(self): ...\n"
            "if __name__ == '__main__':\n"
            "    print(CreatePoster(name='Masks of Benin').run())\n"
        }
    )
    assert found.names(Kind.TOOL) == ["CreatePoster"]


def test_methods_of_a_library_lend_tools_their_names(scan):
    found = scan(
        {
            "society.py": "from camel.agents import ChatAgent\n"
            "from camel.toolkits import FunctionTool, SearchToolkit\n"
            "search = SearchToolkit()\n"
            f"agent = ChatAgent('{TEXT}', tools=[FunctionTool(search.search_wiki)])\n"
        }
    )
    assert "search_wiki" in found.names(Kind.TOOL)
    assert ("agent", "has-tool", "search_wiki") in found.links


def test_a_mapping_with_a_class_describes_an_object(scan):
    found = scan(
        {
            "models.py": "import os\n"
            "from lagent.llms import GPTAPI, LMDeployServer\n"
            "local = dict(type=LMDeployServer, path='internlm/internlm2_5-7b-chat')\n"
            "hosted = dict(type=GPTAPI, model_type='gpt-4-turbo', key=os.environ.get('OPENAI_API_KEY'))\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4-turbo", "internlm/internlm2_5-7b-chat"]


def test_branches_that_set_provider_and_model_are_not_crossed(scan):
    found = scan(
        {
            "settings.py": "import os\n"
            "import litellm\n"
            "if os.getenv('OPENAI_API_KEY'):\n"
            "    provider, model = 'openai', 'gpt-4.1-mini'\n"
            "else:\n"
            "    provider, model = 'anthropic', 'claude-sonnet-4-0'\n"
            "litellm.completion(model=f'{provider}/{model}', messages=[])\n"
        }
    )
    assert found.names(Kind.MODEL) == ["claude-sonnet-4-0", "gpt-4.1-mini"]
    assert {o.subject.origin for o in found.observations if o.subject.kind == Kind.MODEL} == {"anthropic", "openai"}


def test_stand_ins_are_no_models(scan):
    found = scan(
        {
            "ask.py": "from openai import OpenAI\n"
            "OpenAI().chat.completions.create(model='your-deployment-name', messages=[])\n"
            "OpenAI().chat.completions.create(model='placeholder', messages=[])\n"
        }
    )
    assert found.names(Kind.MODEL) == []

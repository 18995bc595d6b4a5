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


def test_a_function_below_a_use_does_not_share_its_name(scan):
    found = scan(
        {
            "supervisor.py": "from langchain.chat_models import init_chat_model\n"
            "from langchain_core.tools import tool\n"
            "@tool\n"
            "def ask_museum(question: str):\n"
            "    '''Ask the museum.'''\n"
            "supervisor_tools = [ask_museum]\n"
            "model = init_chat_model('openai:gpt-4.1').bind_tools(supervisor_tools)\n"
            "def supervisor_tools(state):\n"
            "    '''Run what the supervisor asked for.'''\n"
        }
    )
    assert found.names(Kind.TOOL) == ["ask_museum"]


def test_members_of_a_family_that_share_a_factory_are_agents(scan):
    found = scan(
        {
            "roles.py": "from camel.agents import ChatAgent\n"
            "from camel.models import ModelFactory\n"
            "def create_role_agent(role):\n"
            "    return ChatAgent(role, model=ModelFactory.create(model_type='gpt-4o'))\n",
            "agents.py": "from abc import ABC\n"
            "from roles import create_role_agent\n"
            "class BaseAgent(ABC):\n"
            "    def __init__(self, role): self.role = role\n"
            "class RiskAgent(BaseAgent):\n"
            "    def __init__(self): super().__init__(create_role_agent('You weigh risks.'))\n"
            "class NewsAgent(BaseAgent):\n"
            "    def __init__(self): super().__init__(create_role_agent('You read the news.'))\n",
        }
    )
    assert {"NewsAgent", "RiskAgent"} <= set(found.names(Kind.AGENT))
    assert {("NewsAgent", "uses-model", "gpt-4o"), ("RiskAgent", "uses-model", "gpt-4o")} <= found.links


def test_records_at_an_address_are_data_of_a_program_that_speaks_to_models(scan):
    sampler = "import openai\nclient = openai.OpenAI()\n"
    found = scan(
        {
            "sampler.py": sampler,
            "trivia_eval.py": "import pandas\n"
            "from sampler import client\n"
            "ROWS = 'https://data.museum.example/evals/trivia.jsonl.gz'\n"
            "frame = pandas.read_csv(f'https://data.museum.example/evals/{\"hard\"}.csv')\n",
        }
    )
    assert found.names(Kind.DATASET) == [
        "https://data.museum.example/evals/hard.csv",
        "https://data.museum.example/evals/trivia.jsonl.gz",
    ]


def test_what_asks_the_user_is_no_prompt_of_a_tool(scan):
    found = scan(
        {
            "ask.py": "def get_user_input(prompt: str):\n    return session.prompt_async(HTML(prompt))\n",
            "tools.py": "from strands import tool\n"
            "from ask import get_user_input\n"
            "@tool\n"
            "def shell(command: str):\n"
            "    '''Run a command.'''\n"
            "    get_user_input('Do you really want to proceed with what the model wants to do? [y/n]')\n",
        }
    )
    assert found.names(Kind.PROMPT) == []


def test_short_words_to_a_model_and_constants_that_say_so_are_prompts(scan):
    found = scan(
        {
            "bot.py": "import os, openai\n"
            "config = {'assistant_prompt': os.environ.get('ASSISTANT_PROMPT', 'You are a helpful assistant.')}\n",
            "constants.py": "CHART_PARSER_PROMPT = 'Given the picture of a chart, tell what its axes are, what each of "
            "its lines shows, and which numbers stand beside them.'\n",
        }
    )
    assert found.names(Kind.PROMPT) == ["CHART_PARSER_PROMPT", "assistant_prompt"]

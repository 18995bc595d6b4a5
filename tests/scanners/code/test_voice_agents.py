"""Voice agents, agents whose base class holds the model, graphs built in another file, classes as tools."""

from __future__ import annotations

from aibom.model.kinds import Kind

PILOT = "You are the pilot's assistant. Answer in one short sentence, since it is read aloud in the cockpit."


def test_a_voice_agent_with_its_models_tools_and_prompt(scan):
    found = scan(
        {
            "bot.py": "from pipecat.audio.vad.silero import SileroVADAnalyzer\n"
            "from pipecat.adapters.schemas.function_schema import FunctionSchema\n"
            "from pipecat.processors.aggregators.llm_context import LLMContext\n"
            "from pipecat.services.deepgram.stt import DeepgramSTTService\n"
            "from pipecat.services.openai.llm import OpenAILLMService\n"
            "weather = FunctionSchema(name='get_weather', description='', properties={}, required=[])\n"
            "async def end_flight(params):\n"
            "    '''End the flight.'''\n"
            "def system_prompt(name):\n"
            f"    return f'''{PILOT} You fly {{name}}.'''\n"
            "def main():\n"
            "    stt = DeepgramSTTService(api_key='')\n"
            "    llm = OpenAILLMService(model='gpt-4.1', settings=OpenAILLMService.Settings(system_instruction=system_prompt('D-ABC')))\n"
            "    llm.register_function(None, fallback.handle)\n"
            "    context = LLMContext(tools=[end_flight, weather])\n"
            "    vad = SileroVADAnalyzer()\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4.1", "silero-vad"]
    assert found.names(Kind.SERVICE) == ["Deepgram", "OpenAI"]
    assert found.names(Kind.TOOL) == ["end_flight", "get_weather"]
    assert found.places(Kind.PROMPT, "system_prompt") >= {"bot.py:10"}


def test_an_agent_has_the_prompt_of_its_method_and_the_model_of_its_base(scan):
    found = scan(
        {
            "llm.py": "from langchain_anthropic import ChatAnthropic\n"
            "class Chat:\n"
            "    def __init__(self, chat):\n"
            "        self._chat = chat\n"
            "    def complete(self, system, user):\n"
            "        return self._chat.invoke([('system', system), ('human', user)])\n"
            "def make():\n"
            "    return Chat(ChatAnthropic(model='claude-sonnet-4-5'))\n",
            "base.py": "from llm import make\n"
            "class InvestorAgent:\n"
            "    def __init__(self, llm=None):\n"
            "        self._llm = llm if llm is not None else make()\n"
            "    def judge(self, snapshot):\n"
            "        return self._llm.complete(self.get_system_prompt(), snapshot)\n"
            "    def get_system_prompt(self):\n"
            "        raise NotImplementedError\n",
            "patient.py": "from base import InvestorAgent\n"
            "class PatientAgent(InvestorAgent):\n"
            "    def get_system_prompt(self):\n"
            f"        return '{PILOT.replace(chr(39), '')}'\n",
            "main.py": "from patient import PatientAgent\nPatientAgent().judge('...')\n",
        }
    )
    assert found.names(Kind.AGENT) == ["PatientAgent"]
    assert ("PatientAgent", "uses-model", "claude-sonnet-4-5") in found.links
    assert ("PatientAgent", "uses-prompt", "get_system_prompt") in found.links


def test_a_name_that_is_handed_to_the_constructor_of_an_abstract_base(scan):
    found = scan(
        {
            "base.py": "from abc import ABC\n"
            "class Client(ABC):\n"
            "    def __init__(self, model, url=None):\n"
            "        self.model = model\n",
            "client.py": "from base import Client\n"
            "from langchain_openai import ChatOpenAI\n"
            "class OpenAIClient(Client):\n"
            "    def __init__(self, url, model):\n"
            "        super().__init__(model, url)\n"
            "    def get(self):\n"
            "        return ChatOpenAI(**{'model': self.model})\n",
            "main.py": "from client import OpenAIClient\nllm = OpenAIClient('https://api.openai.com/v1', 'gpt-4.1-mini').get()\n",
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4.1-mini"]
    assert not found.unknowns


def test_a_graph_that_is_built_in_another_file_and_its_tools(scan):
    found = scan(
        {
            "setup.py": "from langgraph.graph import StateGraph\n"
            "from langchain_openai import ChatOpenAI\n"
            "from pydantic import BaseModel\n"
            "class BookFlight(BaseModel):\n"
            "    '''Book a flight.'''\n"
            "    number: str\n"
            "class Answer(BaseModel):\n"
            "    text: str\n"
            "def make_node(llm):\n"
            "    def node(state):\n"
            "        llm.with_structured_output(Answer).invoke(state)\n"
            "        return llm.bind_tools([BookFlight]).invoke(state)\n"
            "    return node\n"
            "def build():\n"
            "    graph = StateGraph(dict)\n"
            "    graph.add_node('desk', make_node(ChatOpenAI(model='gpt-4.1')))\n"
            "    return graph\n",
            "main.py": "from setup import build\nworkflow = build()\ndesk = workflow.compile()\n",
        }
    )
    assert found.names(Kind.TOOL) == ["BookFlight"]
    assert {("desk", "uses-model", "gpt-4.1"), ("desk", "has-tool", "BookFlight")} <= found.links


def test_the_default_of_a_lookup_in_a_library_object(scan):
    found = scan(
        {
            "app.py": "from langchain_core.runnables import RunnableConfig\n"
            "from langchain_openai import ChatOpenAI\n"
            "def ask(config: RunnableConfig):\n"
            "    return ChatOpenAI(model=config['configurable'].get('model', 'gpt-4o'))\n"
        }
    )
    assert found.places(Kind.MODEL, "gpt-4o") >= {"app.py:4"}


def test_classes_of_livekit_agents_have_their_texts_tools_and_models(scan):
    found = scan(
        {
            "desk.py": "from livekit.agents import Agent, AgentSession, function_tool, inference, mcp\n"
            "from livekit.plugins import silero\n"
            "class Clerk(Agent):\n"
            "    def __init__(self):\n"
            "        super().__init__(instructions='You tell callers when the museum is open.',\n"
            "                         mcp_servers=[mcp.MCPServerHTTP(url='https://tools.example.net/mcp')])\n"
            "    @function_tool\n"
            "    async def opening_hours(self, day: str):\n"
            "        '''The hours of a day.'''\n"
            "async def entry(ctx):\n"
            "    session = AgentSession(stt=inference.STT(model='deepgram/nova-3'), vad=silero.VAD.load(),\n"
            "                           llm=inference.LLM(model='openai/gpt-4.1'))\n"
            "    await session.start(agent=Clerk(), room=ctx.room)\n"
        }
    )
    assert {one.subject.name for one in found.observations if one.subject.kind == Kind.AGENT} == {"Clerk", "session"}
    links = {(source, str(kind), target) for source, kind, target in found.links}
    assert links >= {
        ("Clerk", "uses-prompt", "Clerk system prompt"),
        ("Clerk", "has-tool", "opening_hours"),
        ("Clerk", "has-tool", "tools.example.net"),
        ("session", "contains", "Clerk"),
        ("session", "uses-model", "nova-3"),
        ("session", "uses-model", "gpt-4.1"),
        ("session", "uses-model", "silero-vad"),
        ("nova-3", "served-by", "LiveKit"),
    }


def test_a_model_that_coquis_manager_fetches(scan):
    source = (
        "from TTS.utils.manage import ModelManager\n"
        "model_name = 'tts_models/multilingual/multi-dataset/xtts_v2'\n"
        "ModelManager().download_model(model_name)\nModelManager().list_models('en')\n"
    )
    assert scan({"server.py": source}).names(Kind.MODEL) == ["tts_models/multilingual/multi-dataset/xtts_v2"]

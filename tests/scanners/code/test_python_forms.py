"""Forms that whole Python programs have: tools made by functions, graphs built in one chain, clients that keep a model."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind


def edges(found, kind):
    return {(source, target) for source, relation, target in found.links if relation == kind}


HANDOFFS = (
    "from langchain_anthropic import ChatAnthropic\n"
    "from langchain_core.tools import tool\n"
    "from langgraph.prebuilt import create_react_agent\n"
    "llm = ChatAnthropic(model='claude-sonnet-4-20250514')\n"
    "def hand_over_to(agent_name):\n"
    "    name = f'transfer_to_{agent_name}'\n"
    "    @tool(name, description='Ask a colleague.')\n"
    "    def handoff(state):\n"
    "        return agent_name\n"
    "    return handoff\n"
    "@tool\n"
    "def refund_ticket(number: str) -> str:\n"
    "    'Give the money of a ticket back.'\n"
    "    return number\n"
    "to_booking = hand_over_to('booking')\n"
    "booking = create_react_agent(llm, tools=[hand_over_to('refunds')], name='booking')\n"
    "refunds = create_react_agent(llm, tools=[refund_ticket, to_booking], name='refunds')\n"
)


def test_a_function_that_makes_tools_makes_one_for_each_call(scan):
    found = scan({"desk.py": HANDOFFS})
    assert found.names(Kind.TOOL) == ["refund_ticket", "transfer_to_booking", "transfer_to_refunds"]
    assert edges(found, RelationKind.HAS_TOOL) >= {
        ("booking", "transfer_to_refunds"),
        ("refunds", "transfer_to_booking"),
        ("refunds", "refund_ticket"),
    }
    assert ("booking", "transfer_to_booking") not in edges(found, RelationKind.HAS_TOOL)
    assert ("refunds", "transfer_to_refunds") not in edges(found, RelationKind.HAS_TOOL)


def test_handoff_tools_of_langgraph_are_named_by_their_agent_unless_they_have_a_name(scan):
    found = scan(
        {
            "swarm.py": "from langgraph_swarm import create_handoff_tool\n"
            "tools = [create_handoff_tool(agent_name='billing'),\n"
            "         create_handoff_tool(agent_name='sales', name='ask_sales', description='Ask sales.')]\n"
        }
    )
    assert found.names(Kind.TOOL) == ["ask_sales", "transfer_to_billing"]


def test_graphs_that_are_built_in_one_chain_have_their_own_nodes(scan):
    found = scan(
        {
            "flow.py": "from langchain.chat_models import init_chat_model\n"
            "from langgraph.graph import END, START, MessagesState, StateGraph\n"
            "def write(state):\n"
            "    return init_chat_model('anthropic:claude-3-7-sonnet-latest').invoke(state['messages'])\n"
            "def judge(state):\n"
            "    return init_chat_model('openai:o3-mini').invoke(state['messages'])\n"
            "writing = (StateGraph(MessagesState).add_node(write).add_edge(START, 'write').add_edge('write', END).compile())\n"
            "judging = StateGraph(MessagesState).add_node('judge', judge).add_edge(START, 'judge').compile()\n"
        }
    )
    assert found.names(Kind.AGENT) == ["judging", "writing"]
    assert edges(found, RelationKind.USES_MODEL) == {("writing", "claude-3-7-sonnet-latest"), ("judging", "o3-mini")}


def test_a_client_of_instructor_keeps_the_model_that_it_was_made_with(scan):
    found = scan(
        {
            "extract.py": "import instructor\n"
            "from pydantic import BaseModel\n"
            "client = instructor.from_provider('anthropic/claude-3-5-haiku-latest')\n"
            "class Invoice(BaseModel):\n"
            "    number: str\n"
            "def extract(text):\n"
            "    return client.chat.completions.create(response_model=Invoice, messages=[\n"
            "        {'role': 'system', 'content': 'Extract the invoice. Leave out what is not written there.'},\n"
            "        {'role': 'user', 'content': text}])\n"
        }
    )
    assert found.names(Kind.MODEL) == ["claude-3-5-haiku-latest"]
    assert edges(found, RelationKind.USES_PROMPT) == {("claude-3-5-haiku-latest", "extract prompt")}


def test_speech_is_recognised_by_local_models_and_services(scan):
    found = scan(
        {
            "ears.py": "import speech_recognition as sr\n"
            "def heard(recognizer, audio):\n"
            "    return recognizer.recognize_whisper(audio, model='small', language='english')\n"
            "r = sr.Recognizer()\n"
            "r.listen_in_background(sr.Microphone(), heard)\n"
            "with sr.Microphone() as source:\n"
            "    print(r.recognize_google(r.listen(source)))\n"
        }
    )
    assert found.names(Kind.MODEL) == ["whisper-small"]
    assert found.names(Kind.SERVICE) == ["Google Speech Recognition"]


def test_a_recogniser_of_ones_own_is_no_service(scan):
    found = scan(
        {
            "ears.py": "import openai\n"
            "class Notes:\n"
            "    def recognize_chords(self, sheet):\n"
            "        return sheet\n"
            "Notes().recognize_chords('a.pdf')\n"
        }
    )
    assert not found.names(Kind.SERVICE)


def test_packages_that_images_of_bentoml_and_modal_are_given(scan):
    found = scan(
        {
            "service.py": "import bentoml\n"
            "image = bentoml.images.PythonImage(python_version='3.11').python_packages('faster-whisper==1.1.0\\n')\n"
            "@bentoml.service(image=image)\n"
            "class Scribe:\n"
            "    pass\n"
        }
    )
    versions = {
        (one.subject.name, one.subject.version) for one in found.observations if one.subject.kind == Kind.LIBRARY
    }
    assert ("faster-whisper", "1.1.0") in versions


def test_instructions_of_handoffs_are_the_agent_s_text(scan):
    found = scan(
        {
            "tutor.py": "from agents import Agent\n"
            "from agents.extensions.handoff_prompt import prompt_with_handoff_instructions\n"
            "tutor = Agent(name='Tutor', model='gpt-4.1-nano',\n"
            "    instructions=prompt_with_handoff_instructions('You help with sums. Explain each step.'))\n"
        }
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("Tutor", "Tutor system prompt")}


def test_evaluations_name_their_models_and_tasks(scan):
    found = scan(
        {
            "measure.py": "import lm_eval\n"
            "from lm_eval.models.huggingface import HFLM\n"
            "from inspect_ai import eval\n"
            "model = HFLM(pretrained='EleutherAI/pythia-160m')\n"
            "lm_eval.simple_evaluate(model=model, tasks=['hellaswag', 'arc_easy'], num_fewshot=0)\n"
            "eval('incident.py', model='anthropic/claude-3-5-sonnet-latest')\n"
        }
    )
    assert found.names(Kind.MODEL) == ["EleutherAI/pythia-160m", "claude-3-5-sonnet-latest"]
    assert found.names(Kind.DATASET) == ["arc_easy", "hellaswag"]
    assert found.names(Kind.SERVICE) == ["Anthropic"]


VENDORS = (
    "import anthropic\n"
    "import openai\n"
    "VENDORS = {}\n"
    "def vendor(name):\n"
    "    def keep(cls):\n"
    "        VENDORS[name] = cls\n"
    "        return cls\n"
    "    return keep\n"
    "class Writer:\n"
    "    def __init__(self, config):\n"
    "        self.config = config\n"
    "    def write(self, system, user):\n"
    "        raise NotImplementedError\n"
    "@vendor('openai')\n"
    "class OpenAIWriter(Writer):\n"
    "    def write(self, system, user):\n"
    "        return openai.OpenAI().chat.completions.create(model='gpt-4o', messages=[\n"
    "            {'role': 'system', 'content': system}, {'role': 'user', 'content': user}])\n"
    "@vendor('anthropic')\n"
    "class AnthropicWriter(Writer):\n"
    "    def write(self, system, user):\n"
    "        return anthropic.Anthropic().messages.create(model='claude-3-7-sonnet-20250219', max_tokens=9,\n"
    "            system=system, messages=[{'role': 'user', 'content': user}])\n"
)
DESK = (
    "from vendors import writer\n"
    "ANSWER_PROMPT = 'You answer questions about tenancy law. Quote the paragraph for every claim.'\n"
    "class Desk:\n"
    "    def __init__(self, config):\n"
    "        self.writer = writer(config)\n"
    "    def ask(self, question):\n"
    "        return self.writer.write(ANSWER_PROMPT, question)\n"
)
BOTH = {("gpt-4o", "ANSWER_PROMPT"), ("claude-3-7-sonnet-20250219", "ANSWER_PROMPT")}


def test_classes_that_a_decorator_keeps_are_what_the_registry_gives(scan):
    made = "def writer(config):\n    return VENDORS[config.vendor](config)\n"
    found = scan({"vendors.py": VENDORS + made, "desk.py": DESK})
    assert edges(found, RelationKind.USES_PROMPT) == BOTH


def test_a_function_gives_what_it_declares_where_nothing_else_tells(scan):
    made = "def writer(config) -> Writer | None:\n    return config.container.resolve('writer')\n"
    found = scan({"vendors.py": VENDORS.replace("@vendor", "#@vendor"), "desk.py": DESK})
    assert not edges(found, RelationKind.USES_PROMPT)
    found = scan({"vendors.py": VENDORS.replace("@vendor", "#@vendor") + made, "desk.py": DESK})
    assert edges(found, RelationKind.USES_PROMPT) == BOTH


def test_a_function_that_declares_a_list_of_something_gives_none_of_it(scan):
    made = "def writer(config) -> list[Writer]:\n    return config.container.resolve('writers')\n"
    found = scan({"vendors.py": VENDORS.replace("@vendor", "#@vendor") + made, "desk.py": DESK})
    assert not edges(found, RelationKind.USES_PROMPT)


def test_prompts_of_fastmcp_have_the_name_that_their_decorator_gives_and_prefixes_of_servers_are_no_tools(scan):
    found = scan(
        {
            "server.py": "from fastmcp import FastMCP\n"
            "recipes = FastMCP('Recipes')\n"
            "mcp = FastMCP('Kitchen')\n"
            "mcp.mount('recipes', recipes)\n"
            "@mcp.prompt('shopping_list')\n"
            "def shopping(menu: str) -> str:\n"
            "    return f'Write a shopping list for this menu, sorted by the shelves of a shop: {menu}'\n"
            "@mcp.prompt\n"
            "def menu(days: int) -> str:\n"
            "    return f'Write a menu for some days, with what is in season: {days}'\n"
        }
    )
    assert found.names(Kind.PROMPT) == ["menu", "shopping_list"]
    assert found.names(Kind.TOOL) == ["Kitchen", "Recipes"]
    assert ("Kitchen", "Recipes") in edges(found, RelationKind.CONTAINS)


def test_agents_of_llama_index_hand_over_to_those_that_they_name(scan):
    found = scan(
        {
            "team.py": "from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent\n"
            "mechanic = FunctionAgent(name='mechanic', system_prompt='You repair machines.', can_handoff_to=['buyer'])\n"
            "buyer = FunctionAgent(name='buyer', system_prompt='You order parts.')\n"
        }
    )
    assert edges(found, RelationKind.CONTAINS) == {("mechanic", "buyer")}


def test_models_that_a_client_of_triton_asks(scan):
    found = scan(
        {
            "plates.py": "import tritonclient.http as http\n"
            "triton = http.InferenceServerClient(url='triton:8000')\n"
            "def read(inputs):\n"
            "    return triton.infer('plate_ocr', inputs)\n"
        }
    )
    assert found.names(Kind.MODEL) == ["plate_ocr"]
    assert found.names(Kind.SERVICE) == ["Triton Inference Server"]


PARTS = (
    "ROLE = 'You are a self-aware AI. You communicate in packages, each with an observation and an action.'\n"
    "RULES = 'Agents must adhere to their depth when they use other agents. Never do sums yourself.'\n"
)
ASKED = (
    "from openai import OpenAI\n"
    "from texts import {name}\n"
    "def ask(question):\n"
    "    return OpenAI().chat.completions.create(model='gpt-4o', messages=[\n"
    "        {{'role': 'system', 'content': {name}}}, {{'role': 'user', 'content': question}}])\n"
)


def test_a_prompt_that_is_put_together_of_constants_has_its_own_name(scan):
    found = scan({"texts.py": PARTS + "STATIC_PROMPT = ROLE + RULES\n", "ask.py": ASKED.format(name="STATIC_PROMPT")})
    assert edges(found, RelationKind.USES_PROMPT) >= {("gpt-4o", "STATIC_PROMPT"), ("gpt-4o", "ROLE")}
    assert "texts.py:3" in found.places(Kind.PROMPT, "STATIC_PROMPT")


def test_a_constant_that_says_nothing_of_prompts_lends_no_name(scan):
    found = scan({"texts.py": PARTS + "WHOLE = ROLE + RULES\n", "ask.py": ASKED.format(name="WHOLE")})
    assert "WHOLE" not in found.names(Kind.PROMPT)


def test_arguments_that_are_gathered_in_a_mapping(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def archivist(files):\n"
            "    given = {'name': 'Archivist', 'model': 'gpt-4o', 'tools': []}\n"
            "    if files:\n"
            "        given['tools'].append({'type': 'file_search'})\n"
            "    return client.beta.assistants.create(**given)\n"
            "def chat(messages, loud):\n"
            "    options = dict(model='gpt-4o-mini', messages=messages)\n"
            "    if loud:\n"
            "        options['tools'] = [{'type': 'function', 'function': {'name': 'ring_bell', 'description': 'Rings.',\n"
            "            'parameters': {'type': 'object', 'properties': {}}}}]\n"
            "    options.update(temperature=0.1)\n"
            "    return client.chat.completions.create(**options)\n"
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) >= {("Archivist", "file_search"), ("gpt-4o-mini", "ring_bell")}
    assert ("Archivist", "ring_bell") not in edges(found, RelationKind.HAS_TOOL)
    assert ("gpt-4o-mini", "file_search") not in edges(found, RelationKind.HAS_TOOL)


def test_guardrails_of_an_agent_run_agents_of_their_own(scan):
    found = scan(
        {
            "desk.py": "from agents import Agent, GuardrailFunctionOutput, InputGuardrail, Runner, output_guardrail\n"
            "judge = Agent(name='Judge', instructions='Say whether this is homework.', model='gpt-4.1-nano')\n"
            "reader = Agent(name='Reader', instructions='Say whether the solution is given away.', model='gpt-4.1-nano')\n"
            "async def is_homework(ctx, agent, text):\n"
            "    result = await Runner.run(judge, text, context=ctx.context)\n"
            "    return GuardrailFunctionOutput(output_info=result, tripwire_triggered=False)\n"
            "@output_guardrail\n"
            "async def no_solution(ctx, agent, text):\n"
            "    return await Runner.run(reader, text)\n"
            "tutor = Agent(name='Tutor', instructions='You help with sums.', output_guardrails=[no_solution])\n"
            "triage = Agent(name='Triage', instructions='You choose a tutor.', handoffs=[tutor],\n"
            "               input_guardrails=[InputGuardrail(guardrail_function=is_homework)])\n"
        }
    )
    assert edges(found, RelationKind.CONTAINS) == {("Triage", "Tutor"), ("Triage", "Judge"), ("Tutor", "Reader")}


def test_bedrock_answers_from_a_knowledge_base_with_a_model_that_an_arn_names(scan):
    found = scan(
        {
            "ask.py": "import boto3\n"
            "agents = boto3.client('bedrock-agent-runtime')\n"
            "def look_up(question):\n"
            "    return agents.retrieve_and_generate(input={'text': question}, retrieveAndGenerateConfiguration={\n"
            "        'type': 'KNOWLEDGE_BASE', 'knowledgeBaseConfiguration': {'knowledgeBaseId': 'KB12345678',\n"
            "        'modelArn': 'arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0'}})\n"
        }
    )
    assert found.names(Kind.MODEL) == ["anthropic.claude-3-sonnet-20240229-v1:0"]
    assert found.names(Kind.DATASET) == ["KB12345678"]


def test_what_a_callback_saves_comes_from_the_network_within_the_one_that_is_fitted(scan):
    found = scan(
        {
            "leaf.py": "from tensorflow.keras import layers, models\n"
            "from tensorflow.keras.applications import EfficientNetB3\n"
            "from tensorflow.keras.callbacks import ModelCheckpoint\n"
            "from tensorflow.keras.preprocessing.image import ImageDataGenerator\n"
            "rows = ImageDataGenerator().flow_from_directory('data/leaves')\n"
            "base = EfficientNetB3(weights='imagenet', include_top=False)\n"
            "model = models.Sequential([base, layers.Dense(12)])\n"
            "model.fit(rows, callbacks=[ModelCheckpoint('leaf_b3.h5')])\n"
        }
    )
    assert ("leaf_b3.h5", "EfficientNetB3") in edges(found, RelationKind.DERIVED_FROM)


def test_a_manager_of_a_group_chat_has_its_agents(scan):
    found = scan(
        {
            "team.py": "from autogen import AssistantAgent, GroupChat, GroupChatManager\n"
            "planner = AssistantAgent('planner', system_message='You plan the work of a team.')\n"
            "chat = GroupChat(agents=[planner], messages=[])\n"
            "manager = GroupChatManager(groupchat=chat)\n"
        }
    )
    assert ("manager", "planner") in edges(found, RelationKind.CONTAINS)


def test_data_that_is_published_and_models_that_fit_writes(scan):
    found = scan(
        {
            "make.py": "import pandas as pd\n"
            "from datasets import Dataset\n"
            "from sentence_transformers import SentenceTransformer\n"
            "rows = pd.read_csv('data/pairs.csv')\n"
            "Dataset.from_pandas(rows).push_to_hub('acme/farm-qa')\n"
            "model = SentenceTransformer('BAAI/bge-small-en-v1.5')\n"
            "model.fit(train_objectives=[(rows, None)], output_path='models/pairs')\n"
        }
    )
    assert "acme/farm-qa" in found.names(Kind.DATASET)
    assert ("models/pairs", "BAAI/bge-small-en-v1.5") in edges(found, RelationKind.DERIVED_FROM)


def test_a_model_that_is_published_is_no_data(scan):
    found = scan(
        {
            "tune.py": "from transformers import AutoModelForCausalLM\n"
            "model = AutoModelForCausalLM.from_pretrained('gpt2')\n"
            "model.push_to_hub('acme/farm-gpt2')\n"
        }
    )
    assert not found.names(Kind.DATASET)


BASE = (
    "class BaseTool:\n"
    "    name = ''\n"
    "    description = ''\n"
    "    def spec(self):\n"
    "        return {'name': self.name, 'description': self.description,\n"
    "                'input_schema': {'type': 'object', 'properties': {}}}\n"
    "    def run(self, **given):\n"
    "        raise NotImplementedError\n"
)
HEIR = (
    "from base import BaseTool\n"
    "class {title}Tool(BaseTool):\n"
    "    name = '{name}'\n"
    "    description = '{title} of a town'\n"
    "    def run(self, town):\n"
    "        return town\n"
)


def test_a_base_that_tells_a_model_of_its_heirs_makes_no_tool_beside_them(scan):
    found = scan(
        {
            "base.py": BASE,
            "weather.py": HEIR.format(title="Weather", name="get_weather"),
            "events.py": HEIR.format(title="Events", name="list_events"),
            "main.py": "import anthropic\n"
            "from events import EventsTool\n"
            "from weather import WeatherTool\n"
            "tools = [WeatherTool(), EventsTool()]\n"
            "def ask(messages):\n"
            "    return anthropic.Anthropic().messages.create(model='claude-sonnet-4-5', max_tokens=9,\n"
            "        tools=[one.spec() for one in tools], messages=messages)\n",
        }
    )
    scopes = {(one.subject.name, one.subject.scope) for one in found.observations if one.subject.kind == Kind.TOOL}
    assert scopes == {("get_weather", "weather.py"), ("list_events", "events.py")}

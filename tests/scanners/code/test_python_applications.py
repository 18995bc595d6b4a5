"""Python applications: FastAPI's dependencies, DSPy, settings of objects whose class is lost, base classes."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

ASSISTANT = "You are an assistant of the city library and answer in two sentences."


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def edges(found, kind):
    return {(source, target) for source, relation, target in found.links if relation == kind}


SETTINGS = (
    "from typing import Annotated\n"
    "from fastapi import Depends\n"
    "from pydantic_settings import BaseSettings\n"
    "class Settings(BaseSettings):\n"
    "    chat_model: str = 'gpt-4o-mini'\n"
    "def get_settings() -> Settings:\n"
    "    return Settings()\n"
    "SettingsDep = Annotated[Settings, Depends(get_settings)]\n"
)


def test_dependencies_of_fastapi_are_followed_to_what_makes_them(scan):
    found = scan(
        {
            "app/config.py": SETTINGS,
            "app/deps.py": "from langchain_openai import ChatOpenAI\n"
            "from app.config import SettingsDep\n"
            "def get_llm(settings: SettingsDep):\n"
            "    return ChatOpenAI(model=settings.chat_model)\n",
            "app/main.py": "from fastapi import Depends\n"
            "from langgraph.prebuilt import create_react_agent\n"
            "from app.deps import get_llm\n"
            "def ask(question: str, llm=Depends(get_llm)):\n"
            "    librarian = create_react_agent(llm, tools=[])\n"
            "    return librarian.invoke(question)\n",
        }
    )
    assert edges(found, RelationKind.USES_MODEL) == {("librarian", "gpt-4o-mini")}
    assert not found.unknowns


def test_a_dependency_written_in_the_annotation_is_followed(scan):
    found = scan(
        {
            "app/config.py": SETTINGS,
            "app/main.py": "from typing import Annotated\n"
            "from fastapi import Depends\n"
            "from openai import OpenAI\n"
            "from app.config import get_settings\n"
            "def get_client():\n"
            "    return OpenAI(base_url='http://localhost:11434/v1')\n"
            "def ask(client: Annotated[OpenAI, Depends(get_client)], settings: Annotated[object, Depends(get_settings)]):\n"
            "    return client.chat.completions.create(model=settings.chat_model, messages=[])\n",
        }
    )
    assert ("gpt-4o-mini", "Ollama") in edges(found, RelationKind.SERVED_BY)


def test_programs_of_dspy_use_their_signatures_and_the_configured_model(scan):
    found = scan(
        {
            "program.py": "import dspy\n"
            "dspy.configure(lm=dspy.LM('openai/gpt-4o-mini'))\n"
            "class Summarise(dspy.Signature):\n"
            "    '''Summarise a council's minutes.'''\n"
            "    minutes = dspy.InputField()\n"
            "    summary = dspy.OutputField()\n"
            "class Clerk(dspy.Module):\n"
            "    def __init__(self):\n"
            "        self.summarise = dspy.ChainOfThought(Summarise)\n"
            "def rooms(day):\n"
            "    return []\n"
            "desk = dspy.ReAct('question -> answer', tools=[rooms])\n"
        }
    )
    assert names(found, Kind.AGENT) == {"Clerk", "desk"}
    assert edges(found, RelationKind.USES_PROMPT) == {("Clerk", "Summarise"), ("gpt-4o-mini", "Summarise")}
    assert edges(found, RelationKind.USES_MODEL) == {("Clerk", "gpt-4o-mini"), ("desk", "gpt-4o-mini")}
    assert edges(found, RelationKind.HAS_TOOL) == {("desk", "rooms")}


def test_a_text_of_its_own_that_ends_in_a_shared_one_is_a_prompt_beside_it(scan):
    found = scan(
        {
            "team.py": "from agents import Agent\n"
            f"STYLE_PROMPT = {ASSISTANT!r}\n"
            "fines = Agent(name='Fines', model='gpt-4o', instructions=f'You collect the fines. {STYLE_PROMPT}')\n"
        }
    )
    assert names(found, Kind.PROMPT) == {"Fines system prompt", "STYLE_PROMPT"}


def test_a_setting_is_found_by_its_name_where_the_object_is_lost(scan):
    found = scan(
        {
            "settings.py": "class Settings:\n    summary_model = 'gpt-4.1-mini'\n    port = 80\n",
            "jobs.py": "from openai import OpenAI\n"
            "def run(context):\n"
            "    return OpenAI().responses.create(model=context.settings.summary_model, input='')\n",
        }
    )
    assert not found.unknowns
    assert ("gpt-4.1-mini", "OpenAI") in edges(found, RelationKind.SERVED_BY)


def test_a_tool_that_is_only_the_base_of_others_is_none_and_lists_grow_by_addition(scan):
    found = scan(
        {
            "tools.py": "from smolagents import CodeAgent, InferenceClientModel, Tool\n"
            "class CatalogueTool(Tool):\n"
            "    inputs = {}\n"
            "class Search(CatalogueTool):\n"
            "    name = 'search_books'\n"
            "class Lend(CatalogueTool):\n"
            "    name = 'lend_book'\n"
            "class Kit:\n"
            "    def __init__(self, lending):\n"
            "        self.items = [Search()]\n"
            "        if lending:\n"
            "            self.items += [Lend()]\n"
            "kit = Kit(True)\n"
            "clerk = CodeAgent(tools=kit.items, model=InferenceClientModel('Qwen/Qwen2.5-7B-Instruct'))\n"
        }
    )
    assert names(found, Kind.TOOL) == {"search_books", "lend_book"}
    assert edges(found, RelationKind.HAS_TOOL) == {("clerk", "search_books"), ("clerk", "lend_book")}


def test_a_router_names_its_service_by_the_prefix_alone(scan):
    found = scan(
        {
            "route.py": "from litellm import completion\n"
            "def ask(name):\n"
            "    return completion(model=f'anthropic/{name}', messages=[])\n"
        }
    )
    assert names(found, Kind.SERVICE) == {"Anthropic"}


def test_toolkits_are_tools_also_where_a_service_stands_behind_them(scan):
    found = scan(
        {
            "desk.py": "from agno.agent import Agent\n"
            "from agno.models.openai import OpenAIChat\n"
            "from agno.tools.duckduckgo import DuckDuckGoTools\n"
            "desk = Agent(model=OpenAIChat(id='gpt-4o'), tools=[DuckDuckGoTools()])\n"
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) == {("desk", "DuckDuckGoTools")}
    assert "DuckDuckGo" in names(found, Kind.SERVICE)


def test_keys_name_a_server_of_ones_own_and_a_quantised_repository_of_the_hub(scan):
    found = scan(
        {
            "preferences.py": "import bpy\n"
            "from llama_cpp import Llama\n"
            "FIELDS = {\n"
            "    'ollama_model_name': bpy.props.StringProperty(default='gemma3'),\n"
            "    'download_repo_id': bpy.props.StringProperty(default='bartowski/Meta-Llama-3.1-8B-Instruct-GGUF'),\n"
            "}\n"
        }
    )
    told = {(one.subject.origin, one.subject.name) for one in found.observations if one.subject.kind == Kind.MODEL}
    assert told == {("ollama", "gemma3"), ("hf", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF")}


def test_parts_and_adapters_of_a_pipeline_belong_to_it(scan):
    found = scan(
        {
            "paint.py": "import torch\n"
            "from diffusers import AutoencoderTiny, ControlNetModel, StableDiffusionControlNetPipeline\n"
            "from huggingface_hub import hf_hub_download\n"
            "STYLES = {'nitrosocke/mo-di-diffusion': 'modern disney style'}\n"
            "adapter = 'latent-consistency/lcm-lora-sdv1-5'\n"
            "default_prompt = 'A portrait of the harbour master at dawn, oil on canvas, warm light, highly detailed, 8k'\n"
            "class Painter:\n"
            "    def __init__(self):\n"
            "        edges = ControlNetModel.from_pretrained('lllyasviel/sd-controlnet-canny').to('cuda')\n"
            "        for name in STYLES.keys():\n"
            "            self.pipe = StableDiffusionControlNetPipeline.from_pretrained(name, controlnet=edges).to('cuda')\n"
            "        self.pipe.vae = AutoencoderTiny.from_pretrained('madebyollin/taesd')\n"
            "        self.pipe.load_lora_weights(adapter)\n"
            "        self.pipe.load_lora_weights(hf_hub_download('ByteDance/Hyper-SD', 'Hyper-SD15-1step-lora.safetensors'))\n"
        }
    )
    base = "nitrosocke/mo-di-diffusion"
    assert edges(found, RelationKind.DERIVED_FROM) == {
        ("latent-consistency/lcm-lora-sdv1-5", base),
        ("ByteDance/Hyper-SD", base),
    }
    assert edges(found, RelationKind.DEPENDS_ON) == {
        (base, "lllyasviel/sd-controlnet-canny"),
        (base, "madebyollin/taesd"),
    }
    assert not names(found, Kind.TOOL) | names(found, Kind.PROMPT)


def test_a_dataset_of_roboflow_lies_at_roboflow(scan):
    found = scan(
        {
            "train.py": "from roboflow import Roboflow\n"
            "rf = Roboflow(api_key='')\n"
            "dataset = rf.workspace('harbour').project('boats-3zvbc').version(1).download('yolov8')\n"
        }
    )
    assert edges(found, RelationKind.STORES_IN) == {("boats-3zvbc", "Roboflow")}


def test_a_graph_s_node_uses_the_tools_bound_to_its_model_and_the_prompt_it_names(scan):
    found = scan(
        {
            "desk.py": "from langchain_core.tools import tool\n"
            "from langchain_openai import ChatOpenAI\n"
            "from langgraph.graph import StateGraph\n"
            "from messages import prepare\n"
            f"SYSTEM_PROMPT = {ASSISTANT!r}\n"
            "@tool\n"
            "def opening_hours(day: str) -> str:\n"
            "    'Tells when the library opens.'\n"
            "class Desk:\n"
            "    def __init__(self):\n"
            "        self.llm = ChatOpenAI(model='gpt-4o-mini').bind_tools([opening_hours])\n"
            "    def _chat(self, state):\n"
            "        return self.llm.invoke(prepare(state, SYSTEM_PROMPT))\n"
            "    def graph(self):\n"
            "        builder = StateGraph(dict)\n"
            "        builder.add_node('chat', self._chat)\n"
            "        return builder.compile(name='desk')\n"
        }
    )
    assert ("desk", "opening_hours") in edges(found, RelationKind.HAS_TOOL)
    assert ("desk", "SYSTEM_PROMPT") in edges(found, RelationKind.USES_PROMPT)
    assert ("desk", "gpt-4o-mini") in edges(found, RelationKind.USES_MODEL)


def test_outside_tools_stand_where_they_are_named_and_mappings_of_tools_grow(scan):
    found = scan(
        {
            "tools.py": "import platform\n"
            "from strands_tools import calculator\n"
            "def get_tools():\n"
            "    tools = {\n"
            "        'calculator': calculator,\n"
            "    }\n"
            "    if platform.system() != 'Windows':\n"
            "        from strands_tools import shell\n"
            "        tools |= {'shell': shell}\n"
            "    return tools\n",
            "main.py": "from strands import Agent\nfrom tools import get_tools\nclerk = Agent(tools=get_tools().values())\n",
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) == {("clerk", "calculator"), ("clerk", "shell")}
    assert "tools.py:5" in found.places(Kind.TOOL, "calculator")


def test_agents_that_an_agent_is_made_with_are_part_of_it(scan):
    found = scan(
        {
            "team.py": "import dspy\n"
            "class Planner(dspy.Module):\n"
            "    pass\n"
            "class Chief(dspy.Module):\n"
            "    def __init__(self, planner):\n"
            "        self.planner = planner\n"
            "planner = Planner()\n"
            "chief = Chief(planner)\n"
        }
    )
    assert edges(found, RelationKind.CONTAINS) == {("Chief", "Planner")}


def test_a_keras_network_is_trained_on_the_files_it_is_fed(scan):
    found = scan(
        {
            "birds.py": "import os\n"
            "import tensorflow as tf\n"
            "from tensorflow.keras.models import Sequential\n"
            "CALLS = os.path.join('data', 'calls')\n"
            "data = tf.data.Dataset.list_files(CALLS + '/*.wav')\n"
            "model = Sequential()\n"
            "model.fit(data, epochs=4)\n"
        }
    )
    assert edges(found, RelationKind.TRAINED_ON) == {("Sequential", "data/calls")}


def test_many_files_that_one_call_reads_are_their_folder_and_placeholders_are_nothing(scan):
    found = scan(
        {
            "evaluate.py": "import pandas as pd\n"
            "from sklearn.linear_model import LogisticRegression\n"
            "PORTS = ['oslo', 'bergen', 'kiel', 'riga', 'gdansk', 'visby', 'turku']\n"
            "frames = [pd.read_csv(f'answers/port_{port}.csv') for port in PORTS]\n"
            "model = LogisticRegression().fit(pd.concat(frames), None)\n"
            "extra = pd.read_csv('/path/to/your/ships.csv')\n"
        }
    )
    assert names(found, Kind.DATASET) == {"answers"}


def test_settings_name_checkpoints_and_data_sets_of_the_hub(scan):
    found = scan(
        {
            "config.py": "import torch\n"
            "DEFAULTS = {\n"
            "    'ranking': {'battle_datasets': ['harbour/ship-battles-55k', 'harbour/judged-battles']},\n"
            "    'bert': {'checkpoint_path': 'harbour/bert-router'},\n"
            "    'local': {'checkpoint_path': 'runs/last.pt'},\n"
            "}\n"
        }
    )
    assert names(found, Kind.DATASET) == {"harbour/ship-battles-55k", "harbour/judged-battles"}
    assert names(found, Kind.MODEL) == {"harbour/bert-router"}


def test_weights_behind_an_address_with_a_query_are_a_model(scan):
    found = scan(
        {
            "get.py": "from torch.hub import _download_url_to_file\n"
            "_download_url_to_file('https://files.example.org/s/saved_models.zip?dl=1', 'saved_models.zip', None, True)\n"
        }
    )
    assert names(found, Kind.MODEL) == {"https://files.example.org/s/saved_models.zip?dl=1"}


def test_a_function_that_keeps_the_history_of_a_chain_is_no_tool(scan):
    found = scan(
        {
            "talk.py": "from langchain_core.runnables.history import RunnableWithMessageHistory\n"
            "from langchain_ollama import OllamaLLM\n"
            "def session(name):\n"
            "    return []\n"
            "chain = RunnableWithMessageHistory(OllamaLLM(model='gemma3'), session)\n"
            "answer = chain.invoke({'input': 'Good morning'})\n"
        }
    )
    assert not names(found, Kind.TOOL)


def test_what_a_tool_gave_and_what_went_wrong_are_no_prompts(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def read(path):\n"
            "    try:\n"
            "        return open(path).read()\n"
            "    except OSError as error:\n"
            "        return f'An error occurred while the file {path} was read: {error}'\n"
            "def ask(question, path):\n"
            "    messages = list()\n"
            "    messages.append({'role': 'system', 'content': 'You answer questions about the museum.'})\n"
            "    messages.append({'role': 'system', 'content': f'Content of file {path}: {read(path)}'})\n"
            "    messages.append({'role': 'tool', 'content': f'The museum has so many visitors on that day: {read(path)}'})\n"
            "    return client.chat.completions.create(model='gpt-4o', messages=messages)\n"
        }
    )
    prompts = {one.evidence.line for one in found.observations if one.subject.kind == Kind.PROMPT}
    assert prompts == {10, 13}


def test_files_that_a_function_opens_are_prompts_where_a_message_holds_them(scan):
    found = scan(
        {
            "chat.py": "import chromadb\nimport openai\n"
            "def open_file(path):\n"
            "    with open(path) as infile:\n"
            "        return infile.read()\n"
            "store = chromadb.Client()\n"
            "openai.api_key = open_file('key_openai.txt')\n"
            "history = open_file('handbook.txt')\n"
            "messages = list()\n"
            "messages.append({'role': 'system', 'content': open_file('system_default.txt')})\n"
            "answer = openai.ChatCompletion.create(model='gpt-4', messages=messages)\n",
        },
        also=("key_openai.txt", "handbook.txt", "system_default.txt"),
    )
    assert {one.subject.name for one in found.observations if one.subject.kind == Kind.DATASET} == {"handbook.txt"}
    assert ("gpt-4", "uses-prompt", "system_default.txt") in {(a, str(kind), b) for a, kind, b in found.links}


def test_the_key_of_a_search_engine_is_not_that_of_a_model(scan):
    searched = "import os\nfrom openai import OpenAI\nkey = os.environ['GOOGLE_API_KEY']\nengine = os.environ['GOOGLE_CSE_ID']\n"
    alone = "import os\nfrom openai import OpenAI\nkey = os.environ['GOOGLE_API_KEY']\n"
    for text, told in ((searched, False), (alone, True)):
        found = scan({"desk.py": text})
        services = {one.subject.name for one in found.observations if one.subject.kind == Kind.SERVICE}
        assert ("Google Gemini" in services) is told


def test_a_word_that_chooses_and_a_question_to_an_encyclopedia_are_no_names(scan):
    found = scan(
        {
            "desk.py": "from langchain_openai import ChatOpenAI\n"
            "from langchain_community.llms import HuggingFaceHub\n"
            "from langchain_community.document_loaders import WikipediaLoader\n"
            "def get_model(repo_id='HuggingFaceH4/zephyr-7b-beta'):\n"
            "    if repo_id == 'ChatGPT':\n"
            "        return ChatOpenAI(model='gpt-4o')\n"
            "    return HuggingFaceHub(repo_id=repo_id)\n"
            "model = get_model('ChatGPT')\n"
            "pages = WikipediaLoader(query='Bertrand Russell').load()\n"
        }
    )
    models = {one.subject.name for one in found.observations if one.subject.kind == Kind.MODEL}
    assert models == {"gpt-4o", "HuggingFaceH4/zephyr-7b-beta"}
    assert {one.subject.name for one in found.observations if one.subject.kind == Kind.DATASET} == {"WikipediaLoader"}


def test_what_a_function_for_weights_downloads_beside_weights_is_no_model(scan):
    address = "https://files.example.org/assets/"
    fetched = ["Arial.ttf", "coco128.zip", "labels.txt", "yolov5s.pt", "pretrained.tar.gz", "yolov5s.yaml"]
    text = "import torch\n" + "".join(
        f"torch.hub.download_url_to_file('{address}{name}', '{name}')\n" for name in (*fetched, "zebra")
    ).replace(f"'{address}zebra'", "'zebra'")
    found = scan({"get.py": text})
    assert names(found, Kind.MODEL) == {address + "yolov5s.pt", address + "pretrained.tar.gz"}
    assert address + "coco128.zip" in names(found, Kind.DATASET)


def test_a_container_of_layers_within_a_layer_is_no_model(scan):
    layer = (
        "from tensorflow import keras\n"
        "class Conv(keras.layers.Layer):\n"
        "    def __init__(self, size):\n"
        "        super().__init__()\n"
        "        self.conv = keras.Sequential([keras.layers.Conv2D(size, 3)])\n"
    )
    assert not names(scan({"layers.py": layer}), Kind.MODEL)
    assert names(scan({"layers.py": layer.replace("keras.layers.Layer", "Trainer")}), Kind.MODEL) == {"Sequential"}

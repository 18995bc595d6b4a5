"""Functions that others call: pools, threads, queues of tasks, helpers; and loops over what is wrapped or crossed."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASK = """
import asyncio, functools, itertools, threading
from concurrent.futures import ThreadPoolExecutor
from openai import OpenAI

client = OpenAI()

def ask(name, text="Which ships came in?"):
    return client.chat.completions.create(model=name, messages=[{"role": "user", "content": text}])

"""


@pytest.mark.parametrize(
    "use",
    [
        "with ThreadPoolExecutor() as pool:\n    pool.map(ask, ['harbour-7b', 'harbour-70b'])\n",
        "from multiprocessing import Pool\n"
        "with Pool(3) as pool:\n    pool.starmap(ask, [('harbour-7b', 'a'), ('harbour-70b', 'b')])\n",
        "answers = list(map(ask, ['harbour-7b', 'harbour-70b']))\n",
        "answers = [*map(lambda one: ask(one), ('harbour-7b', 'harbour-70b'))]\n",
        "from joblib import Parallel, delayed\n"
        "Parallel(n_jobs=2)(delayed(ask)(one) for one in ['harbour-7b', 'harbour-70b'])\n",
        "from tqdm import tqdm\nfor at, one in enumerate(tqdm(['harbour-7b', 'harbour-70b'])):\n    ask(one)\n",
        "for one, text in itertools.product(['harbour-7b', 'harbour-70b'], ['a', 'b', 'c']):\n    ask(one, text)\n",
        "for one in filter(None, ['harbour-7b', 'harbour-70b']):\n    ask(one)\n",
    ],
)
def test_a_function_is_given_each_of_many(scan, use):
    assert scan({"ask.py": ASK + use}).names(Kind.MODEL) == ["harbour-70b", "harbour-7b"]


@pytest.mark.parametrize(
    "use",
    [
        "threading.Thread(target=ask, kwargs={'name': 'harbour-7b'}).start()\n",
        "from celery import Celery\napp = Celery()\n@app.task\ndef work(name):\n    return ask(name)\n"
        "work.delay('harbour-7b')\n",
        "from celery import Celery\napp = Celery()\n@app.task\ndef work(name):\n    return ask(name)\n"
        "work.apply_async(args=['harbour-7b'])\n",
        "import ray\n@ray.remote\ndef work(name):\n    return ask(name)\nray.get(work.remote('harbour-7b'))\n",
        "import ray\n@ray.remote\nclass Worker:\n    def __init__(self, name):\n        self.name = name\n"
        "    def run(self):\n        return ask(self.name)\nworker = Worker.remote('harbour-7b')\n",
        "import modal\napp = modal.App()\n@app.function()\ndef work(name):\n    return ask(name)\n"
        "list(work.map(['harbour-7b']))\n",
        "from apscheduler.schedulers.background import BackgroundScheduler\n"
        "BackgroundScheduler().add_job(ask, 'interval', args=['harbour-7b'])\n",
        "def retry(run, *args, **kwargs):\n    return run(*args, **kwargs)\nretry(ask, 'harbour-7b')\n",
        "async def main():\n    await asyncio.to_thread(client.chat.completions.create, model='harbour-7b', messages=[])\n",
        "create = functools.partial(client.chat.completions.create, model='harbour-7b')\n",
    ],
)
def test_a_function_is_called_by_another(scan, use):
    assert scan({"ask.py": ASK + use}).names(Kind.MODEL) == ["harbour-7b"]


def test_what_stands_behind_a_function_is_no_argument_of_it_where_nothing_hands_it_on(scan):
    use = "def enter(run, label):\n    TABLE[label] = run\nTABLE = {}\nenter(ask, 'question-box')\n"
    assert scan({"ask.py": ASK + use}).names(Kind.MODEL) == []


def test_the_first_of_a_search_through_records_is_one_of_them(scan):
    found = scan(
        {
            "zoo.py": "from dataclasses import dataclass\n"
            "@dataclass\nclass Checkpoint:\n    key: str\n    repo: str\n"
            "CHECKPOINTS = [Checkpoint('small', 'harbour/pilot-1b'), Checkpoint('large', 'harbour/pilot-9b')]\n"
            "def by_key(key):\n    return next((one for one in CHECKPOINTS if one.key == key), None)\n",
            "serve.py": "import sys\nfrom transformers import AutoModel\nfrom zoo import by_key\n"
            "model = AutoModel.from_pretrained(by_key(sys.argv[1]).repo)\n",
        }
    )
    assert found.names(Kind.MODEL, "hf") == ["harbour/pilot-1b", "harbour/pilot-9b"]


@pytest.mark.parametrize("asked", ["Engine.QUICK.value.name", "Engine['QUICK'].value.name"])
def test_members_of_an_enumeration_may_be_records(scan, asked):
    found = scan(
        {
            "models.py": "from dataclasses import dataclass\nfrom enum import Enum\n"
            "@dataclass(frozen=True)\nclass Card:\n    name: str\n    window: int = 8000\n"
            "class Engine(Enum):\n    QUICK = Card(name='harbour/quick')\n    DEEP = Card('harbour/deep', 32000)\n",
            "app.py": "from transformers import AutoModel\nfrom models import Engine\n"
            f"model = AutoModel.from_pretrained({asked})\n",
        }
    )
    assert "harbour/quick" in found.names(Kind.MODEL)


@pytest.mark.parametrize(
    "schemas",
    [
        "schemas = [to_schema(one) for one in (find_berth, book_berth)]\n",
        "schemas = []\nfor one in (find_berth, book_berth):\n    schemas.append(to_schema(one))\n",
        "schemas = list(map(to_schema, [find_berth, book_berth]))\n",
        "table = {one.__name__: to_schema(one) for one in (find_berth, book_berth)}\nschemas = list(table.values())\n",
    ],
)
def test_schemas_that_are_made_of_functions(scan, schemas):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "def to_schema(func):\n    return {'type': 'function', 'function': {'name': func.__name__,"
            " 'description': func.__doc__, 'parameters': {'type': 'object', 'properties': {}}}}\n"
            "def find_berth(length: int):\n    '''Find a free berth.'''\n    return 'B4'\n"
            "def book_berth(berth: str):\n    '''Book a berth.'''\n    return 'done'\n"
            f"{schemas}"
            "def turn(messages):\n"
            "    return OpenAI().chat.completions.create(model='gpt-4o', messages=messages, tools=schemas)\n"
        }
    )
    assert found.names(Kind.TOOL) == ["book_berth", "find_berth"]


@pytest.mark.parametrize("run", ["asyncio.to_thread(", "loop.run_in_executor(None, ", "anyio.to_thread.run_sync("])
def test_what_another_thread_gives_is_what_the_function_gives(scan, run):
    found = scan(
        {
            "agents.py": "import asyncio, anyio\n"
            "from langchain.agents import create_agent\n"
            "from langchain_core.tools import tool\n"
            "@tool\ndef river_level(name: str) -> str:\n    'Level of a river.'\n"
            "class Gauges:\n    def all(self):\n        return [river_level]\n"
            "def tools():\n    return Gauges().all()\n"
            "async def main(loop):\n"
            f"    warden = create_agent('openai:gpt-4o', tools=await {run}tools))\n"
            f"    clerk = create_agent('openai:gpt-4o', tools=await {run}Gauges().all))\n"
        }
    )
    assert found.names(Kind.TOOL) == ["river_level"]
    assert ("warden", "has-tool", "river_level") in found.links


def test_a_function_that_fetches_rows_in_another_thread_is_no_tool(scan):
    found = scan(
        {
            "compress.py": "import asyncio\n"
            "from langchain_classic.retrievers import ContextualCompressionRetriever\n"
            "from langchain_openai import OpenAIEmbeddings\n"
            "from pages import PageRetriever, Searcher\n"
            "class Compressor:\n"
            "    def __init__(self, pages):\n"
            "        self.base, self.vectors = PageRetriever(pages=pages), OpenAIEmbeddings(model='text-embedding-3-small')\n"
            "    def get(self, question):\n"
            "        made = ContextualCompressionRetriever(base_compressor=self.vectors, base_retriever=self.base)\n"
            "        return made.invoke(question)\n"
            "async def main(question):\n"
            "    searcher = Searcher(question)\n"
            "    return Compressor(await asyncio.to_thread(searcher.search, 5)).get(question)\n",
            "pages.py": "from langchain_core.retrievers import BaseRetriever\n"
            "class PageRetriever(BaseRetriever):\n    pages: list\n"
            "class Searcher:\n    def __init__(self, q):\n        self.q = q\n    def search(self, n):\n        return [self.q]\n",
        }
    )
    assert found.names(Kind.TOOL) == []
    assert found.names(Kind.AGENT) == []

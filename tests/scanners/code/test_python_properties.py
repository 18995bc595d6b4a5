"""Whatever stands in a .py file, the front end returns facts, and the same ones each time."""

from __future__ import annotations

import ast
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.scanners.code.facts import ModuleFacts
from aibom.scanners.code.python import read_python
from aibom.scanners.code.python.dialects import translated
from aibom.scanners.code.python.lexical import comments, statement_starts

SAMPLES = (
    '''\
"""Support bot over the manuals."""
import os
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from qdrant_client import QdrantClient

MODEL = os.getenv("CHAT_MODEL", "gpt-4o-mini")  # aibom: name=Chat model
EMBEDDING = f"{os.environ['ORG']}/bge-{3 * 8:>2}-en"
PRICES = {"gpt-4o": (2.5, 10.0), **BASE_PRICES, "o1": None}


@dataclass(frozen=True)
class Bot(BaseBot, metaclass=Meta):
    model: str = MODEL
    tools: list[Tool] = field(default_factory=lambda: [search, *EXTRA])

    @property
    async def answer(self, question: str, *history, top_k: int = 4, **options) -> str:
        """Answer from the index.

        More text.
        """
        async with self.pool.acquire() as session:
            hits = [hit async for hit in session.search(question, limit=top_k) if hit.score > 0.3]
        for index, (name, text) in enumerate(zip(NAMES, hits)):
            self.context[name] = "%s: %(x)s {}".format(text) % index
        if (reply := await self.llm.ainvoke(PROMPT + question)) and not reply.error:
            return reply.content or "unknown"
        try:
            raise Missing(question) from None
        except* (Missing, KeyError) as error:
            del self.context[error.key]
        finally:
            yield from self.close()
''',
    """\
def main(argv):
    match argv:
        case ["train", *rest] if rest:
            model = AutoModel.from_pretrained("org/base", revision="main", trust_remote_code=True)
        case {"mode": "eval", **extra} | [_, extra]:
            model = torch.load(ROOT / "runs" / (extra + ".pt"), weights_only=False)
        case other:
            model = None
    global STATE
    STATE = {k: v for k, v in vars(model).items()} if model else {1, 2}
    while (chunk := read(1 << 20)) not in (b"", None): total += -len(chunk) ** 2
    assert model is not None, f"{model!r} {total:,} {'nested' if total else ''}"
    print >>log, `total`, 0777
""",
    """\
# Databricks notebook source
# MAGIC %pip install openai
client = (OpenAI(api_key=KEY)
    .with_options(timeout=3, ** {"max_retries": 2})  \\
    .beta)
x: Annotated[int, Field(gt=0)]; y = lambda a, /, b=1, *c, d, **e: (a, b)[0]
from .models import *
""",
)
PIECES = (
    *"( ) [ ] { } ' \\ : = # @ * , é lambda 0x 1e9 else:".split(),
    *('"""', "\n", "\t", " ", "f'{", "def f(", "class A:", "print x", "import a.b", "# MAGIC %"),
    *("\0", "\r", "\ufeff", "\ud800"),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 3)):
            case 0:
                text = (
                    text[:place] + draw(st.sampled_from(PIECES)) * draw(st.sampled_from((1, 1, 2, 120))) + text[place:]
                )
            case 1:
                text = text[:place] + text[place + draw(st.integers(1, 30)) :]
            case 2:
                text = text[:place]
            case _:
                other = draw(st.integers(0, len(text)))
                text = text[:place] + text[other : other + 60] + text[place:]
    data = text.encode("utf-8", "surrogatepass")
    return draw(st.sampled_from((data, data, data, text.encode("utf-16", "surrogatepass"), data + b"\xff\xfe")))


@given(mutated())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_sources_always_give_facts(data: bytes) -> None:
    facts = read_python("bot.py", data)
    assert isinstance(facts, ModuleFacts)
    assert read_python("bot.py", data) == facts
    assert isinstance(facts, ModuleFacts)
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= call.line <= call.end_line <= last for call in facts.calls)
    assert all(1 <= thing.line <= last for thing in (*facts.imports, *facts.problems, *facts.directives))


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_facts(data: bytes) -> None:
    assert isinstance(read_python("x.py", data), ModuleFacts)


@given(mutated())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sound_sources_are_split_and_translated_without_loss(data: bytes) -> None:
    """Where Python itself can parse: no idiom is found, statements begin at line starts, comments are comments."""
    text = data.decode("utf-8", "replace").replace("\r", "\n").replace("\0", "")
    starts = statement_starts(text)
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert all(text[start - 1] == "\n" for start in starts[1:])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    assert translated(text) == text
    begins = {statement.lineno for statement in tree.body}
    decorated = {d.lineno for s in tree.body for d in getattr(s, "decorator_list", ())}
    assert {text.count("\n", 0, start) + 1 for start in starts[1:]} <= begins | decorated
    assert all(comment.startswith("#") for comment, _ in comments(text))

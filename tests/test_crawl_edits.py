"""Whatever is added, removed, renamed or changed: a scan with the cache says what a scan without it says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.crawl import crawl, quiet
from aibom.model.codec import encode_sightings
from aibom.scanners import SCANNERS
from aibom.scanners.code.scanner import CodeScanner
from aibom.sources.cache import Cache
from aibom.sources.listing import list_tree

PYTHON = "from openai import OpenAI\nfrom {names} import MODEL\nOpenAI().responses.create(model=MODEL, instructions={said})\n"
CONTENTS = {
    "py": (
        PYTHON.format(names="names", said="open('prompts/system.txt').read()"),
        PYTHON.format(names="app.names", said="'prompts/system.txt'"),
        'PREFIX = "gpt"\nMODEL = PREFIX + "-4o"\n',
        'MODEL = "o3" + "-mini"\n',
        "import yaml\nfrom openai import OpenAI\nsettings = yaml.safe_load(open('config.yaml'))\n"
        "OpenAI().responses.create(model=settings['llm'])\n",
        "import os\nfrom chat import ask\n\nask('claude' + '-sonnet-4-5')\n",
        "from anthropic import Anthropic\n\n\ndef ask(name):\n    Anthropic().messages.create(model=name)\n",
        "from datasets import load_dataset\nload_dataset('csv', data_files='sales.csv')\n",
        "def total(rows):\n    return sum(rows)\n",
        "import os\nfrom openai import OpenAI\nOpenAI().responses.create(model=os.environ['CHAT_MODEL'])\n",
    ),
    "ts": (
        'import { openai } from "@ai-sdk/openai";\nimport { NAME } from "./names";\nexport const model = openai(NAME);\n',
        'export const NAME = ["gpt", "5"].join("-");\n',
        'export const NAME = "gpt-4.1";\n',
        "export const total = (rows: number[]) => rows.length;\n",
    ),
    "cs": (
        'using OpenAI.Chat;\nclass Chat { ChatClient client = new(model: Names.Model, "k"); }\n',
        'class Names { public const string Model = "gpt-4o-mini"; }\n',
        "class Names { public static int Total = 1; }\n",
    ),
    "yaml": ("llm: gpt-4o\n", "llm: mistral-large-latest\n", "rows: 3\n"),
    "txt": ("You are a careful assistant for invoices.\n", "Rows\n"),
    "env": ("CHAT_MODEL=gpt-4o\n", "CHAT_MODEL=o3\n"),
    "csv": ("day,total\n",),
    "md": ("# Invoices\n",),
    "toml": ('[project]\nname = "invoices"\ndependencies = ["openai==1.2.3"]\n', '[project]\nname = "invoices"\n'),
}
NAMES = {
    "py": ("chat.py", "names.py", "app/names.py", "app/chat.py", "lib/names.py"),
    "ts": ("web/chat.ts", "web/names.ts", "web/names/index.ts"),
    "cs": ("api/Chat.cs", "api/Names.cs", "Names.cs"),
    "yaml": ("config.yaml", "app/config.yaml"),
    "txt": ("prompts/system.txt", "app/prompts/system.txt"),
    "env": (".env", "app/.env"),
    "csv": ("sales.csv", "data/sales.csv"),
    "md": ("README.md", "notes/rows.md"),
    "toml": ("pyproject.toml", "app/pyproject.toml"),
}
FILES = st.sampled_from(sorted(CONTENTS)).flatmap(
    lambda kind: st.tuples(st.sampled_from(NAMES[kind]), st.sampled_from(CONTENTS[kind]))
)
PATHS = st.sampled_from([name for names in NAMES.values() for name in names])
EDITS = st.one_of(
    FILES.map(lambda file: ("write", *file)),
    PATHS.map(lambda path: ("remove", path, "")),
    st.sampled_from(sorted(NAMES))
    .flatmap(lambda kind: st.tuples(st.sampled_from(NAMES[kind]), st.sampled_from(NAMES[kind])))
    .map(lambda both: ("rename", *both)),
)


def _edit(tree: Path, what: str, path: str, more: str) -> None:
    file = tree / path
    if what == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(more)
    elif what == "remove":
        file.unlink(missing_ok=True)
    elif file.exists():
        (tree / more).parent.mkdir(parents=True, exist_ok=True)
        file.rename(tree / more)


def _said(tree: Path, cache: Cache | None) -> Iterator[bytes]:
    found = crawl(SCANNERS, list_tree(tree, keep_ignored=lambda _: False), quiet, cache)
    return (encode_sightings([one]) for one in found.sightings)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FILES, min_size=3, max_size=14), st.lists(EDITS, min_size=1, max_size=4))
def test_the_cache_never_changes_what_is_said(files: list[tuple[str, str]], edits: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        tree.mkdir()
        for path, content in files:
            _edit(tree, "write", path, content)
        cache = Cache(Path(folder, "cache"), day=1)
        list(_said(tree, cache))
        for edit in edits:
            _edit(tree, *edit)
            assert list(_said(tree, cache)) == list(_said(tree, None)), edit
        cache.close()


@pytest.mark.parametrize("path", ["README.md", "web/view.ts", "api/Total.cs", "logo.svg"])
def test_a_file_that_does_not_concern_python_costs_python_nothing(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree"
    for name, content in (("chat.py", CONTENTS["py"][0]), ("names.py", CONTENTS["py"][2]), ("web/a.css", "")):
        _edit(tree, "write", name, content)
    (tree / "api").mkdir()
    (tree / "api" / "b.css").write_text("")
    cache = Cache(tmp_path / "cache", day=1)
    before = list(_said(tree, cache))
    read: list[str] = []
    original = CodeScanner.join
    monkeypatch.setattr(
        CodeScanner, "join", lambda self, records, tree: read.append(self.name) or original(self, records, tree)
    )
    (tree / path).write_text("x")
    assert list(_said(tree, cache)) == before
    assert "code-python" not in read
    cache.close()


READS = "import yaml\nfrom openai import OpenAI\nOpenAI().responses.create(model=yaml.safe_load(open('config.yaml'))['llm'])\n"


@pytest.mark.parametrize(
    ("code", "path", "content"),
    [
        (PYTHON.format(names="names", said="'prompts/system.txt'"), "prompts/system.txt", CONTENTS["txt"][0]),
        (READS, "config.yaml", CONTENTS["yaml"][0]),
        (CONTENTS["py"][9], ".env", CONTENTS["env"][0]),
        ("from transformers import AutoModel\nAutoModel.from_pretrained('acme/sales')\n", "acme/sales/rows.png", ""),
    ],
    ids=["asked by path", "a document by name", "settings", "a folder"],
)
def test_a_file_that_matters_is_seen_when_it_is_added(path: str, code: str, content: str, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    _edit(tree, "write", "chat.py", code)
    _edit(tree, "write", "names.py", CONTENTS["py"][2])
    cache = Cache(tmp_path / "cache", day=1)
    before = list(_said(tree, cache))
    _edit(tree, "write", path, content)
    after = list(_said(tree, cache))
    assert after == list(_said(tree, None))
    assert after != before
    cache.close()

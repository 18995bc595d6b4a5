"""Which names of signatures count in a tree: those of packages that it imports, and of functions that it hands on."""

from __future__ import annotations

import pytest

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.matched_names import Matched
from aibom.scanners.code.python import read_python
from aibom.scanners.code.resolving.modules import Module


def names_of(*sources: str):
    modules = [Module(read_python(f"part{n}.py", text.encode())) for n, text in enumerate(sources)]
    named = Matched(load_catalogue(), modules).of("python")
    assert named is not None
    return named


def test_names_of_packages_that_no_file_imports_do_not_count():
    assert not names_of("import os\n").has("SentenceTransformer")
    assert names_of("import os\n", "from sentence_transformers import SentenceTransformer\n").has("SentenceTransformer")


@pytest.mark.parametrize(
    "code", ["import requests\n", "import requests\nrequests.get('a')\n", "import requests as web\nweb.Session()\n"]
)
def test_a_function_of_a_module_is_no_name_of_members(code):
    named = names_of(code)
    assert "get" in named.functions
    assert "get" not in named.members


@pytest.mark.parametrize(
    "code",
    [
        "import requests\nclient = requests\n",
        "import requests\nfetch_with(requests)\n",
        "import requests\ndef client():\n    return requests\n",
        "import requests\nTABLE = {'web': [requests]}\n",
        "import requests\nclass Api:\n    get = requests.get\n",
        "from requests import get\nclass Api:\n    get = get\n",
        "import importlib\nfetch_with(importlib.import_module('requests'))\n",
    ],
)
def test_a_module_or_function_that_is_handed_on_makes_its_functions_members(code):
    assert "get" in names_of(code).members


def test_a_module_that_an_object_holds_is_called_as_before(scan):
    found = scan({
        "app.py": "import replicate\n\nclass Desk:\n    def __init__(self):\n        self.client = replicate\n\n"
        "    def ask(self, text):\n        return self.client.run('meta/llama-2-70b-chat', input={'prompt': text})\n"
    })  # fmt: skip
    models = [one.subject.name for one in found.observations if one.subject.kind == Kind.MODEL]
    assert "meta/llama-2-70b-chat" in models

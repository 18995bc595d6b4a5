"""Stores of settings that one function fills under the keys of its callers: each key has its own value."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

STORE = """\
class Settings:
    def __init__(self):
        self.kept = {}

    def put(self, key, value):
        self.kept[key] = value

    def ask(self, key, default=None):
        if key in self.kept:
            return self.kept.get(key, None)
        return default
"""
CHAT = """\
from openai import OpenAI
from settings import Settings

settings = Settings()


def ask(text):
    return OpenAI().chat.completions.create(model=settings.ask("model", "gpt-4o-mini"), messages=text)
"""
FILLED = 'settings.put("theme", "harbour-dark")\nsettings.put("model", "gpt-4.1")\nsettings.put("tides", "nightly")\n'


@pytest.mark.parametrize(("filled", "models"), [("", ["gpt-4o-mini"]), (FILLED, ["gpt-4.1", "gpt-4o-mini"])])
def test_a_key_has_what_callers_put_under_it(scan, filled, models):
    found = scan({"settings.py": STORE, "chat.py": CHAT + filled})
    assert found.names(Kind.MODEL) == models


def test_nothing_is_taken_where_keys_and_values_of_all_callers_meet(scan):
    handed = (
        "def fill(key, value):\n    settings.put(key, value)\nfill('model', 'gpt-4.1')\nfill('theme', 'harbour-dark')\n"
    )
    found = scan({"settings.py": STORE, "chat.py": CHAT + handed})
    assert "harbour-dark" not in found.names(Kind.MODEL)


def test_a_key_that_is_computed_elsewhere_leaves_its_value(scan):
    handed = "import sys\nsettings.put(sys.argv[1], 'gpt-4.1')\n"
    found = scan({"settings.py": STORE, "chat.py": CHAT + handed})
    assert found.names(Kind.MODEL) == ["gpt-4.1", "gpt-4o-mini"]

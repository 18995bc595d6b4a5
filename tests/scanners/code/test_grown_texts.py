"""Names that a program makes longer."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CODE = """
import litellm

class Llm:
    def __init__(self):
        self.model = "llama3"

    def load(self, pulled):
        if self.model not in pulled:
            {grow}

    def run(self, messages):
        return litellm.completion(model=self.model, messages=messages)
"""


@pytest.mark.parametrize(
    "grow",
    ['self.model = self.model + "-instruct"', 'self.model = f"{self.model}-instruct"', 'self.model += "-instruct"'],
)
def test_a_name_grows_once_however_often_a_program_runs(scan, grow):
    found = scan({"llm.py": CODE.format(grow=grow)})
    assert [one for one in found.names(Kind.MODEL) if "-instruct-instruct" in one] == []
    assert "llama3" in found.names(Kind.MODEL)
    assert found.unknowns == []


def test_the_name_of_a_shared_object_grows_once(scan):
    code = (
        "import litellm\nfrom state import config\n"
        "def local():\n    config.model = 'llama3'\n"
        "def routed():\n    config.model = 'ollama/' + config.model\n"
        "def run(messages):\n    return litellm.completion(model=config.model, messages=messages)\n"
    )
    assert scan({"run.py": code}).names(Kind.MODEL) == ["llama3"]

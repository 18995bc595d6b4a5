"""A client that is given a name of another provider's model is a use of its own service all the same."""

from __future__ import annotations

from aibom.model.kinds import Kind

CHOICE = """\
from settings import MODEL, ANTHROPIC_API_KEY, OPENAI_API_KEY


class Session:
    def choose(self):
        if OPENAI_API_KEY:
            from langchain_openai import ChatOpenAI

            return ChatOpenAI(model=MODEL)
        from langchain_anthropic import ChatAnthropic

        return ChatAnthropic(model_name=MODEL)
"""


def test_both_services_of_a_choice_are_told_and_the_model_once(scan):
    settings = "import os\nMODEL = 'gpt-3.5-turbo'\nOPENAI_API_KEY = ANTHROPIC_API_KEY = os.environ.get('KEY')\n"
    found = scan({"session.py": CHOICE, "settings.py": settings})
    kinds = {(one.subject.kind, one.subject.origin, one.subject.name) for one in found.observations}
    assert {name for kind, _, name in kinds if kind == Kind.SERVICE} == {"OpenAI", "Anthropic"}
    assert {(origin, name) for kind, origin, name in kinds if kind == Kind.MODEL} == {("openai", "gpt-3.5-turbo")}
    assert ("gpt-3.5-turbo", "served-by", "Anthropic") not in found.links

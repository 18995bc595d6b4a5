"""Models that more statements name than are followed one by one, and several that one line cannot tell."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
ASK = "client.responses.create(model={}, input=text)\n"
CUT = "40 values of the model's name were followed, and there may be more"


@pytest.mark.parametrize(
    "added",
    ['MODELS.update({{"{}": "gpt-4o-{}"}})\n', 'MODELS |= {{"{}": "gpt-4o-{}"}}\n', 'MODELS.update({}="gpt-4o-{}")\n'],
)
def test_a_mapping_that_ninety_statements_fill_keeps_the_last(scan, added):
    filled = "".join(added.format(f"desk{n}", n) for n in range(90))
    found = scan({"desks.py": HEAD + "MODELS = {}\n" + filled + ASK.format('MODELS["desk88"]')})
    assert (found.names(Kind.MODEL), found.unknowns) == (["gpt-4o-88"], [])


def test_a_key_that_nothing_puts_into_a_mapping_is_an_unknown(scan):
    filled = "".join(f'MODELS.update({{"desk{n}": "gpt-4o-{n}"}})\n' for n in range(90))
    found = scan({"desks.py": HEAD + "MODELS = {}\n" + filled + ASK.format('MODELS["night"]')})
    assert found.names(Kind.MODEL) == []
    assert [one.expression for one in found.unknowns] == ["MODELS['night']"]


def test_a_list_of_a_class_that_many_statements_fill_is_told_to_be_cut(scan):
    added = "".join(f'        self.models.append("gpt-4o-{n}")\n' for n in range(90))
    source = f"class Desk:\n    def __init__(self):\n        self.models = []\n{added}"
    asked = "    def ask(self, text):\n        for one in self.models:\n            " + ASK.format("one")
    found = scan({"desk.py": HEAD + source + asked})
    assert "gpt-4o-7" in found.names(Kind.MODEL)
    assert [one.reason for one in found.unknowns] == [CUT]


def test_a_hundred_branches_of_one_name_are_told_to_be_cut(scan):
    arms = "".join(f'    if desk == "desk{n}":\n        model = "gpt-4o-{n // 20}"\n' for n in range(100))
    source = f"def ask(desk, text):\n    model = 'gpt-4o-mini'\n{arms}    " + ASK.format("model")
    assert CUT in [one.reason for one in scan({"desks.py": HEAD + source}).unknowns]


def test_each_name_on_a_line_that_cannot_be_read_is_an_unknown(scan):
    source = "def both(desk, text):\n    return "
    one, other = (ASK.strip().format(f'desk.pick("{word}")') for word in ("fast", "slow"))
    found = scan({"desks.py": f"{HEAD}{source}{one}, {other}\n"})
    assert [one.expression for one in found.unknowns] == ["desk.pick('fast')", "desk.pick('slow')"]


def test_one_name_that_a_line_asks_twice_is_one_unknown(scan):
    one = ASK.strip().format("desk.model()")
    found = scan({"desks.py": f"{HEAD}def both(desk, text):\n    return {one}, {one}\n"})
    assert [one.expression for one in found.unknowns] == ["desk.model()"]

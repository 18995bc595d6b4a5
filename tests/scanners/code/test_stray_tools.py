"""Functions that a list of tools names and that no known builder is given."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

DESK = '''
from openai import OpenAI
from desk.loop import run_loop

def find_invoice(number: str) -> dict:
    """Finds an invoice."""

def pay(number: str) -> None:
    """Pays an invoice."""

{listed}
run_loop(OpenAI(), {given})
'''


@pytest.mark.parametrize(
    ("listed", "given"),
    [
        ("tools = [find_invoice, pay]", "tools"),
        ("TOOL_MAP = {'find': find_invoice, 'pay': pay}", "TOOL_MAP"),
        ("available_functions = {'find_invoice': find_invoice, 'pay': pay}", "available_functions"),
        ("", "tools=[find_invoice, pay]"),
    ],
)
def test_functions_listed_as_tools_are_tools(scan, listed: str, given: str) -> None:
    found = scan({"desk/main.py": DESK.format(listed=listed, given=given)})
    assert found.names(Kind.TOOL) == ["find_invoice", "pay"]
    assert "desk/main.py:5" in found.places(Kind.TOOL, "find_invoice")


@pytest.mark.parametrize(
    ("listed", "given"),
    [
        ("steps = [find_invoice, pay]", "steps"),
        ("tools = ['find_invoice', find_invoice]", "tools"),
        ("tools = [unknown_a, unknown_b]", "tools"),
        ("tooltips = [find_invoice, pay]", "tooltips"),
    ],
)
def test_other_lists_hold_none(scan, listed: str, given: str) -> None:
    assert scan({"desk/main.py": DESK.format(listed=listed, given=given)}).names(Kind.TOOL) == []


def test_tools_of_a_known_agent_are_told_once(scan) -> None:
    source = (
        "from agents import Agent, function_tool\n"
        "@function_tool(name_override='invoice_finder')\n"
        "def find_invoice(number: str) -> dict: ...\n"
        "tools = [find_invoice]\n"
        "clerk = Agent(name='clerk', model='gpt-4o', tools=tools)\n"
    )
    assert scan({"clerk.py": source}).names(Kind.TOOL) == ["invoice_finder"]


def test_functions_of_typescript_listed_as_tools_are_tools(scan) -> None:
    source = (
        "import OpenAI from 'openai';\n"
        "import { loop } from './loop';\n"
        "async function findInvoice(number: string) { return number }\n"
        "export const deskTools = { findInvoice };\n"
        "loop(new OpenAI(), deskTools);\n"
    )
    assert scan({"src/desk.ts": source}).names(Kind.TOOL) == ["findInvoice"]

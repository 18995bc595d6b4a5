"""Gradio apps that are launched as MCP servers."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

TABS = """\
import gradio as gr


def read_page(url: str) -> str:
    '''Read a page of the web.'''
    return url


def count_words(text: str) -> int:
    return len(text.split())


page = gr.Interface(fn=read_page, inputs="text", outputs="text")
words = gr.Interface(count_words, "text", "number", api_name="word_count")
demo = gr.TabbedInterface([page, words], ["Page", "Words"], title="Reading room")
if __name__ == "__main__":
    demo.queue().launch(server_port=7860, mcp_server=True)
"""

BLOCKS = """\
import gradio as gr
from shop.orders import find_order


def clear():
    return ""


def build():
    with gr.Blocks(title="Order desk") as desk:
        number = gr.Textbox()
        look = gr.Button("Look up")
        look.click(find_order, inputs=number, outputs=number)
        number.submit(fn=lambda text: text, inputs=number)
        gr.Button("Clear").click(clear, api_name=False)
    return desk


build().launch(mcp_server=True)
"""


def tools(found):
    return {one.subject.name for one in found.observations if one.subject.kind == Kind.TOOL}


def contained(found):
    return {(source, target) for source, kind, target in found.links if kind == RelationKind.CONTAINS.value}


def test_the_functions_of_interfaces_and_tabs_are_tools_of_the_server(scan):
    found = scan({"servers/reading_server.py": TABS})
    assert tools(found) == {"reading_server", "read_page", "word_count"}
    assert contained(found) == {("reading_server", "read_page"), ("reading_server", "word_count")}
    facts = {one.subject.name: one.facts for one in found.observations}
    assert facts["read_page"]["description"] == "Read a page of the web."
    assert facts["reading_server"]["tool_type"] == "mcp-server"


def test_listeners_of_blocks_are_tools_unless_their_endpoint_is_switched_off(scan):
    orders = "def find_order(number):\n    return number\n"
    found = scan({"desk/app.py": BLOCKS, "shop/orders.py": orders, "shop/__init__.py": ""})
    assert contained(found) == {("Order desk", "find_order")}
    assert "clear" not in tools(found)


def test_an_app_that_is_only_a_page_has_no_tools(scan):
    page = TABS.replace("mcp_server=True", "mcp_server=False")
    assert tools(scan({"page.py": page})) == set()
    assert tools(scan({"page.py": TABS.replace(", mcp_server=True", "")})) == set()

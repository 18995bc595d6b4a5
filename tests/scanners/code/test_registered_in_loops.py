"""Tools that a server is handed by calls, in loops over functions and modules, and by names found as it runs."""

from __future__ import annotations

import pytest
from conftest import Scan
from memory_tree import run

from aibom.model.kinds import Kind
from aibom.scanners.code.scanner import CodeScanner


@pytest.fixture
def scan():
    """What the scanner of Python tells of a tree, with the files that it reads because others load them."""

    def scanned(files):
        seen = run(CodeScanner("python"), files)
        return Scan([*seen.observations, *seen.links, *seen.unknowns])

    return scanned


ORDERS = '''def find_order(number: int) -> str:
    """Find an order."""
    return str(number)
def cancel_order(number: int) -> str:
    """Cancel an order."""
    return str(number)
def _price(number: int) -> int:
    return number
class Order:
    pass
'''
SERVER = "from fastmcp import FastMCP\nimport orders\nmcp = FastMCP('desk')\n"
BOTH = {"find_order", "cancel_order"}


def _provided(found: Scan) -> set[str]:
    return {target for source, kind, target in found.links if source == "desk" and kind == "contains"}


@pytest.mark.parametrize(
    "registering",
    [
        "mcp.tool()(orders.find_order)\nmcp.tool()(orders.cancel_order)\n",
        "for function in [orders.find_order, orders.cancel_order]:\n    mcp.tool()(function)\n",
        "import inspect\nfor name, function in inspect.getmembers(orders, inspect.isfunction):\n    mcp.tool()(function)\n",
        "def register(server):\n    server.tool()(orders.find_order)\n    server.tool()(orders.cancel_order)\nregister(mcp)\n",
    ],
)
def test_functions_are_the_tools_of_the_server_that_they_are_handed_to(scan, registering):
    found = scan({"server.py": SERVER + registering, "orders.py": ORDERS})
    assert set(found.names(Kind.TOOL)) == {"desk", *BOTH}
    assert _provided(found) == BOTH


def test_a_name_that_is_given_beside_the_function_counts(scan):
    registering = "mcp.tool(name='look_up')(orders.find_order)\nmcp.add_tool(orders.cancel_order, name='cancel')\n"
    assert _provided(scan({"server.py": SERVER + registering, "orders.py": ORDERS})) == {"look_up", "cancel"}


def test_modules_that_register_their_own_tools(scan):
    module = 'def register(mcp):\n    @mcp.tool()\n    def %s(x: int) -> int:\n        """Do it."""\n        return x\n'
    server = (
        "import importlib, pkgutil\nfrom fastmcp import FastMCP\nimport kit\nmcp = FastMCP('desk')\n"
        "for info in pkgutil.iter_modules(kit.__path__):\n"
        "    importlib.import_module(f'kit.{info.name}').register(mcp)\n"
    )
    files = {"kit/__init__.py": "", "kit/mail.py": module % "send_mail", "kit/post.py": module % "send_parcel"}
    assert _provided(scan({"server.py": server, **files})) == {"send_mail", "send_parcel"}
    idle = server.replace("    importlib.import_module(f'kit.{info.name}').register(mcp)\n", "    print(info)\n")
    assert not _provided(scan({"server.py": idle, **files}))


def test_packages_that_load_what_stands_beside_them(scan):
    loader = (
        "import glob, importlib, os\ndef load(app):\n"
        "    for path in glob.glob(os.path.join(os.path.dirname(__file__), '*.py')):\n"
        "        module = importlib.import_module(f'kit.{os.path.basename(path)[:-3]}')\n"
        "        app.tool()(module.exports['tool'])\n"
    )
    server = "from fastmcp import FastMCP\nfrom kit import load\nmcp = FastMCP('desk')\nload(mcp)\n"
    kit = {"kit/__init__.py": loader, "kit/orders.py": ORDERS + "exports = {'tool': find_order}\n"}
    assert _provided(scan({"server.py": server, **kit})) == {"find_order"}

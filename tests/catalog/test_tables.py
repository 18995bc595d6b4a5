"""The tables that ship as data keep their schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from aibom.catalog.loader import load_catalogue
from aibom.catalog.mcp import load_table
from aibom.catalog.retirements import retirement_of
from aibom.core.resources import PACKAGE, schema_path

TABLES = {
    "mcp_clients.json": "mcp-clients",
    "launchers.json": "launchers",
    "file_kinds.json": "file-kinds",
    "retirements.json": "retirements",
    "model_families.json": "model-families",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_keep_their_schema(name: str) -> None:
    schema = json.loads(schema_path(TABLES[name]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((PACKAGE / "catalog" / name).read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize("name", TABLES)
def test_tables_name_their_schema(name: str) -> None:
    table = PACKAGE / "catalog" / name
    stated = json.loads(table.read_text(encoding="utf-8"))["$schema"]
    assert (table.parent / stated).resolve() == Path(schema_path(TABLES[name])).resolve()


def test_rules_of_grants_name_a_server() -> None:
    table = json.loads((PACKAGE / "catalog/mcp_clients.json").read_text(encoding="utf-8"))
    patterns = [grant["pattern"] for row in table["clients"] for grant in row.get("grants", ()) if "pattern" in grant]
    assert patterns
    assert all({"server", "tool"} <= re.compile(pattern).groupindex.keys() for pattern in patterns)


def test_every_row_of_clients_says_something() -> None:
    table = json.loads((PACKAGE / "catalog/mcp_clients.json").read_text(encoding="utf-8"))
    assert all(row.get("servers") or row.get("grants") for row in table["clients"])
    assert set(load_table().fields) == set(table["fields"])


def test_globs_of_clients_end_in_a_suffix() -> None:
    table = json.loads((PACKAGE / "catalog/mcp_clients.json").read_text(encoding="utf-8"))
    globs = [glob for row in table["clients"] for glob in (*row["files"], *row.get("home", ()))]
    assert all("." in glob.rpartition("/")[2] and "*" not in glob.rpartition(".")[2] for glob in globs)
    assert all(
        "*" not in glob.removeprefix("**/").rpartition("/")[0].rpartition("/")[2]
        for glob in globs
        if "*" in glob.rpartition("/")[2]
    )


def test_retirements_name_providers_and_sources_of_theirs() -> None:
    table = json.loads((PACKAGE / "catalog/retirements.json").read_text(encoding="utf-8"))
    catalogue = load_catalogue()
    seen: set[tuple[str, str]] = set()
    for row in table["retirements"]:
        assert catalogue.provider(row["provider"]) is not None, row
        assert row["source"] in table["sources"]
        assert row.get("announced", "") <= row.get("date", "9999"), row
        names = {(row["provider"], name) for name in row["names"]}
        assert not names & seen, names & seen
        seen |= names
    assert set(table["sources"]) == {row["source"] for row in table["retirements"]}


def test_retirements_are_found_by_provider_and_name() -> None:
    known = retirement_of("openai", "gpt-4-32k")
    assert known is not None
    assert (known.date, known.replacement) == ("2025-06-06", "gpt-4o")
    assert retirement_of("openai", "text-search-ada-doc-001") is not None
    assert retirement_of("bedrock", "us.anthropic.claude-3-7-sonnet-20250219-v1:0") is not None
    assert retirement_of("groq", "gpt-4-32k") is None
    assert retirement_of("openai", "gpt-4-32k-custom") is None

"""Import maps of Deno."""

from __future__ import annotations

from manifest_trees import scan

from aibom.model.kinds import Kind

DENO = """{
  "imports": {
    "openai": "npm:openai@^4.67.0",
    "@lancedb/lancedb": "npm:/@lancedb/lancedb",
    "langchain/": "https://esm.sh/langchain@0.1.29/",
    "@std/fs": "jsr:@std/fs@1",
    "./tides": "./src/tides.ts",
    "dotenv": "https://deno.land/std@0.220.0/dotenv/mod.ts"
  }
}
"""


def test_packages_are_read_from_their_addresses() -> None:
    seen = scan({"deno.json": DENO, "tools/import_map.json": '{"imports": {"ai": "npm:ai@5"}}'})
    found = {one.subject.name: one.evidence.line for one in seen.observations if one.subject.kind is Kind.LIBRARY}
    assert found == {"openai": 3, "@lancedb/lancedb": 4, "langchain": 5, "@std/fs": 6, "ai": 1}


def test_a_map_of_files_tells_nothing() -> None:
    assert not scan({"deno.json": '{"imports": {"@/": "./src/"}, "fmt": {"lineWidth": 100}}'}).observations

"""Rows of guides that rules answer, and identifiers that rules name, against the published lists."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from aibom.core.resources import data_root, schema_path
from aibom.policy.coverage import Guide, guides, render
from aibom.policy.load import load_policy, shipped_library
from aibom.policy.rule import RuleSource

RULES = sorted(shipped_library().rules.values(), key=lambda source: source.info.id)
IDENTIFIERS = data_root() / "third_party" / "identifiers"
# How a tag of a published list looks, and the list.
LISTS = {
    "cwe": r"CWE-\d+",
    "atlas": r"AML\.T\d+(?:\.\d+)?",
    "owasp-llm-2025": r"LLM\d\d",
    "aisvs": r"AISVS-\d+\.\d+\.\d+",
}
URLS = {
    "cwe": (r"https://cwe\.mitre\.org/data/definitions/(\d+)\.html", "CWE-{}"),
    "atlas": (r"https://atlas\.mitre\.org/techniques/(.+)", "{}"),
    "owasp-llm-2025": (r"https://genai\.owasp\.org/llmrisk/llm(\d\d)2025-[a-z-]+/", "LLM{}"),
}


@cache
def published(name: str) -> dict[str, str]:
    """Identifier -> name."""
    lines = (IDENTIFIERS / f"{name}.tsv").read_text().splitlines()
    return {key: text for key, _, text in (line.partition("\t") for line in lines)}


def test_the_lists_are_those_that_the_readme_names() -> None:
    readme = (IDENTIFIERS / "README.md").read_text()
    for name in LISTS:
        path = IDENTIFIERS / f"{name}.tsv"
        assert hashlib.sha256(path.read_bytes()).hexdigest() in readme


@pytest.mark.parametrize("name", LISTS)
def test_identifiers_exist(name: str) -> None:
    used = {tag for source in RULES for tag in source.info.tags if re.fullmatch(LISTS[name], tag)}
    assert used
    assert used - published(name).keys() == set()


@pytest.mark.parametrize("source", RULES, ids=lambda source: source.info.id)
def test_references_exist_and_are_tags(source: RuleSource) -> None:
    for name, (form, tag) in URLS.items():
        for ref in source.info.refs:
            if match := re.fullmatch(form, ref):
                named = tag.format(match[1])
                assert named in published(name), ref
                assert named in source.info.tags, f"{ref} without its tag"
                if name == "owasp-llm-2025":
                    slug = re.sub(r"[^a-z]+", "-", published(name)[named].lower())
                    assert ref.endswith(f"2025-{slug}/")


def test_hosts_of_references_have_one_form_each() -> None:
    """A reference to one of these sites that has another form is a slip that the test above would pass over."""
    for source in RULES:
        for ref in source.info.refs:
            host = ref.split("/")[2]
            forms = {"cwe.mitre.org": "cwe", "atlas.mitre.org": "atlas"}
            if host in forms:
                assert re.fullmatch(URLS[forms[host]][0], ref), ref


@pytest.mark.parametrize("guide", guides(), ids=lambda guide: guide.id)
def test_each_row_has_rules_or_a_reason(guide: Guide) -> None:
    policy = load_policy([guide.pack])
    for row in guide.rows:
        rules = row.rules(policy)
        assert bool(rules) is not bool(row.not_in_bom), row.id


@pytest.mark.parametrize(("guide", "form"), [("supply-chain-guide", r"S\d\.\d+"), ("eu-ai-act", r"EU-AI-ACT-.*")])
def test_rules_name_no_row_that_the_guide_does_not_have(guide: str, form: str) -> None:
    known = {tag for one in guides() if one.id == guide for row in one.rows for tag in row.tags}
    named = {tag for source in RULES for tag in source.info.tags if re.fullmatch(form, tag)}
    assert named - known == set()


def test_file_and_page() -> None:
    schema = json.loads(schema_path("coverage").read_bytes())
    data = json.loads((data_root() / "aibom" / "catalog" / "coverage.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(data)
    page = Path(data_root() / "docs" / "coverage.md").read_text()
    assert page == render(load_policy(["strict"]))

"""The tables of products, commands, actions and path words: their form, and what they say together."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from aibom.catalog.actions import action_of
from aibom.catalog.commands import commands
from aibom.catalog.loader import load_catalogue
from aibom.catalog.path_words import path_words
from aibom.catalog.products import products
from aibom.core.resources import PACKAGE, schema_path

TABLES = {
    "products.json": "products",
    "commands.json": "commands",
    "actions.json": "actions",
    "path_words.json": "path-words",
    "prompt_words.json": "prompt-words",
    "sql.json": "sql",
    "tool_words.json": "tool-words",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_keep_and_name_their_schema(name: str) -> None:
    schema = json.loads(schema_path(TABLES[name]).read_text(encoding="utf-8"))
    table = PACKAGE / "catalog" / name
    document = json.loads(table.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert (table.parent / document["$schema"]).resolve() == Path(schema_path(TABLES[name])).resolve()


def test_a_product_has_the_name_that_the_catalogue_gives_it() -> None:
    catalogue = load_catalogue()
    named = [(one.name, catalogue.provider(one.id)) for one in products().all]
    assert all(provider.name == name for name, provider in named if provider is not None)
    variables = [(one.name, catalogue.provider_of_env(env)) for one in products().all for env in one.env]
    assert all(provider.name == name for name, provider in variables if provider is not None)


def test_no_image_variable_or_identifier_belongs_to_two() -> None:
    everything = products().all
    for members in (
        [one.id for one in everything],
        [image for one in everything for image in one.images],
        [name for one in everything for name in one.basenames],
        [env for one in everything for env in one.env],
    ):
        assert [member for member, count in Counter(members).items() if count > 1] == []


def test_products_are_found_by_image() -> None:
    found = {name: product.name for name in IMAGES if (product := products().of_image(name))}
    assert found == {name: expected for name, expected in IMAGES.items() if expected}


IMAGES = {
    "docker.io/ollama/ollama": "Ollama",
    "docker.io/qdrant/qdrant": "Qdrant",
    "registry.example.com/cache/ghcr.io/berriai/litellm": "LiteLLM",
    "nvcr.io/nim/meta/llama3-8b-instruct": "NVIDIA NIM",
    "docker.io/library/postgres": "",
    "docker.io/library/redis": "",
    "docker.io/acme/model-server": "",
    "docker.io/pytorch/pytorch": "",
}


def test_providers_of_commands_and_actions_are_in_the_catalogue() -> None:
    catalogue = load_catalogue()
    actions = json.loads((PACKAGE / "catalog/actions.json").read_text(encoding="utf-8"))["actions"]
    used = {one.provider for one in commands().commands if one.provider} | {
        row["provider"] for row in actions if "provider" in row
    }
    assert {name for name in used if catalogue.provider(name) is None} == set()
    assert all(action_of(f"{row['name']}/sub@v1".partition("@")[0]) for row in actions)


def test_words_of_paths_do_not_contradict() -> None:
    names = path_words().names
    assert not names["not_data_words"] & names["strong_data_words"]
    assert not path_words().data_formats.keys() & path_words().other_formats.keys()


def test_functions_of_databases_name_providers_of_the_catalogue() -> None:
    table = json.loads((PACKAGE / "catalog/sql.json").read_text(encoding="utf-8"))
    named = {row.get("provider", "") for row in table["functions"]}
    assert {one for one in named if load_catalogue().provider(one) is None} == {"", "hf", "file", "postgresml"}

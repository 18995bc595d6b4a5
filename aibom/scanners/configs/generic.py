"""Reads any YAML, TOML or JSON configuration for models, services, prompts, agents and data sets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.agents_in import agents_in
from aibom.scanners.configs.data_in import data_in, is_training
from aibom.scanners.configs.models_in import models_in
from aibom.scanners.configs.prompts_in import collected, prompts_in
from aibom.scanners.configs.services_in import services_in
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import places

MAX_JSON = 512 * 1024
# Files whose form is known and says nothing of AI, or that other readers take.
_OTHER_NAMES = re.compile(
    r"(?:package(?:-lock)?|npm-shrinkwrap|composer|tsconfig.*|jsconfig.*|.*\.schema|lerna|nx|turbo|vercel|angular|babel.*|.eslintrc"
    r"|.prettierrc|renovate|components|manifest|launch|tasks|extensions|tokenizer|tokenizer_config|special_tokens_map|vocab"
    r"|added_tokens|generation_config|preprocessor_config|model\.safetensors\.index|pytorch_model\.bin\.index|.*\.lock|deno"
    r"|devcontainer|all_results|train_results|eval_results|trainer_state|metrics|results|.*\.tsbuildinfo|.*\.min)\.json\Z"
    r"|(?:pnpm-lock|pnpm-workspace|mkdocs|.pre-commit-config|.readthedocs|codecov|.codecov|dependabot|openapi|swagger|_config"
    r"|conda-lock|environment|.gitlab-ci|.travis|appveyor|cloudbuild|azure-pipelines|lefthook|.golangci|buf.*|skaffold|labeler)\.ya?ml\Z"
    r"|(?:pyproject|cargo|pipfile|netlify|rust-toolchain|rustfmt|clippy|deny|gopkg|uv|poetry|ruff|book|typos)\.(?:toml|lock)\Z",
    re.IGNORECASE,
)
_OTHER_FOLDERS = re.compile(
    r"(?:^|/)(?:node_modules|\.[^/]+|locales?|i18n|translations?|lang|__snapshots__|snapshots?|cassettes|recordings|traces|dumps|logs"
    r"|fixtures?|testdata|test_data|__fixtures__|mocks?|__mocks__|vendor|third_party|docs?|documentation|schemas?|seeds?|seeders?|fern"
    r"|tests?|__tests__|testing|spec|specs|test-results|site-packages|public|static|assets|migrations|openapi|swagger|proto"
    r"|results?|outputs?|wandb|mlruns|coverage|reports?)(?:/|\Z)",
    re.IGNORECASE,
)
# JSON holds data more often than settings: only files that are named or kept as settings are read as such.
_JSON_SETTINGS = re.compile(
    r"(?:.*[._-])?(?:config|configs|configuration|conf|settings?|options|params|parameters|hparams|hyperparameters|models?|agents?|llms?|presets?"
    r"|profiles?|prompts?|assistants?|recipe|pipeline|index|workflow|appsettings|crew|team|tools?|providers?|rag|embeddings?|local|default"
    r"|development|production|args|arguments|manifest|constants)(?:[._-].*)?\.(?:jsonc?|json5)\Z|.*(?:config|settings|rc)\.(?:jsonc?|json5)\Z",
    re.IGNORECASE,
)
_SETTINGS_FOLDER = re.compile(
    r"(?:^|/)(?:configs?|conf|config|settings|agents?|presets?|profiles?|recipes?|prompts?)(?:/|\Z)", re.IGNORECASE
)
_TEST_NAME = re.compile(
    r"(?:^|[._-])(?:test|tests|spec|mock|fixture|snapshot|cassette|expected|golden)s?(?:[._-]|\Z)", re.IGNORECASE
)
_API_DOCUMENT = frozenset({"openapi", "swagger", "asyncapi", "$schema", "definitions", "$defs"})


def is_generic(path: str) -> bool:
    """Whether a file of this name may be somebody's settings."""
    folder, name = posixpath.split(path)
    return not (_OTHER_NAMES.match(name) or _OTHER_FOLDERS.search(folder + "/") or _TEST_NAME.search(name))


def is_json_settings(path: str) -> bool:
    """Whether a JSON file is named or kept as settings; other JSON is data."""
    folder, name = posixpath.split(path)
    return bool(_JSON_SETTINGS.match(name) or _SETTINGS_FOLDER.search(folder))


def read_generic(documents: list[Lined], path: str) -> Iterator[Sighting]:
    """What the documents of one file tell."""
    sight = Sight(path)
    for document in documents:
        if not is_api_document(document):
            yield from _read(document, sight)


def is_api_document(document: Lined) -> bool:
    """Whether it describes an interface or a schema; what models it shows are examples."""
    top = document.value
    if not isinstance(top, Mapping):
        return False
    found = _API_DOCUMENT.intersection(top)
    return bool(found - {"$schema"}) or (
        "$schema" in found and ("properties" in top or "json-schema.org" in str(top["$schema"]))
    )


def is_kubernetes(document: Lined) -> bool:
    """Whether it is a manifest that the deployment scanner reads."""
    top = document.value
    return isinstance(top, Mapping) and "apiVersion" in top and "kind" in top


def _read(document: Lined, sight: Sight) -> Iterator[Sighting]:
    if is_kubernetes(document):
        return
    training = is_training(document)
    prompts: list[Observation] = []
    for place in places(document):
        yield from models_in(place, sight)
        yield from services_in(place, sight)
        yield from agents_in(place, sight)
        yield from data_in(place, sight, training)
        prompts += prompts_in(place, sight)
    yield from collected(prompts, sight)

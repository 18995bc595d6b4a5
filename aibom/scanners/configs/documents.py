"""Reads a configuration file of any notation into values that know their lines."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import nesting
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.manifests import without_manifests
from aibom.scanners.configs.paths import is_agent_api, settings_name

# Nothing of a model, prompt, agent or data set can stand in a file without one of these words.
AI_WORDS = re.compile(
    rb"model|llm|azureml|name_or_path|checkpoint_dir|\.(?:pth|ckpt|safetensors|weights|onnx|gguf|t7)\b|mcp[._-]?servers|\bmcp:|customModes|inference|kaito|bedrock|kendra|embed|agent|prompt|dataset|openai|anthropic|ollama|gpt-|claude|gemini|huggingface|langchain|_KEY|hf_|vector|backstory|expected_output|intent:|goal:|requestTemplate|backbone|encoder_name|instructions|template_format|You\x20are\x20(?:an?|the|not|now|[A-Z])|^system:\s*[|>]|\btype[\"']?:\s*[\"']?function\b|docstring:|system_?role|system_?message|train\w*\W{1,4}\S*/|\bservers[\"']?\s*:[^\0]{0,300}?/(?:mcp|sse)\b",
    re.IGNORECASE | re.MULTILINE,
)
# Folders in which a file is a tool each, beside the code that does its work, and how such a file speaks.
OF_TOOLS = re.compile(r"(?:^|/)(?:tools?|plugins?|skills?|functions?|abilit(?:y|ies)|actions)/(?:[^/]+/)?[^/]+\Z")
_TAKES = re.compile(rb"(?m:^)[\"' {]*parameters[\"']?\s*:")
# What Copilot Studio and Microsoft 365 Copilot keep an assistant's parts in.
_OF_ASSISTANTS = (".mcs.yml", ".mcs.yaml", "ai-plugin.json")
_NOTATIONS = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}


def notation(path: str) -> str:
    """yaml, toml, or else json."""
    if posixpath.basename(path) == "data":
        return "yaml"
    return _NOTATIONS.get(posixpath.splitext(settings_name(path))[1].lower(), "json")


def may_tell(data: bytes, path: str) -> bool:
    """Whether the bytes speak of AI at all; what lies in a prompts folder always may, and in a
    folder of tools what has parameters."""
    folder, name = posixpath.split(path)
    named = "prompt" in name.lower() or is_agent_api(name) or name.endswith(_OF_ASSISTANTS)
    named = named or (OF_TOOLS.search(path) is not None and _TAKES.search(data) is not None)
    return bool(AI_WORDS.search(data)) or named or folder_of(folder).prompts


def read_documents(data: bytes, path: str, name: str = "") -> list[Lined]:
    """The documents of a file, or of one called `name` that stands inside of it. Raises UnreadableError or LimitError;
    a template that is no YAML gives nothing."""
    kind = notation(name or path)
    if path.endswith("modes"):
        kind = "json" if data.lstrip()[:1] == b"{" else "yaml"  # `.roomodes`
    if kind == "yaml":
        return _yaml(data, path)
    if kind == "toml":
        return [parse_toml_with_lines(data, path)]
    if nesting(data) > 100:
        raise UnreadableError(path, "nested deeper than 100 levels")
    return [parse_jsonc(data, path)]


def _yaml(data: bytes, path: str) -> list[Lined]:
    """Files with template marks are read as far as they are YAML, and are not reported when they are not."""
    kept = without_manifests(data)
    if not kept.strip() or not may_tell(kept, path):
        return []
    template = b"{{" in kept or b"{%" in kept
    return _json_of(kept, path) or parse_yaml_with_lines(kept, path, partial=template)


def _json_of(data: bytes, path: str) -> list[Lined]:
    """JSON under the name of YAML, whose escapes (`"\\ud83e"`) YAML does not know."""
    if not (data.startswith(b"{") and data.rstrip().endswith(b"}")) or nesting(data) > 100:
        return []
    try:
        return [parse_jsonc(data, path)]
    except UnreadableError:
        return []

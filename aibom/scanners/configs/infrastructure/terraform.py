"""Reads Terraform (developer.hashicorp.com/terraform/language) for AI services and models of the clouds.

Only the outline is followed: blocks, and attributes with a literal text. Expressions stay unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.samples import without_sample
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.infrastructure.bicep import azure_provider
from aibom.scanners.configs.infrastructure.terraform_agents import Agents
from aibom.scanners.configs.infrastructure.terraform_objects import read_objects
from aibom.scanners.configs.infrastructure.terraform_variables import expression_of
from aibom.scanners.configs.names.modelkeys import key_hint, words_of
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.names.services import (
    NamedService,
    provider_service,
    service_of_url,
    service_of_variable,
    services_of_action,
)
from aibom.scanners.configs.names.values import known_model, model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.by_form import Candidate, by_form, candidate
from aibom.scanners.configs.told.models import named_model

MAX_LINES = 50_000
# Kinds of resources, the provider's id in the catalogue, and a name and type for where the catalogue has none.
_RESOURCES: tuple[tuple[str, str, str, str], ...] = (
    ("aws_bedrock", "bedrock", "Amazon Bedrock", "ai-api"),
    ("aws_sagemaker", "sagemaker", "Amazon SageMaker", "inference-server"),
    ("google_vertex_ai", "vertex", "Google Vertex AI", "ai-api"),
    ("google_document_ai", "google-document-ai", "Google Document AI", "ai-api"),
    ("google_dialogflow", "dialogflow", "Google Dialogflow", "ai-api"),
    ("google_discovery_engine", "vertex-search", "Vertex AI Search", "search-api"),
    ("azurerm_cognitive_deployment", "azure-openai", "Azure OpenAI", "ai-api"),
    ("azurerm_search_service", "azure-search", "Azure AI Search", "vector-store"),
    ("awscc_bedrock", "bedrock", "Amazon Bedrock", "ai-api"),
    ("awscc_sagemaker", "sagemaker", "Amazon SageMaker", "inference-server"),
    ("awscc_kendra_index", "kendra", "Amazon Kendra", "search-api"),
    ("aws_opensearchserverless_collection", "opensearch", "OpenSearch", "vector-store"),
    ("aws_kendra_index", "kendra", "Amazon Kendra", "search-api"),
    ("pinecone_index", "pinecone", "Pinecone", "vector-store"),
    ("qdrant-cloud_", "qdrant", "Qdrant", "vector-store"),
)
# Words in the source of a module, and the provider's id in the catalogue.
_MODULES = (
    ("opensearch-serverless", "opensearch"),
    ("/bedrock/aws", "bedrock"),
    ("openai/azurerm", "azure-openai"),
    ("/sagemaker", "sagemaker"),
    ("vertex-ai", "vertex"),
    ("modules/ai-applications", "vertex-search"),
)
_MODULE_NAMES = (("sagemaker", "sagemaker"), ("bedrock", "bedrock"), ("vertex", "vertex"), ("openai", "azure-openai"))
_MAY_CALL = re.compile(
    r"https://|bedrock|sagemaker|aiplatform|discoveryengine|documentai|aoss|kendra|generativelanguage"
)
_GOOGLE = re.compile(
    r'"(?:[\w.-]*(?:aiplatform|discoveryengine|generativelanguage|dialogflow|documentai)[\w.-]*|roles/[\w.]+)"'
)
_GOOGLE_APIS = (
    ("aiplatform", "vertex"),
    ("discoveryengine", "vertex-search"),
    ("generativelanguage", "google"),
    ("dialogflow", "dialogflow"),
    ("documentai", "google-document-ai"),
)
_AWS_ENDPOINTS = (("bedrock", "bedrock"), ("sagemaker", "sagemaker"))
_LOCATIONS = frozenset({"model_data", "model_data_url", "artifact_uri", "model_uri", "model_location"})
MODEL_ATTRIBUTES = frozenset(
    {"foundation_model", "model_id", "model_arn", "base_model_identifier", "hf_model_id", "hugging_face_model_id"}
)
_BLOCK = re.compile(
    r'\s*(?P<kind>[A-Za-z_][\w-]*)(?:\s+"(?P<first>[^"]+)")?(?:\s+"(?P<second>[^"]+)")?\s*=?\s*\{\s*(?P<rest>.*)\Z'
)
_ATTRIBUTE = re.compile(
    r'\s*"?(?P<name>[A-Za-z_][\w.-]*)"?\s*[=:]\s*"(?P<value>(?:[^"\\]|\\.){1,400})"\s*,?\s*(?:#.*|//.*)?\}?\s*\Z'
)
_ITEM = re.compile(r'"(?P<value>[\w.:/-]{4,100})",?')
_MODELS = frozenset({"model", "models"})
_ARN_MODEL = re.compile(r"(?:foundation-model|inference-profile)/(?P<name>[\w.:-]+)")


_AROUND = 4  # blocks around a value that say what it is


class _Block(NamedTuple):
    """An open block: its kind, and its type when it is a resource."""

    kind: str
    type: str
    name: str


def read_terraform(data: bytes, path: str) -> Iterator[Sighting]:
    """The AI services that are set up, and the models they are given."""
    sight = Sight(path)
    models: list[Sighting] = list(read_objects(data, path))
    yield from models
    agents = Agents(sight)
    stack: list[_Block] = []
    given = without_sample(path).endswith((".tfvars", ".tfvars.json"))
    unnamed: list[Candidate] = []
    for line, row in enumerate(within(decode(data).splitlines(), MAX_LINES, "lines"), 1):
        text = row.strip()
        if agents.text(row, line) or not text or text.startswith(("#", "//", "/*", "*")):
            continue
        block = _BLOCK.match(row)
        if block is not None:
            stack.append(_Block(block["kind"], block["first"] or "", block["second"] or ""))
            yield from _resource(stack[-1], line, sight)
            agents.open(len(stack), stack[-1].kind, stack[-1].type, stack[-1].name, line)
        if '"' in row and _MAY_CALL.search(row):
            yield from _called(row, line, sight)
        attribute = _ATTRIBUTE.match(block["rest"] if block is not None else row)
        if attribute is not None:
            around = [_Block("variable", attribute["name"], "")] if given and not stack else stack
            name = "default" if given and not stack else attribute["name"]
            told = list(_attribute(name, attribute["value"], around, line, sight))
            told_or_listed = told or list(_listed_model(name, attribute["value"], stack, given, line, sight))
            yield from told_or_listed
            models += told_or_listed
            agents.attribute(attribute["name"], attribute["value"], line, told)
        elif "file(" in row:
            agents.read(row, line)
        agents.given += _left_open(row if block is None else block["rest"], attribute, stack, line)
        unnamed += _unnamed(row, attribute, stack, line)
        for _ in range(_closings(block["rest"] if block is not None else row)):
            if stack:
                stack.pop()
            yield from agents.close(len(stack))
    yield from agents.close(0) if stack else ()
    yield from by_form(unnamed, models, sight)


def _is_model(name: str, stack: list[_Block]) -> bool:
    """Whether an attribute of a resource holds a model whatever its value is."""
    if not stack or stack[0].kind != "resource" or _service(stack[0].type) is None:
        return False
    return name in MODEL_ATTRIBUTES or (name == "name" and stack[-1].kind == "model")


def _left_open(row: str, attribute: re.Match[str] | None, stack: list[_Block], line: int) -> Iterator[tuple[str, int]]:
    """The expression that a resource has its model from: `foundation_model = var.chat_model`."""
    given = (attribute["name"], attribute["value"]) if attribute is not None else expression_of(row)
    if given is not None and _is_model(given[0], stack) and (attribute is None or "${" in given[1]):
        yield given[1], line


def _unnamed(row: str, attribute: re.Match[str] | None, stack: list[_Block], line: int) -> Iterator[Candidate]:
    """The text of an attribute or of an item of a list, which may name a model under a key of any name."""
    keys = tuple(one.type or one.kind for one in stack[-_AROUND:] if one.kind != "inputs")
    if attribute is not None:
        name = attribute["name"]
        yield from candidate(keys if name == "default" else (*keys, name), attribute["value"], line)
    elif (item := _ITEM.fullmatch(row.strip())) is not None:
        yield from candidate(keys, item["value"], line)


def _called(row: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """What a row lets be called: an action of a policy, an API that is switched on, a role, a private endpoint."""
    services = services_of_action(row)
    for match in _GOOGLE.finditer(row[:2_000]):
        found = next((id_ for word, id_ in _GOOGLE_APIS if word in match[0]), "")
        services += [service] if found and (service := provider_service(found)) else []
    if "https://" in row and (reached := service_of_url(row)) is not None:
        services.append(reached)
    if "com.amazonaws." in row:
        for word, id_ in _AWS_ENDPOINTS:
            if f".{word}" in row and (service := provider_service(id_)):
                services.append(service)
    for service in services:
        yield sight.service(service, line, "policy", 0.8)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def _closings(text: str) -> int:
    """How many blocks end on a line, apart from those that begin on it."""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"', "", text).partition("#")[0]
    return max(plain.count("}") - plain.count("{"), 0)


def _service(type_: str) -> NamedService | None:
    for prefix, id_, name, service_type in _RESOURCES:
        if type_.startswith(prefix) and name:
            facts: dict[str, Json] = {"service_type": service_type}
            return provider_service(id_) or NamedService(Subject(kind=Kind.SERVICE, name=name), facts)
    return None


def _resource(block: _Block, line: int, sight: Sight) -> Iterator[Sighting]:
    if block.kind not in ("resource", "data"):
        return
    service = _service(block.type)
    if service is not None:
        yield sight.service(service, line, block.type)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def _attribute(name: str, value: str, stack: list[_Block], line: int, sight: Sight) -> Iterator[Sighting]:
    if stack and stack[0].kind in ("resource", "data", "module", "locals", "variable", "provider"):
        yield from _model(name, value, stack, line, sight)
    if service := service_of_variable(name):
        yield sight.service(service, line, name, 0.8)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
    if name == "source" and stack and stack[0].kind == "module":
        used = next((provider_service(id_) for word, id_ in _MODULES if word in value), None)
        if used is not None:
            yield sight.service(used, line, value)
    if name in ("type", "kind") and stack and stack[0].type.startswith("azapi_"):
        yield from _azure(name, value, line, sight)
    if name == "kind" and value == "OpenAI" and stack and stack[0].type.startswith("azurerm_cognitive_account"):
        azure = provider_service("azure-openai")
        if azure is not None:
            yield sight.service(azure, line, "azurerm_cognitive_account")


def _azure(name: str, value: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """What a resource of Azure is that is described by its type, or by the kind of its account."""
    service = provider_service(azure_provider("", value) if name == "kind" else azure_provider(value.partition("@")[0]))
    if service is not None:
        yield sight.service(service, line, value)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def _model(name: str, value: str, stack: list[_Block], line: int, sight: Sight) -> Iterator[Sighting]:
    top = stack[0]
    key = f"{top.type}_{name}" if top.kind == "variable" and name == "default" else name
    arn = _ARN_MODEL.search(value)
    service = _service(top.type) or _of_module(top)
    if ("${" in value and not arn) or (top.kind == "module" and len(stack) > 1 and name == "model_name"):
        return  # an object within a module is told by its own members
    if arn:
        named = named_model(arn["name"], "bedrock")
    elif service is not None and name in ("hf_model_id", "HF_MODEL_ID", "hugging_face_model_id"):
        named = named_model(value, "huggingface", "")
    elif name == "publisher_model_name":  # of Vertex' Model Garden: publishers/google/models/gemma3@gemma-3-1b-it
        named = named_model(value.rpartition("/")[2].rpartition("@")[2], "vertex", "")
    elif service is not None and (name in MODEL_ATTRIBUTES or (name == "name" and stack[-1].kind == "model")):
        named = named_model(value, _provider_id(top.type), "")
    elif name in _LOCATIONS and value.startswith(("s3://", "gs://", "hf://")):
        named = name_model(value)
    else:
        named = model_of_setting(key if key_hint(key) else f"{stack[-1].kind}_{name}", value) if key_hint(key) else None
    if named is not None:
        yield sight.model(named, line, f"{top.type or top.kind}.{name}")
        if service is not None:
            yield sight.link(named.subject, RelationKind.SERVED_BY, service.subject, line)


def _listed_model(
    name: str, value: str, stack: list[_Block], given: bool, line: int, sight: Sight
) -> Iterator[Sighting]:
    """`inputs = { foundation_models = { alias = "anthropic.claude-..." } }`: what Terragrunt and a file of variables
    hand on, where the key of the mapping says models and the name is one that only Bedrock gives."""
    handed = stack[1:] if stack and stack[0].kind == "inputs" else stack if given else []
    if not handed or not _MODELS.intersection(words_of(handed[-1].kind)):
        return
    named = known_model(value)
    if named is not None and named.subject.origin == "bedrock":
        symbol = f"{handed[-1].kind}.{name}"
        yield sight.model(named, line, symbol)
        yield from sight.served(named.subject, provider_service(named.subject.origin), line, symbol)


def _of_module(block: _Block) -> NamedService | None:
    """What a module sets up, as its name says: `module "huggingface_sagemaker"`."""
    if block.kind != "module":
        return None
    found = next((id_ for word, id_ in _MODULE_NAMES if word in block.type.lower()), "")
    return provider_service(found) if found else None


def provider_of_block(kind: str, labels: tuple[str, ...], source: str) -> str:
    """The catalogue's id of who serves what a resource or a module sets up, "" when neither type nor source tells."""
    type_ = labels[0] if labels else ""
    if kind != "module":
        return _provider_id(type_)
    known = next((id_ for word, id_ in _MODULES if word in source), "")
    return known or next((id_ for word, id_ in _MODULE_NAMES if word in type_.lower()), "")


def _provider_id(type_: str) -> str:
    return next((id_ for prefix, id_, _, _ in _RESOURCES if type_.startswith(prefix)), "")

"""What the variables of a workload tell: services it reaches, models it is given."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.products import Product
from aibom.core import re
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.modelkeys import says_model, words_of
from aibom.scanners.configs.names.naming import Named, is_hub_id, is_placeholder, name_model
from aibom.scanners.configs.names.services import (
    NamedService,
    is_redirected_key,
    product_subject,
    provider_service,
    redirected,
    services_of_setting,
)
from aibom.scanners.configs.names.values import known_model, model_of_setting
from aibom.scanners.configs.paths import is_env_file
from aibom.scanners.configs.told.mcp import mcp_text
from aibom.scanners.configs.told.prompts import variable_prompt
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.records import Setting
from aibom.scanners.deployments.told.around import Surroundings

_CONFIDENCE = 0.85
_BETWEEN = re.compile(r"[;,\s]+")
_MAX_ADDRESSES = 20
_NO_HOSTS = frozenset("db database user username name password pass schema namespace project prefix title".split())
_OF_WORKFLOW = re.compile(r"\$\{\{\s*(?:matrix|env)\.")
_PULLED = re.compile(r"[a-z][\w.-]*(?:/[\w.-]+)?(?::[\w.-]+)?\Z")
# Where models come from that an inference server of one's own may serve.
# Where a key that is left empty is filled in by nothing else; files of variables are forms to fill in.
_STATED = ("kubernetes",)
_SERVED = ("", "hf", "file", "ollama")


def setting_sightings(
    setting: Setting,
    product: Product | None,
    subject: Subject | None,
    around: Surroundings,
    prefixes: frozenset[str] = frozenset(),
) -> Iterator[Sighting]:
    """The sightings of one variable of a workload that runs `product` (None = the application's own code).

    `prefixes` are of providers whose address leads elsewhere.
    """
    value = around.text(setting.value) if setting.value is not None else None
    known = value if value is not None and is_resolved(value) else None
    unset = known == "" and (around.form in _STATED or (setting.value == "" and not is_env_file(around.path)))
    for service in services_of_setting(setting.name, known) if not unset else ():
        if service.subject != subject:
            yield from _calls(service, setting, subject, around)
    if known is None:
        return
    value = known
    for host in filter(None, map(around.product_of, _addresses(setting.name, value))):
        if host is not product:
            yield around.sight.link(subject, RelationKind.CALLS_SERVICE, product_subject(host), setting.line)
    server = around.server_of(value)
    if server is not None:
        yield around.sight.link(subject, RelationKind.HAS_TOOL, server, setting.line)
    yield from _texts(setting, value, subject, around)
    yield from _model(setting, value, product, subject, around, prefixes)


def unread_model(setting: Setting, around: Surroundings) -> Iterator[Sighting]:
    """A variable whose name says that it holds a model, and whose value this file leaves to others."""
    if setting.value == "" or setting.secret or not says_model(setting.name):
        return
    value = around.text(setting.value) if setting.value is not None else f"${{{setting.name}}}"
    if is_left_open(value) and not around.variables.get(setting.name):
        yield around.sight.unread("model", setting.line, value)


def is_left_open(value: str) -> bool:
    """Whether nothing of the file gives a value; a workflow's matrix and variables stand in it."""
    return not is_resolved(value) and not _OF_WORKFLOW.match(value)


def _addresses(name: str, value: str) -> list[str]:
    """The address that a variable holds, or all of a list of them
    (`OPENAI_API_BASE_URLS=http://ollama:11434/v1;http://vllm:8000/v1`); none of one that holds a name of another kind
    (`POSTGRES_DB=litellm`)."""
    if ":" not in value and words_of(name)[-1:] and words_of(name)[-1] in _NO_HOSTS:
        return []
    return _BETWEEN.split(value)[:_MAX_ADDRESSES] if value.count("://") > 1 else [value]


def _texts(setting: Setting, value: str, subject: Subject | None, around: Surroundings) -> Iterator[Sighting]:
    """MCP servers that a variable holds as JSON, and prompts: `MCP_SERVERS=[...]`, `SYSTEM_PROMPT=You are ...`."""
    for one in mcp_text(setting.name, value, setting.line, around.sight):
        yield one
        yield around.sight.link(subject, RelationKind.HAS_TOOL, one.subject, setting.line)
    for one in variable_prompt(setting.name, value, setting.line, around.sight):
        yield one
        if subject is not None:
            yield around.sight.link(subject, RelationKind.USES_PROMPT, one.subject, setting.line)


def without_redirected(settings: list[Setting], around: Surroundings) -> tuple[list[Setting], frozenset[str]]:
    """The settings without keys for a provider whose address another setting leads elsewhere, and its prefixes."""
    prefixes = redirected((one.name, around.text(one.value)) for one in settings if one.value)
    return [one for one in settings if not is_redirected_key(one.name, prefixes)], prefixes


def _calls(
    service: NamedService, setting: Setting, subject: Subject | None, around: Surroundings
) -> Iterator[Sighting]:
    facts = dict(service.facts)
    if setting.secret:
        facts["literal_secrets"] = [setting.name]
    told = NamedService(service.subject, facts)
    yield around.sight.service(told, setting.line, setting.name, _CONFIDENCE)
    yield around.sight.link(subject, RelationKind.CALLS_SERVICE, service.subject, setting.line)


def _model(
    setting: Setting,
    value: str,
    product: Product | None,
    subject: Subject | None,
    around: Surroundings,
    prefixes: frozenset[str],
) -> Iterator[Sighting]:
    if product is not None and product.id == "ollama" and subject is not None:
        found = list(_listed(setting, value))
        for one in found:
            yield around.sight.model(one, setting.line, setting.name)
            yield around.sight.link(one.subject, RelationKind.SERVED_BY, subject, setting.line)
        if found:
            return
    own = product is not None and setting.name in product.model_env
    named: Named | None
    if own and product is not None:
        named = None if is_placeholder(value) else name_model(value, "", product.model_class)
    else:
        named = model_of_setting(setting.name, value) or _located(setting.name, value)
    if named is None:
        return
    named = _elsewhere(named, value, product, prefixes)
    serves = own or (product is not None and product.type == "inference-server")
    yield around.sight.model(named, setting.line, setting.name)
    if subject is not None and not serves:  # a platform that asks for it
        yield around.sight.link(subject, RelationKind.USES_MODEL, named.subject, setting.line)
    if subject is not None and (own or (serves and named.subject.origin in _SERVED)):
        yield around.sight.link(named.subject, RelationKind.SERVED_BY, subject, setting.line)
    elif (
        named.subject.origin not in ("", "hf", "file")
        and named.subject.origin.partition("-")[0].upper() not in prefixes
    ):
        service = provider_service(named.subject.origin)
        yield from around.sight.served(named.subject, service, setting.line, setting.name)


def _elsewhere(named: Named, value: str, product: Product | None, prefixes: frozenset[str]) -> Named:
    """The model as the product knows it; one whose address leads elsewhere is not the provider's that its key names."""
    if product is not None and product.id == "ollama":
        return name_model(value, "ollama") or named
    if named.subject.origin.partition("-")[0].upper() in prefixes and known_model(value) is None:
        return name_model(value, "", str(named.facts.get("model_class") or "")) or named
    return named


def _listed(setting: Setting, value: str) -> Iterator[Named]:
    """`START_MODELS=llama3.1;llama2` of a container that pulls what it is told; `OLLAMA_MODELS` is a folder."""
    words = words_of(setting.name)
    if words[-1:] != ("models",) or setting.name == "OLLAMA_MODELS":
        return
    parts = [part for part in re.split(r"[;,\s]+", value) if part]
    if all(_PULLED.match(part) for part in parts):
        yield from (named for part in parts if (named := name_model(part, "ollama")) is not None)


def _located(name: str, value: str) -> Named | None:
    """`modelURL: org/name`: where a chart's values say from where a model is fetched."""
    words = words_of(name)
    if "model" not in words or words[-1] not in ("url", "uri"):
        return None
    located = is_hub_id(value) or value.startswith(("hf://", "s3://", "gs://", "https://huggingface.co/"))
    return name_model(value) if located else None

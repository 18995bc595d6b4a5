"""Reads Azure's Bicep (learn.microsoft.com/azure/azure-resource-manager/bicep) for AI services and deployed models.

Only what stands on one line is read: resources by type, `kind`, parameters and members with a literal text. The
values of `*.parameters.json` are read the same way, with the defaults of the developer CLI (`${MODEL=gpt-4o}`).
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.infrastructure.modules import call
from aibom.scanners.configs.names.modelkeys import key_hint
from aibom.scanners.configs.names.services import provider_service, service_of_variable
from aibom.scanners.configs.names.values import model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model

MAX_LINES = 50_000
# Types of resources, and values of `kind` of a Cognitive Services account -> provider ids of the catalogue.
_TYPES = {"microsoft.search/searchservices": "azure-search"}
_KINDS = {
    "openai": "azure-openai",
    "aiservices": "azure-ai",
    "formrecognizer": "azure-document",
    "speechservices": "azure-speech",
    "computervision": "azure-vision",
    "contentsafety": "azure-content-safety",
    "textanalytics": "azure-language",
}
_RESOURCE = re.compile(r"\s*resource\s+\w+\s+'(?P<type>[\w./]{1,200})@[\w.-]{1,60}'(?P<existing>\s+existing)?")
_MODULE = re.compile(r"\s*module\s+\w+\s+'(?P<path>[\w./-]{1,300}\.bicep)'")
_PARAMETER = re.compile(
    r"\s*(?:param|var)\s+(?P<name>\w{1,120})(?:\s+\w+)?\s*=\s*'(?P<value>[^'$\\]{1,200})'\s*(?://.*)?\Z"
)
_MEMBER = re.compile(r"\s*(?P<name>\w{1,120})\s*:\s*'(?P<value>[^'$\\]{1,200})'\s*(?://.*)?\}?\s*\Z")
_OPENING = re.compile(r"\s*(?:(?P<name>\w{1,120})\s*:)?.*\{\s*\Z")
_INLINE = re.compile(r".*?\bmodel\s*:\s*\{[^{}]{0,200}?\bname\s*:\s*'(?P<value>[^'$\\]{1,200})'")
# A variable of the environment and what it is given: a text, or a parameter of the file.
_VARIABLE = re.compile(r"\s*name\s*:\s*'(?P<name>[A-Z][A-Z0-9_]{2,80})'\s*\Z")
_GIVEN_TEXT = r"value\s*:\s*(?:'(?P<value>[^'$\\]{1,200})'|(?P<of>\w{4,80}))\s*"
_GIVEN = re.compile(rf"\s*{_GIVEN_TEXT}\Z")
_PAIR = re.compile(rf"\s*\{{\s*name\s*:\s*'(?P<name>[A-Z][A-Z0-9_]{{2,80}})'[\s,]*{_GIVEN_TEXT}\}}\s*\Z")
_DECLARED = re.compile(r"\s*param\s+(?P<name>\w{4,80})\s+string\s*\Z")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VALUE = re.compile(r'\s*"value"\s*:\s*"(?P<value>[^"\\]{1,300})"')
_KEY = re.compile(r'\s*"(?P<name>\w{1,120})"\s*:\s*\{')
_INNER = re.compile(r'\s*"(?P<key>name|\w*[mM]odel(?:Name|_name)?)"\s*:\s*"(?P<value>[\w.:/-]{2,120})"')
_DEFAULT = re.compile(r"\$\{\w{1,120}=(?P<default>[^{}]{1,200})\}\Z")


def azure_provider(type_: str, kind: str = "") -> str:
    """The catalogue's id of a resource of Azure by its type or by the kind of its account, "" for any other."""
    return _KINDS.get(kind.lower(), "") if kind else _TYPES.get(type_.lower(), "")


def read_bicep(data: bytes, path: str) -> Iterator[Sighting]:
    """The services that are set up and the models that are deployed."""
    sight = Sight(path)
    open_blocks: list[str] = []
    variable = ""  # of a container or site, whose value stands on the next line
    for line, row in enumerate(within(decode(data).splitlines(), MAX_LINES, "lines"), 1):
        text = row.strip()
        if not text or text.startswith("//"):
            continue
        yield from _handed(row, variable, line, sight)
        named = _VARIABLE.match(row)
        variable = named["name"] if named is not None else ""
        resource = _RESOURCE.match(row)
        if resource is not None:
            yield from _service(_TYPES.get(resource["type"].lower(), ""), resource["type"], line, sight)
        elif (module := _MODULE.match(row)) is not None:
            yield call(path, module["path"], line)
        elif (parameter := _PARAMETER.match(row)) is not None:
            if parameter["name"] == "kind":
                yield from _service(_KINDS.get(parameter["value"].lower(), ""), "kind", line, sight)
            yield from azure_model(parameter["name"], parameter["value"], line, sight)
        elif (inline := _INLINE.match(row)) is not None:
            yield from _of_member("name", inline["value"], ["model"], line, sight)
        elif (member := _MEMBER.match(row)) is not None:
            yield from _of_member(member["name"], member["value"], open_blocks, line, sight)
        _follow(row, open_blocks)


def read_parameters(data: bytes, path: str) -> Iterator[Sighting]:
    """The models that a deployment's parameters name."""
    sight, name = Sight(path), ""
    for line, row in enumerate(within(decode(data).splitlines(), MAX_LINES, "lines"), 1):
        key, value = _KEY.match(row), _VALUE.search(row)
        name = key["name"] if key is not None else name
        inner = _INNER.match(row)
        if inner is not None and (name == "model" if inner["key"] == "name" else "model" in inner["key"].lower()):
            yield from azure_model("model", inner["value"], line, sight)  # of a list of deployments
        if value is not None and name:
            default = _DEFAULT.match(value["value"])
            plain = default["default"] if default is not None else value["value"]
            if "${" not in plain:
                yield from azure_model(name, plain, line, sight)


def _follow(row: str, open_blocks: list[str]) -> None:
    """Keep the names of the open blocks."""
    plain = re.sub(r"'[^']*'", "", row).partition("//")[0]
    change = plain.count("{") - plain.count("}")
    opening = _OPENING.match(row)
    for _ in range(max(change, 0)):
        open_blocks.append((opening["name"] or "") if opening is not None else "")
    for _ in range(max(-change, 0)):
        if open_blocks:
            open_blocks.pop()


def _of_member(name: str, value: str, open_blocks: list[str], line: int, sight: Sight) -> Iterator[Sighting]:
    if name == "kind":
        yield from _service(_KINDS.get(value.lower(), ""), name, line, sight)
    elif name == "name" and open_blocks and open_blocks[-1] == "model":
        form = load_catalogue().form(value)
        own = form is not None and bool(form.provider)
        yield from azure_model("model", value, line, sight) if own else _of_foundry(value, line, sight)
    else:
        yield from azure_model(name, value, line, sight)


def _of_foundry(value: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """A deployed model of another maker, which Azure AI Foundry serves: `{format: 'DeepSeek', name: ...}`."""
    named = named_model(value, "azure-ai") if model_of_setting("model", value) is not None else None
    if named is not None:
        yield sight.model(named, line, "model")
        yield from sight.served(named.subject, provider_service("azure-ai"), line, "model")


def _handed(row: str, variable: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """What a variable of the environment is given on the line after its name, or on the same: a model, or a parameter
    that is called after the service which it is the address or key of; such a parameter where it is declared."""
    pair, value, parameter = _PAIR.match(row), _GIVEN.match(row), _DECLARED.match(row)
    given = pair or (value if variable else None)
    if given is not None and given["value"]:
        yield from azure_model((pair["name"] if pair is not None else variable), given["value"], line, sight)
    told = parameter["name"] if parameter is not None else given["of"] if given is not None else ""
    service = service_of_variable(_spelt(told)) if told else None
    if service is not None:
        yield sight.service(service, line, told, 0.7)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def _spelt(name: str) -> str:
    """A name as a variable of the environment would be spelt: `azureOpenAIEndpoint` is `AZURE_OPENAI_ENDPOINT`."""
    return _HUMP.sub("_", name).upper().replace("OPEN_AI", "OPENAI")


def _service(id_: str, symbol: str, line: int, sight: Sight) -> Iterator[Sighting]:
    service = provider_service(id_) if id_ else None
    if service is not None:
        yield sight.service(service, line, symbol)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def azure_model(name: str, value: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """A model of Azure under a name that says so, when the text has the form of one."""
    form, hint = load_catalogue().form(value), key_hint(name)
    own = hint is not None and hint.origin == "ollama"  # a server of one's own, in a container
    if not own and (form is None or not (hint or re.search(r"model|deployment", name, re.IGNORECASE))):
        return
    hosted = "ollama" if own else form.provider if form is not None else ""
    hosted = "azure-openai" if hosted == "openai" else hosted
    named = named_model(value, hosted)
    if named is not None:
        yield sight.model(named, line, name)
        yield from sight.served(named.subject, provider_service(hosted), line, name)

"""Reads NixOS modules (nixos.org/manual) for services of AI: `services.ollama = {enable = true; loadModels = [...];}`.

Nix is not evaluated: a service counts where it is enabled or given models, an image where it is a text.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.products import products
from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

_MAX = 500
_SERVICE = re.compile(
    r"services\.(?P<name>[a-z][\w-]{1,40})"
    r"(?:\.enable[ \t]*=[ \t]*true|[ \t]*=[ \t]*(?:lib\.mkIf[^{\n]{0,80})?\{(?P<body>[^{}]{0,4000}))"
)
_NESTED = re.compile(
    r"(?<![\w.])(?P<name>[a-z][\w-]{1,40})[ \t]*=[ \t]*"
    r"\{(?P<body>[^{}]{0,1000}?enable[ \t]*=[ \t]*true[^{}]{0,3000})"
)
_MODELS = re.compile(r"(?:loadModels|models)[ \t]*=[ \t]*(?:with[^\[\n]{0,40})?\[(?P<items>[^\]]{0,4000})\]")
_TEXT = re.compile(r"\"(?P<text>[^\"$\n]{1,200})\"")
_IMAGE = re.compile(r"(?<![\w.])image[ \t]*=[ \t]*\"(?P<text>[^\"$\n]{1,200})\"")
_VARIABLE = re.compile(
    r"(?<![\w.])(?:[\w.]+\.)?(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[ \t]*=[ \t]*\"(?P<text>[^\"$\n]{1,300})\""
)


def read_nix(data: bytes, path: str) -> Deployment | None:
    """The products that a module enables, the models that they load, images and variables."""
    text = masked(decode(data))
    workloads = [*_services(text), *_images(text)]
    settings = tuple(_settings(text))
    if settings:
        workloads.append(Workload(name=path, line=settings[0].line, settings=settings))
    return Deployment("kubernetes", workloads=tuple(workloads)) if workloads else None


def _services(text: str) -> Iterator[Workload]:
    found = [*_SERVICE.finditer(text)]
    found += _NESTED.finditer(text) if re.search(r"\bservices[ \t]*=[ \t]*\{", text) else ()
    for match in within(found, _MAX, "services"):
        product = products().of_key(match["name"])
        body = match["body"] or ""
        models = list(_models(text, match["name"], body, match.start("body") if match["body"] else 0))
        if product is None or ("enable = false" in body) or not (models or "enable" in match.group()):
            continue
        line = _line(text, match.start())
        pull = (Word("ollama", models[0].line), Word("pull", models[0].line)) if models else None
        commands: list[tuple[Word, ...] | None] = [(model,) for model in models]
        for command in commands or [None]:
            yield Workload(name=match["name"], line=line, product=product.id, entrypoint=pull, command=command)


def _models(text: str, name: str, body: str, start: int) -> Iterator[Word]:
    lists = [(match["items"], start + match.start("items")) for match in _MODELS.finditer(body)]
    apart = re.compile(rf"services\.{re.escape(name)}\.{_MODELS.pattern}")
    lists += [(match["items"], match.start("items")) for match in apart.finditer(text)]
    for items, at in lists:
        for match in _TEXT.finditer(items):
            yield Word(match["text"], _line(text, at + match.start()))


def _images(text: str) -> Iterator[Workload]:
    for match in within([*_IMAGE.finditer(text)], _MAX, "images"):
        line = _line(text, match.start())
        yield Workload(name="image", line=line, image=Word(match["text"], line))


def _settings(text: str) -> Iterator[Setting]:
    for match in within([*_VARIABLE.finditer(text)], _MAX, "variables"):
        yield setting(match["name"], match["text"], _line(text, match.start()))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

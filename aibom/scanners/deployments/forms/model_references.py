"""Joins custom resources of one file that point at each other: a resource with a model, and the one that serves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core import re
from aibom.core.lined import Lined, member
from aibom.scanners.configs.manifests import is_custom_group
from aibom.scanners.deployments.forms.containers import tables
from aibom.scanners.deployments.records import Asked, Word
from aibom.scanners.image_names import parse_image

_REFERENCE = re.compile(r"model(?:Ref|Reference|Name)?\Z|modelRef\w*\Z")
_ENGINES = ("runtime", "engine", "backend", "image")
_ADDRESS = re.compile(
    r"(?:hf|huggingface|s3|gs|oci|pvc)://[\w.-]+/|https://(?:huggingface\.co|hf\.co)/[\w.-]+/[\w.-]+/resolve/"
)


def engine_references(document: Lined) -> Iterator[tuple[str, str]]:
    """Names of resources that a resource takes its model from, with the id of the product that it runs."""
    spec = member(document.value, "spec")
    if not isinstance(spec, Mapping) or not is_custom_group(str(member(document.value, "apiVersion"))):
        return
    engine = next((id_ for key in _ENGINES if (id_ := _engine(key, spec.get(key)))), "")
    for key, value in spec.items() if engine else ():
        name = value.get("name") if isinstance(value, Mapping) else value
        if _REFERENCE.match(key) and isinstance(name, str) and name:
            yield name, engine


def _engine(key: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        return ""
    image = parse_image(value) if key == "image" else None
    found = products().of_image(image.name) if image is not None else products().of_name(value)
    return found.id if found is not None and found.type == "inference-server" else ""


def referenced_models(document: Lined, name: str, engines: Mapping[str, str]) -> Iterator[Asked]:
    """The addresses of models in a resource that another one of the file serves."""
    engine = engines.get(name)
    if engine is None or not is_custom_group(str(member(document.value, "apiVersion"))):
        return
    for table, _ in tables(document.value):
        for key, value in table.items():
            if isinstance(value, str) and _ADDRESS.match(value):
                yield Asked(Word(value, document.line_of(table, key)), engine)

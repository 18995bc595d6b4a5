"""CycloneDX XML, 1.0 to 1.7, as the CycloneDX JSON of the same version.

Read by our own bounded parser, which takes no document types, by the shape of the published XSD. Elements and
attributes that the XSD does not have (extensions of other tools) are told as lost.
"""

from __future__ import annotations

import re
from typing import Any

from aibom.bom.read import KNOWN_VERSIONS
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.xml import Element, parse_xml
from aibom.exchange.losses import Loss
from aibom.exchange.xml_schema import NAMESPACE, Child, Shape, schema

_WITHOUT_JSON = ("1.0", "1.1")
_NUMBERS = frozenset({"decimal", "float", "double"})
_WHOLE = frozenset({"integer", "positiveInteger", "nonNegativeInteger", "int", "long", "unsignedInt"})
# JSON's name of the text of a type, by an attribute that only such types have.
_TEXTS = (
    ("alg", "content"),
    ("content-type", "content"),
    ("encoding", "content"),
    ("flow", "classification"),
    ("acknowledgement", "expression"),
    ("name", "value"),
)
_CHILDREN = {"responses": "response"}
# Lists of what depends on what; those of compositions hold plain bom-refs.
_GRAPHS = ("bom.dependencies", ".runtimeTopology", ".taskDependencies")
# Fields that JSON has as lists and older XSDs as one element.
_LISTS = frozenset({"data"})


def read_xml(data: bytes, called: str) -> tuple[dict[str, Any], list[Loss]]:
    """The CycloneDX document in an XML file, and what JSON has no place for.

    Raises UsageError when it is damaged, holds a document type, or is no CycloneDX.
    """
    try:
        root, _ = parse_xml(data, called)
    except UnreadableError as error:
        place = f" at line {error.line}" if error.line else ""
        raise UsageError(f"{called} cannot be read as XML: {error.why}{place}.") from None
    version = _version(root)
    if root.tag != "bom" or version not in KNOWN_VERSIONS:
        raise UsageError(f"{called} is XML but not a CycloneDX BOM: it has no element 'bom' of a known version.")
    reader = _Reader()
    found = reader.read(root, schema(version).bom, "bom", "")
    stated = "1.2" if version in _WITHOUT_JSON else version
    head = {
        "$schema": f"http://cyclonedx.org/schema/bom-{stated}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": stated,
    }
    return head | (found if isinstance(found, dict) else {}), reader.losses


def _version(root: Element) -> str:
    names = (value for name, value in root.attributes.items() if name == "xmlns" or name.startswith("xmlns:"))
    match = next((value for value in names if value.startswith(NAMESPACE)), "")
    return match.removeprefix(NAMESPACE).strip("/")


class _Reader:
    """Reads elements by their type; `losses` collects what JSON has no place for."""

    def __init__(self) -> None:
        self.losses: list[Loss] = []

    def read(self, element: Element, shape: Shape, path: str, ref: str) -> Any:
        """The JSON value of an element."""
        ref = element.attributes.get("bom-ref", ref)
        if shape.is_reference:
            return element.attributes.get("ref", "")
        if path.endswith(_GRAPHS):
            return [_dependency(one) for one in self._known(element, shape, path, ref)]
        if shape.wrapped:
            item = shape.wrapped
            read = [self.read(one, item.shape, path + "[]", ref) for one in self._known(element, shape, path, ref)]
            return [{"text": one} for one in read] if item.name == "text" else read
        if "license" in shape.children or path.endswith((".datasets", ".environmentVars")):
            return [self._choice(one, shape, path + "[]", ref) for one in self._known(element, shape, path, ref)]
        if "dataflow" in shape.children:
            return [self._flow(one, shape, path + "[]", ref) for one in self._known(element, shape, path, ref)]
        return self._object(element, shape, path, ref)

    def _object(self, element: Element, shape: Shape, path: str, ref: str) -> Any:
        if shape.simple and not shape.attributes:
            return _value(element.text, shape.simple)
        found: dict[str, Any] = {}
        for name, text in element.attributes.items():
            if name in shape.attributes:
                found["contentType" if name == "content-type" else name] = _value(text, shape.attributes[name])
            elif not name.startswith(("xmlns", "xsi:", "xml:")):
                self.losses.append(Loss(ref=ref, field=f"{path}.@{name}"))
        if shape.simple:
            mark = next((key for attribute, key in _TEXTS if attribute in shape.attributes), "content")
            mark = "expression" if element.tag == "expression" else mark
            found[mark] = _value(element.text, shape.simple)
            return found
        for one in self._known(element, shape, path, ref):
            self._add(found, one, shape.children[one.tag], path, ref)
        # Tools stood in a plain list until 1.4, and may still.
        if set(found) == {"tool"} and path.endswith(".tools"):
            return found["tool"] if isinstance(found["tool"], list) else [found["tool"]]
        return found

    def _add(self, found: dict[str, Any], one: Element, child: Child, path: str, ref: str) -> None:
        key = _CHILDREN.get(child.name, child.name)
        value = self.read(one, child.shape, f"{path}.{key}", ref)
        if child.own and not child.shape.wrapped:
            found.setdefault(key, []).append(value)
        elif child.many and key in found:
            earlier = found[key] if isinstance(found[key], list) else [found[key]]
            found[key] = [*earlier, value]
        elif key in _LISTS and path.endswith(("components[]", ".component")) and not isinstance(value, list):
            found[key] = [value]
        else:
            found[key] = value

    def _known(self, element: Element, shape: Shape, path: str, ref: str) -> list[Element]:
        """The elements that the type knows; the others are told."""
        self.losses += [
            Loss(ref=ref, field=f"{path}.{one.tag}") for one in element.children if one.tag not in shape.children
        ]
        return [one for one in element.children if one.tag in shape.children]

    def _choice(self, one: Element, shape: Shape, path: str, ref: str) -> Any:
        value = self.read(one, shape.children[one.tag].shape, path, ref)
        if one.tag == "value":
            return value
        if one.tag in ("license", "ref"):
            return {one.tag: value}
        if isinstance(value, str):
            return {one.tag: value}
        return value

    def _flow(self, one: Element, shape: Shape, path: str, ref: str) -> Any:
        value = self.read(one, shape.children[one.tag].shape, path, ref)
        said = value.pop("classification", None) if one.tag == "dataflow" and isinstance(value, dict) else None
        return value | said if isinstance(said, dict) else value


def _dependency(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"ref": element.attributes.get("ref", "")}
    for tag, key in (("dependency", "dependsOn"), ("provides", "provides")):
        refs = [one.attributes.get("ref", "") for one in element.children if one.tag == tag]
        if refs:
            found[key] = refs
    return found


def _value(text: str, simple: str) -> Any:
    """A text as JSON has its type; what does not fit stays text, which validation then tells."""
    if simple == "boolean" and text in ("true", "false", "1", "0"):
        return text in ("true", "1")
    if simple in _WHOLE and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if simple in _NUMBERS and re.fullmatch(r"-?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?", text):
        number = float(text)
        return int(number) if number.is_integer() and "." not in text else number
    return text

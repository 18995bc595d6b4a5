"""CycloneDX JSON as CycloneDX XML of the same version, 1.5 to 1.7, in the order that the XSD wants.

What the XML form has no place for is told as lost.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree as Tree  # writing only: nothing from outside is parsed with it

from aibom.bom.write import SPEC_VERSIONS
from aibom.core import re
from aibom.core.errors import UsageError
from aibom.core.json import parse_json
from aibom.exchange.cyclonedx import to_version
from aibom.exchange.losses import Loss
from aibom.exchange.xml_schema import NAMESPACE, Child, Shape, schema

# What XML 1.0 cannot hold is written visibly, as this tool does in its own BOMs.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Names that JSON spells otherwise.
_ATTRIBUTES = {"content-type": "contentType"}
_CHILDREN = {"responses": "response"}
_TEXTS = ("content", "value", "expression", "classification", "text", "url")
# What an XML document says by its namespace.
_BY_NAMESPACE = ("bomFormat", "specVersion", "$schema")


def to_xml(document: Mapping[str, Any], *, spec_version: str) -> tuple[bytes, list[Loss]]:
    """The XML of a document and what it could not hold.

    Raises UsageError when the version has no XSD here, or the document cannot be written in it.
    """
    if spec_version not in SPEC_VERSIONS:
        raise UsageError(f"CycloneDX {spec_version} cannot be written; choose one of {', '.join(SPEC_VERSIONS)}.")
    losses: list[Loss] = []
    if document.get("specVersion") != spec_version:
        turned = to_version(document, spec_version)
        losses += turned["losses"]
        parsed = parse_json(turned["data"], "BOM")
        document = parsed if isinstance(parsed, dict) else {}
    raw = {key: value for key, value in copy.deepcopy(dict(document)).items() if key not in _BY_NAMESPACE}
    root = Tree.Element("bom", {"xmlns": NAMESPACE + spec_version})
    writer = _Writer()
    writer.fill(root, raw, schema(spec_version).bom, "", "")
    Tree.indent(root)
    data = Tree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return data, [*losses, *sorted(_counted(writer.losses))]


def _counted(losses: list[tuple[str, str]]) -> list[Loss]:
    return [Loss(ref=ref, field=field, count=losses.count((ref, field))) for ref, field in sorted(set(losses))]


class _Writer:
    """Writes values into elements; `losses` are (bom-ref, field) of what has no place."""

    def __init__(self) -> None:
        self.losses: list[tuple[str, str]] = []
        # By an element that only such a list holds.
        self._special: dict[str, Callable[[Tree.Element, list[Any], Shape, str, str], None]] = {
            "dependency": self._dependencies,
            "license": self._licences,
            "dataflow": self._flows,
        }

    def fill(self, element: Tree.Element, value: Any, shape: Shape, ref: str, path: str) -> None:
        """Write a value of a type into its element."""
        if isinstance(value, Mapping):
            self._object(element, value, shape, ref, path)
        elif isinstance(value, list):
            self._list(element, value, shape, ref, path)
        elif value is None or (not shape.simple and not shape.is_reference):
            self.losses.append((ref, path))
        elif shape.is_reference:
            element.set("ref", _text(value))
        else:
            element.text = _text(value)

    def _object(self, element: Tree.Element, value: Mapping[str, Any], shape: Shape, ref: str, path: str) -> None:
        left = dict(value)
        own = value.get("bom-ref")
        ref = own if isinstance(own, str) else ref
        children = shape.children
        for name in shape.attributes:
            found = left.get(_ATTRIBUTES.get(name, name))
            if isinstance(found, str | int | float) and name not in children:
                element.set(name, _text(left.pop(_ATTRIBUTES.get(name, name))))
        if shape.simple:
            key = next((key for key in _TEXTS if isinstance(left.get(key), str | int | float)), None)
            element.text = _text(left.pop(key)) if key else None
        for name, child in children.items():
            key = name if name in left else _CHILDREN.get(name, name)
            if key in left:
                self._child(element, left.pop(key), child, ref, f"{path}.{key}" if path else key)
        self.losses += [(ref, f"{path}.{name}" if path else name) for name, one in left.items() if one not in ([], {})]

    def _child(self, parent: Tree.Element, value: Any, child: Child, ref: str, path: str) -> None:
        if isinstance(value, list) and child.many and not child.shape.wrapped:
            for one in value:
                self.fill(Tree.SubElement(parent, child.name), one, child.shape, ref, path + "[]")
            return
        element = Tree.SubElement(parent, child.name)
        special = next((self._special[mark] for mark in self._special if mark in child.shape.children), None)
        if special and isinstance(value, list) and (child.name != "dependencies" or path == "dependencies"):
            special(element, value, child.shape, ref, path + "[]")
        else:
            self.fill(element, value, child.shape, ref, path)

    def _list(self, element: Tree.Element, value: list[Any], shape: Shape, ref: str, path: str) -> None:
        """Each value in the element that such lists repeat; a type that is no list takes the first value only."""
        for number, one in enumerate(value):
            item = shape.wrapped or _item(one, shape, path)
            if item is not None:
                inner = one[item.name] if _is_choice(one, item) else one
                self.fill(Tree.SubElement(element, item.name), inner, item.shape, ref, path + "[]")
            elif number == 0 and isinstance(one, Mapping):
                self.fill(element, one, shape, ref, path + "[]")
            else:
                self.losses.append((ref, path + "[]"))

    def _dependencies(self, element: Tree.Element, value: list[Any], shape: Shape, ref: str, path: str) -> None:
        for one in value:
            if not isinstance(one, Mapping) or not isinstance(one.get("ref"), str):
                self.losses.append((ref, path))
                continue
            node = Tree.SubElement(element, "dependency", {"ref": one["ref"]})
            for member, name in (("dependsOn", "dependency"), ("provides", "provides")):
                targets = one.get(member)
                for target in targets if isinstance(targets, list) else ():
                    Tree.SubElement(node, name, {"ref": _text(target)})
                if targets and not isinstance(targets, list):
                    self.losses.append((ref, f"{path}.{member}"))

    def _licences(self, element: Tree.Element, value: list[Any], shape: Shape, ref: str, path: str) -> None:
        children = shape.children
        for one in value:
            if isinstance(one, Mapping) and isinstance(one.get("license"), Mapping):
                made = Tree.SubElement(element, "license")
                self.fill(made, one["license"], children["license"].shape, ref, path + ".license")
            elif isinstance(one, Mapping) and "expression" in one:
                name = "expression" if "expression" in children else "expression-detailed"
                self.fill(Tree.SubElement(element, name), one, children[name].shape, ref, path)
            else:
                self.losses.append((ref, path))

    def _flows(self, element: Tree.Element, value: list[Any], shape: Shape, ref: str, path: str) -> None:
        """Data flows of a service: direction and classification stand in one element."""
        flow = shape.children["dataflow"]
        for one in value:
            if not isinstance(one, Mapping):
                self.losses.append((ref, path))
                continue
            left = dict(one)
            said = {"flow": left.pop("flow", "unknown"), "classification": left.pop("classification", "")}
            self.fill(Tree.SubElement(element, "dataflow"), left | {"classification": said}, flow.shape, ref, path)


def _item(value: Any, shape: Shape, path: str) -> Child | None:
    """The element for a value of a list whose type knows several: the one that the value names, else the one whose
    name is the list's in the singular."""
    repeated = [one for one in shape.children.values() if one.many]
    if isinstance(value, str) and "value" in shape.children:
        return shape.children["value"]
    chosen = next((one for one in repeated if _is_choice(value, one)), None)
    return chosen or next((one for one in repeated if path.endswith(f"{one.name}s")), None)


def _is_choice(value: Any, child: Child) -> bool:
    return isinstance(value, Mapping) and set(value) == {child.name}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", value) if isinstance(value, str) else repr(value)

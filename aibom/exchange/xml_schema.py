"""The shape of CycloneDX XML, read from the published XSD that cyclonedx-python-lib ships: which elements stand in
which order in which type, which of them repeat, which values are attributes. JSON and XML name almost everything alike,
so this is all that a conversion needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from aibom.core.xml import Element, parse_xml

NAMESPACE = "http://cyclonedx.org/schema/bom/"
_GROUPS = ("sequence", "choice", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An element inside a type: its name, the node that defines its type, whether it may repeat, and whether the
    element itself says so (`own`) or a group around it, as groups do that only want to allow any order."""

    name: str
    shape: Shape
    many: bool
    own: bool


@dataclass(slots=True)
class Shape:
    """A type. `simple` names the simple type of its text ("" = it has none); `children` are filled when asked for."""

    node: Element | None
    schema: Schema
    simple: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    _children: dict[str, Child] | None = None

    @property
    def children(self) -> dict[str, Child]:
        """The elements in it, in the order of the schema."""
        if self._children is None:
            self._children = {}
            if self.node is not None:
                self.schema.fill(self, self.node)
        return self._children

    @property
    def wrapped(self) -> Child | None:
        """The one repeated element, where the type is nothing but a list of it."""
        children = self.children
        only = next(iter(children.values())) if len(children) == 1 else None
        return only if only and only.many and not self.attributes and not self.simple else None

    @property
    def is_reference(self) -> bool:
        """Whether it is nothing but a bom-ref."""
        return not self.children and not self.simple and set(self.attributes) == {"ref"}


class Schema:
    """One version of the XSD."""

    def __init__(self, root: Element) -> None:
        named = [one for one in root.children if "name" in one.attributes]
        self._types = {one.attributes["name"]: one for one in named if one.tag in ("complexType", "simpleType")}
        self._groups = {one.attributes["name"]: one for one in named if one.tag == "attributeGroup"}
        self._made: dict[str, Shape] = {}
        bom = next(one for one in root.children if one.tag == "element" and one.attributes.get("name") == "bom")
        self.bom = self._shape(bom)

    def _shape(self, element: Element) -> Shape:
        type_ = element.attributes.get("type", "")
        inline = element.first("complexType")
        if inline is not None:
            return self._complex(inline)
        prefix, _, name = type_.rpartition(":")
        if prefix == "bom" and name in self._types:
            return self._named(name)
        restriction = element.first("simpleType", "restriction")
        base = restriction.attributes.get("base", "") if restriction else ""
        return Shape(None, self, simple=name or base.rpartition(":")[2] or "string")

    def _named(self, name: str) -> Shape:
        if name not in self._made:
            node = self._types[name]
            if node.tag == "complexType":
                self._made[name] = self._complex(node)
            else:
                restriction = node.first("restriction")
                base = restriction.attributes.get("base", "string") if restriction else "string"
                prefix, _, inner = base.rpartition(":")
                known = prefix == "bom" and inner in self._types and inner != name
                self._made[name] = Shape(None, self, simple=self._named(inner).simple if known else inner)
        return self._made[name]

    def _complex(self, node: Element) -> Shape:
        shape = Shape(node, self)
        for extension in (*node.all("simpleContent", "extension"), *node.all("complexContent", "extension")):
            self._attributes(shape, extension)
        if text := node.first("simpleContent", "extension"):
            shape.simple = text.attributes.get("base", "string").rpartition(":")[2]
        self._attributes(shape, node)
        return shape

    def _attributes(self, shape: Shape, node: Element) -> None:
        groups = [
            self._groups.get(one.attributes.get("ref", "").rpartition(":")[2]) for one in node.all("attributeGroup")
        ]
        for one in (*node.all("attribute"), *(attr for group in groups if group for attr in group.all("attribute"))):
            name = one.attributes.get("name")
            if name:
                shape.attributes[name] = one.attributes.get("type", "").rpartition(":")[2]

    def fill(self, shape: Shape, node: Element) -> None:
        """Add the elements below a node of the schema to a type."""
        for extension in node.all("complexContent", "extension"):
            base = self._types.get(extension.attributes.get("base", "").rpartition(":")[2])
            if base is not None:
                self._attributes(shape, base)
                self.fill(shape, base)
            self.fill(shape, extension)
        for element, many in _elements(node, many=False):
            name = element.attributes.get("name") or element.attributes.get("ref", "").rpartition(":")[2]
            made = shape._children if shape._children is not None else {}
            known = made.get(name)
            made[name] = Child(
                name=name,
                shape=self._shape(element),
                many=many or (known is not None and known.many),
                own=element.attributes.get("maxOccurs") == "unbounded",
            )


def _elements(node: Element, *, many: bool) -> Iterator[tuple[Element, bool]]:
    for one in node.children:
        repeats = many or one.attributes.get("maxOccurs") == "unbounded"
        if one.tag == "element":
            yield one, repeats
        elif one.tag in _GROUPS:
            yield from _elements(one, many=repeats)


@cache
def schema(spec_version: str) -> Schema:
    """The XSD of a version, 1.5 to 1.7."""
    path = resources.files("cyclonedx.schema._res").joinpath(f"bom-{spec_version}.SNAPSHOT.xsd")
    return Schema(parse_xml(path.read_bytes(), f"bom-{spec_version}.xsd")[0])

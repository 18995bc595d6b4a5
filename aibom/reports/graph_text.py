"""The graph of a BOM as text for drawing programs: Mermaid (flowchart) and DOT (Graphviz).

Names come from what was scanned: identifiers are made here, and labels are escaped for the language they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from aibom.bom.facts import ComponentFacts
from aibom.core.text import printable
from aibom.model.component import Relation
from aibom.model.kinds import Kind
from aibom.reports.graph_choice import Choice

_MAX_LABEL = 80
# What a trust zone is called, and whether data that goes there leaves our hands (docs/bom.md, Trust zones).
ZONES: Mapping[str, tuple[str, bool]] = {
    "application": ("deployed with the application", False),
    "local": ("same machine", False),
    "user-machine": ("the user's machine", False),
    "internal": ("internal network", True),
    "third-party": ("third party", True),
}
_MERMAID_SHAPES: dict[str, tuple[str, str]] = {
    Kind.APPLICATION: ("[[", "]]"),
    Kind.AGENT: ("{{", "}}"),
    Kind.MODEL: ("([", "])"),
}
_MERMAID_SHAPES |= {Kind.DATASET: ("[(", ")]"), Kind.SERVICE: ("(", ")")}
_DOT_SHAPES: Mapping[str, str] = {
    Kind.APPLICATION: "box3d",
    Kind.AGENT: "hexagon",
    Kind.MODEL: "ellipse",
    Kind.DATASET: "cylinder",
}
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./:@+,='?!*~")


def to_mermaid(choice: Choice) -> bytes:
    """A Mermaid flowchart, UTF-8; relations across a trust boundary are thick."""
    ids, zones = _ids(choice), {one.ref: zone_of(one) for one in choice.components}
    lines = ["flowchart LR", *(f"  %% {text}" for text in left_out(choice))]
    for zone, members in _zones(choice.components):
        nodes = [f"{ids[one.ref]}{_mermaid_node(one)}" for one in members]
        if zone:
            lines.append(f'  subgraph zone_{zone.replace("-", "_")}["{_mermaid(ZONES[zone][0])}"]')
            lines += [*(f"    {node}" for node in nodes), "  end"]
        else:
            lines += [f"  {node}" for node in nodes]
    for edge in choice.relations:
        arrow = "==>" if _crosses(edge, zones) else "-->"
        lines.append(f"  {ids[edge.source]} {arrow}|{edge.kind}| {ids[edge.target]}")
    lines += [f'  left_out["{_mermaid(text)}"]' for text in left_out(choice)[:1]]
    return ("\n".join(lines) + "\n").encode()


def to_dot(choice: Choice) -> bytes:
    """A directed graph for Graphviz, UTF-8; relations across a trust boundary are bold."""
    ids, zones = _ids(choice), {one.ref: zone_of(one) for one in choice.components}
    lines = ["digraph aibom {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    lines += [f"  // {text}" for text in left_out(choice)]
    for zone, members in _zones(choice.components):
        nodes = [f"{ids[one.ref]} {_dot_node(one)};" for one in members]
        if zone:
            lines.append(f"  subgraph cluster_{zone.replace('-', '_')} {{ label={_dot(ZONES[zone][0])}; style=dashed;")
            lines += [*(f"    {node}" for node in nodes), "  }"]
        else:
            lines += [f"  {node}" for node in nodes]
    for edge in choice.relations:
        bold = ", style=bold" if _crosses(edge, zones) else ""
        lines.append(f"  {ids[edge.source]} -> {ids[edge.target]} [label={_dot(edge.kind)}{bold}];")
    lines += [f"  left_out [shape=note, label={_dot(text)}];" for text in left_out(choice)[:1]]
    return ("\n".join([*lines, "}"]) + "\n").encode()


GRAPH_FORMATS: Mapping[str, Callable[[Choice], bytes]] = {"mermaid": to_mermaid, "dot": to_dot}


def left_out(choice: Choice) -> Sequence[str]:
    """What the drawing does not show, one sentence each; what did not fit comes first."""
    texts = []
    if choice.left_others:
        texts.append(f"{_are(choice.left_others, 'further component', 'further components')} not drawn")
    if choice.left_libraries:
        texts.append(f"{_are(choice.left_libraries, 'library', 'libraries')} not drawn (see --libraries)")
    return texts


def _are(count: int, one: str, many: str) -> str:
    return f"1 {one} is" if count == 1 else f"{count:,} {many} are"


def _ids(choice: Choice) -> Mapping[str, str]:
    return {one.ref: f"n{number}" for number, one in enumerate(choice.components)}


def _zones(components: Sequence[ComponentFacts]) -> Iterator[tuple[str, list[ComponentFacts]]]:
    """Components by trust zone, those without one ("") first."""
    for zone in ("", *ZONES):
        members = [one for one in components if zone_of(one) == zone]
        if members:
            yield zone, members


def zone_of(component: ComponentFacts) -> str:
    """The trust zone (a key of ZONES), or "" when it states none that we know."""
    zone = component.values.get("trust_zone")
    return zone if isinstance(zone, str) and zone in ZONES else ""


def _crosses(edge: Relation, zones: Mapping[str, str]) -> bool:
    """Whether it leads out of our hands: into a zone beyond the boundary, from another one."""
    there = zones[edge.target]
    return bool(there) and ZONES[there][1] and zones[edge.source] != there


def _label(component: ComponentFacts) -> str:
    version = component.values.get("version")
    named = f"{component.name} {version}" if isinstance(version, str) else component.name
    return printable(named, _MAX_LABEL)


def _mermaid_node(component: ComponentFacts) -> str:
    before, after = _MERMAID_SHAPES.get(component.kind, ("[", "]"))
    return f'{before}"{_mermaid(component.kind)}: {_mermaid(_label(component))}"{after}'


def _mermaid(text: str) -> str:
    """Every character that could mean something to Mermaid or HTML as a numbered entity (`#60;`)."""
    return "".join(char if char in _SAFE or char.isalpha() else f"#{ord(char)};" for char in text)


def _dot_node(component: ComponentFacts) -> str:
    shape = _DOT_SHAPES.get(component.kind)
    return f"[label={_dot(f'{component.kind}: {_label(component)}')}{f', shape={shape}' if shape else ''}]"


def _dot(text: str) -> str:
    """A quoted string of DOT: no escape sequence (`\\N`) and no entity survives."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'

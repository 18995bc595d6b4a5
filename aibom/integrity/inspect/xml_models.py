"""Models in XML: PMML and OpenVINO. External entities, scripts, extensions."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.formats.xml_scan import XmlScan, scan_xml
from aibom.integrity.inspect.base import Glance, Session
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious, problems, suspicious, unknown
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

_DOTTED = re.compile(r"(?:[A-Za-z_$][\w$]*\.){2,}[A-Za-z_$][\w$]*\Z")
_JAVA = re.compile(
    r"java\.lang\.|javax\.script|javax\.naming|ProcessBuilder|ScriptEngine|Runtime\.getRuntime|jndi:|ldap://|rmi://"
)
_SCRIPT = frozenset(("script", "javascript", "scriptblock"))
_FORMATS = {"PMML": "pmml", "net": "openvino"}


class XmlModelInspector:
    """See the module's docstring."""

    name = "xml-model"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        start = glance.head.replace(b"\0", b"")[:8192].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not start.startswith(b"<"):
            return False
        return glance.extension == "pmml" or bool(
            re.search(rb"<(?:\w+:)?(?:PMML|net)[\s>]", glance.head.replace(b"\0", b""))
        )

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        found: list[Signal] = []
        scan = scan_xml(glance.blob.stream(), lambda name, attributes, text: _element(name, attributes, text, found))
        format_ = _FORMATS.get(scan.root) or (
            "pmml" if glance.extension == "pmml" or b"<PMML" in glance.head else "openvino"
        )
        session.format(format_)
        yield from problems(format_, scan.problems)
        yield from _declared(scan)
        seen = dict.fromkeys(found)
        yield from list(seen)[:200]


def _declared(scan: XmlScan) -> Iterator[Signal]:
    for one in scan.entities:
        if one.system:
            yield malicious("xml-external-entity", f"the entity {one.name} is read from {one.system!r}")
        else:
            yield suspicious("xml-entity", f"the entity {one.name} is declared, which no model needs")
    if scan.doctype and (scan.doctype_system or not scan.entities):
        outside = f", read from {scan.doctype_system!r}" if scan.doctype_system else ""
        yield suspicious("xml-doctype", f"a document type is declared{outside}")
    for target, data in scan.instructions:
        if target != "xml":
            yield suspicious("xml-instruction", f"the processing instruction {target} {data[:80]}")


def _element(name: str, attributes: dict[str, str], text: str, found: list[Signal]) -> None:
    if len(found) > 2000:
        return
    lower = name.lower()
    if lower in _SCRIPT:
        found.append(malicious("xml-script", f"a <{name}> holds code"))
    elif lower == "include" and "href" in attributes:
        found.append(malicious("xml-include", f"XInclude reads {attributes['href']!r}"))
    for piece in (text, *attributes.values()):
        word = code_in(piece.encode("utf-8", "replace")) or next(iter(_JAVA.findall(piece)), "")
        if word:
            found.append(malicious("xml-code", f"<{name}> holds code ({word})"))
    if name in ("Apply", "DefineFunction"):
        function = attributes.get("function") or attributes.get("name") or ""
        if _DOTTED.match(function):
            found.append(unknown("pmml-foreign-function", f"the function {function} is a class of the application"))
    if name == "layer":
        _layer(attributes, found)
    if name == "data" and not {"library", "so", "dll"}.isdisjoint(attributes):
        found.append(suspicious("openvino-library", "an operator's data names a library"))
    found += _file_names(name, attributes)


def _file_names(name: str, attributes: dict[str, str]) -> Iterator[Signal]:
    for key in ("path", "file", "filename", "location", "bin_path"):
        if key in attributes and escapes(attributes[key]):
            yield malicious("xml-path", f"<{name}> reads {attributes[key]!r}, which {escapes(attributes[key])}")


def _layer(attributes: dict[str, str], found: list[Signal]) -> None:
    """OpenVINO: operators of an opset; "extension" and other words need a library (`core.add_extension`)."""
    version = attributes.get("version", "opset1")
    if version == "extension" or not re.fullmatch(
        r"opset\d{1,2}|ie_internal_opset|gpu_opset|cpu_plugin_opset|experimental", version
    ):
        kind = attributes.get("type", "?")
        found.append(unknown("openvino-extension", f"the operator {kind} of {version!r} needs a library of its own"))
    for key in ("library", "extension", "so", "dll"):
        if key in attributes:
            found.append(suspicious("openvino-library", f"a layer names the library {attributes[key]!r}"))

"""Relationships of SPDX 3: dependencies, what is contained, training data, base models, licences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.properties import RELATION_PREFIX
from aibom.core.json import copy_json
from aibom.exchange.spdx3_graph import Graph, texts
from aibom.exchange.spdx3_licences import expression_of
from aibom.exchange.spdx3_words import TERMS
from aibom.exchange.spdx_licences import LicenceTexts, choices, known_expression, take_expressions

_DEPENDS = frozenset(
    "dependsOn hasPrerequisite hasDynamicLink hasStaticLink hasOptionalDependency hasProvidedDependency"
    " hasDependencyManifest hasRequirement".split()
)
_TYPED = {
    "contains": "contains",
    "testedOn": "evaluated-on",
    "usesTool": "has-tool",
}
_LICENCES = {"hasDeclaredLicense": 0, "hasConcludedLicense": 1}


class RelationReader:
    """Reads the relationships of one graph; `placed` gives a component what they say of it."""

    def __init__(self, graph: Graph, refs: Mapping[str, str], spec_version: str) -> None:
        self.graph, self.refs, self.spec_version = graph, refs, spec_version
        self.warnings: list[str] = []
        self._edges: dict[str, set[str]] = {}
        self._typed: dict[str, set[tuple[str, str]]] = {}
        self._trained: dict[str, set[str]] = {}
        self._ancestors: dict[str, list[str]] = {}
        self._licences: dict[str, list[list[str]]] = {}
        self._completeness: dict[str, list[str]] = {}
        self._texts = LicenceTexts()

    def read(self) -> None:
        """Take every relationship that has a meaning here; of the others the targets stay."""
        for _, one in self.graph.of_type("Relationship", "LifecycleScopedRelationship"):
            source, kind = one.get("from"), str(one.get("relationshipType"))
            if isinstance(source, str) and source in self.refs:
                self._take(source, kind, one)

    def _take(self, source: str, kind: str, one: dict[str, Any]) -> None:
        targets = texts(one.get("to"))
        if kind in _LICENCES:
            stated = self._licences.setdefault(source, [[], []])
            stated[_LICENCES[kind]] += [text for key in targets if (text := self._expression(key))]
            one["to"] = []
            return
        if kind == "descendantOf":
            self._ancestors.setdefault(source, []).extend(targets)
            one["to"] = []
            return
        known = {self.refs[key] for key in targets if key in self.refs}
        if kind in _DEPENDS:
            self._edges.setdefault(self.refs[source], set()).update(known)
            if word := one.get("completeness"):
                self._completeness.setdefault(str(word), []).append(self.refs[source])
        elif kind == "trainedOn":
            self._trained.setdefault(source, set()).update(known)
        elif kind in _TYPED:
            self._typed.setdefault(source, set()).update((_TYPED[kind], ref) for ref in known)
        else:
            return
        one["to"] = [key for key in targets if key not in self.refs and not key.startswith(TERMS)]

    def _expression(self, key: str) -> str:
        text = expression_of(self.graph, key, self._texts)
        before = set(self._texts.texts)
        known = known_expression(text, self._texts)
        for ref in sorted(set(self._texts.texts) - before):
            name = self._texts.texts[ref][0]
            if name != ref:
                self.warnings.append(f"'{name[:100]}' is no licence of the SPDX list known here; it is kept by name.")
        return known

    def placed(self, key: str, component: dict[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
        """The component with its licences, data sets, base models and typed relations."""
        declared, concluded = (self._joined(texts_) for texts_ in self._licences.get(key, ([], [])))
        listed = carried.get("licenses")
        if isinstance(listed, list) and _same(listed, declared, concluded):
            component["licenses"] = listed
        elif found := choices(declared, concluded, self._texts.texts, self.spec_version):
            component["licenses"] = found
        self._add_training(key, component)
        if ancestors := [made for end in self._ancestors.get(key, ()) if (made := self._ancestor(end))]:
            component["pedigree"] = {"ancestors": ancestors}
        typed = sorted(self._typed.get(key, ()))
        properties = component.get("properties", [])
        stated = {(one["name"], one["value"]) for one in properties}
        added = [
            {"name": RELATION_PREFIX + kind, "value": ref}
            for kind, ref in typed
            if (RELATION_PREFIX + kind, ref) not in stated
        ]
        if added:
            component["properties"] = [*properties, *added]
        return component

    def _joined(self, expressions: list[str]) -> str:
        parts = sorted(set(expressions))
        return parts[0] if len(parts) == 1 else " AND ".join(f"({one})" if " " in one else one for one in parts)

    def _add_training(self, key: str, component: dict[str, Any]) -> None:
        """Data sets in the model card, but for those that a property names already."""
        name = f"{RELATION_PREFIX}trained-on"
        stated = {one["value"] for one in component.get("properties", ()) if one["name"] == name}
        refs = sorted(self._trained.get(key, set()) - stated)
        if refs and component.get("type") == "machine-learning-model":
            parameters = component.setdefault("modelCard", {}).setdefault("modelParameters", {})
            parameters["datasets"] = [{"ref": ref} for ref in refs]
        elif refs:
            component["properties"] = [
                *component.get("properties", ()),
                *({"name": name, "value": ref} for ref in refs),
            ]

    def _ancestor(self, key: str) -> dict[str, str]:
        element = self.graph.elements.get(key)
        name = element.get("name") if element else None
        if element is None or not isinstance(name, str):
            return {}
        group, slash, plain = name.rpartition("/")
        made = {"type": "machine-learning-model"} | ({"group": group} if slash else {}) | {"name": plain}
        for field, theirs in (("version", "software_packageVersion"), ("purl", "software_packageUrl")):
            if isinstance(element.get(theirs), str):
                made[field] = element[theirs]
        return made

    def result(self) -> dict[str, Any]:
        """`dependencies`, and `compositions` that say how complete they are."""
        edges = [
            {"ref": ref} | ({"dependsOn": sorted(targets)} if targets else {})
            for ref, targets in sorted(self._edges.items())
        ]
        words = {"complete": "complete", "incomplete": "incomplete"}
        compositions = [
            {"aggregate": words[word], "dependencies": sorted(set(refs))}
            for word, refs in sorted(self._completeness.items())
            if word in words
        ]
        return {"dependencies": edges} | ({"compositions": compositions} if compositions else {})


def _same(listed: list[Any], declared: str, concluded: str) -> bool:
    """Whether a list of licences says what the relationships say, so that nothing was changed since."""
    again = copy_json({"licenses": listed})
    return take_expressions(again, LicenceTexts()) == (declared, concluded)

"""The JSON Schemas of rules, packs, exceptions and approvals, made of the tables that the loader itself uses.

They are for editors (completion, help, squiggles) and for other programs; the loader checks more than they can
say. The files under schemas/ are written from here, and a test fails when they are stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aibom.model.kinds import Kind, RelationKind, Severity
from aibom.policy import approvals, exceptions
from aibom.policy.operators import OPERATORS, QUANTIFIERS, Operand, Operator
from aibom.policy.pack import VERSION
from aibom.policy.params import TYPES
from aibom.policy.paths import ITEM, Path, Subject, ValueType, scope_of
from aibom.policy.rule import AUDIENCES, CONFIDENCES, ID, NAME, TAG, UnknownPolicy

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string", "minLength": 1}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PARAM: Schema = {"type": "string", "pattern": "^\\$", "description": "The value of a parameter: $name."}
_BOUND_NAMES = ("lt", "lte", "gt", "gte", "eq")
_LISTS = (ValueType.STRINGS, ValueType.LICENCES, ValueType.OBJECTS)
_UNRESOLVED: Schema = {
    "type": "object",
    "properties": {"unresolved": {"type": "string"}},
    "required": ["unresolved"],
    "additionalProperties": False,
}


def _texts(description: str = "") -> Schema:
    return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]} | ({"description": description} if description else {})


def _object(properties: Mapping[str, Schema], required: Iterable[str] = (), description: str = "") -> Schema:
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if required:
        schema["required"] = list(required)
    return schema | ({"description": description} if description else {})


def _document(name: str, title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "$id": f"{name}.schema.json", "title": title} | schema


def rule_schema() -> Schema:
    """schemas/rule.schema.json"""
    rule = _object(_rule_properties(), ("id", "name", "severity", "tags", "when", "message", "why", "fix", "tests"))
    rule["$defs"] = _definitions()
    rule["allOf"] = [
        {
            "if": {"properties": {"subject": {"const": subject.value}}, "required": ["subject"]},
            "then": _predicates(subject),
        }
        for subject in (Subject.BOM, Subject.EXCEPTION, Subject.VEX)
    ]
    rule["allOf"].append({"if": {"not": {"required": ["subject"]}}, "then": _predicates(Subject.COMPONENT)})
    return _document("rule", "aibom policy rule", rule)


def _predicates(subject: Subject) -> Schema:
    reference = {"$ref": f"#/$defs/{subject.value}"}
    return {"properties": {"select": reference, "when": reference}}


def _rule_properties() -> dict[str, Schema]:
    param: dict[str, Schema] = {
        "type": {"enum": list(TYPES), "description": "What a value must be."},
        "default": {"description": "The value that counts when nobody sets one; every rule runs without settings."},
        "description": _TEXT | {"description": "What the parameter is for."},
    }
    words = [f"{policy.value}" for policy in UnknownPolicy]
    return {
        "id": _TEXT | {"pattern": _pattern(ID.pattern), "description": "Capitals then digits; never given twice."},
        "name": _TEXT | {"pattern": _pattern(NAME.pattern), "description": "Lower-case words joined by hyphens."},
        "severity": {"enum": [*Severity], "description": "How much harm a finding stands for."},
        "confidence": {"enum": list(CONFIDENCES), "description": "How sure the finding is, apart from its harm."},
        "audience": {"enum": list(AUDIENCES), "description": "Who can act on a finding."},
        "tags": {
            "type": "array",
            "items": _TEXT | {"pattern": _pattern(TAG.pattern)},
            "maxItems": 20,
            "description": "Packs select by tag: topics, requirement rows (S2.3), CWE and ATLAS ids.",
        },
        "subject": {"enum": [*Subject], "description": "What the rule is about; a component when it is not said."},
        "params": {
            "type": "object",
            "additionalProperties": _object(param, ("type", "default")),
            "description": "Values that packs may set; predicates name them as $name.",
        },
        "let": {"type": "object", "description": "Named predicates; `is: name` stands for them."},
        "select": {"description": "What the rule looks at at all. Joined to `when` by and."},
        "when": {"description": "What makes a finding."},
        "unknown": {"enum": words, "description": "What becomes of a result that nobody can tell: default ignore."},
        "discriminator": _TEXT | {"description": "A fact, list.member, or target: one finding for each value of it."},
        "message": _TEXT | {"description": "One sentence; ${path|default} is the only interpolation."},
        "unknown_message": _TEXT | {"description": "What is said instead when nobody can tell whether it holds."},
        "why": _TEXT | {"description": "Why it matters."},
        "fix": _TEXT | {"description": "What to do."},
        "refs": {"type": "array", "items": {"type": "string", "pattern": "^https://"}, "description": "Addresses."},
        "tests": {"type": "array", "items": _example(), "description": "At least one finding and one pass."},
    }


def _pattern(python: str) -> str:
    return "^" + python.removesuffix("\\Z") + "$"


def _example() -> Schema:
    relation = {"from": _TEXT, "kind": {"enum": [*RelationKind]}, "to": _TEXT}
    return _object(
        {
            "name": _TEXT,
            "component": {"$ref": "#/$defs/component-facts"},
            "bom": {"$ref": "#/$defs/bom-facts"},
            "exception": {"$ref": "#/$defs/exception-facts"},
            "vex": {"$ref": "#/$defs/vex-facts"},
            "with": {"type": "array", "items": {"$ref": "#/$defs/component-facts"}},
            "relations": {"type": "array", "items": _object(relation, relation)},
            "params": {"type": "object"},
            "as_of": _DAY | {"description": "The day of the check; 2026-01-01 when it is not said."},
            "expect": {"enum": ["finding", "pass", "unknown"]},
            "message": _TEXT | {"description": "The message that is expected, to the letter."},
        },
        ("name", "expect"),
    )


def _definitions() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for subject in Subject:
        paths = scope_of(subject).paths
        found[subject.value] = _predicate(f"#/$defs/{subject.value}", paths, subject, in_item=False)
        found[f"{subject.value}-facts"] = _object(
            {name: {"description": path.meaning} | _fact(path) for name, path in paths.items()}
        )
        for name, path in paths.items():
            if path.type is ValueType.OBJECTS:
                key = f"{subject.value}-{name}-item"
                found[key] = _predicate(f"#/$defs/{key}", path.members, subject, in_item=True)
    found["text-item"] = {"anyOf": [_TEXT, _operators(ITEM, "")]}
    return found | _shared()


def _fact(path: Path) -> Schema:
    types = {ValueType.NUMBER: "number", ValueType.BOOLEAN: "boolean"} | dict.fromkeys(_LISTS, "array")
    value: Schema = {"enum": sorted(path.values)} if path.values else {"type": types.get(path.type, "string")}
    return {"anyOf": [value, {"type": "null"}, _UNRESOLVED]}


def _predicate(reference: str, paths: Mapping[str, Path], subject: Subject, in_item: bool) -> Schema:
    same, component = {"$ref": reference}, {"$ref": "#/$defs/component"}
    properties: dict[str, Schema] = {
        "all": {"type": "array", "items": same, "minItems": 1, "description": "All of these hold."},
        "any": {"type": "array", "items": same, "minItems": 1, "description": "At least one of these holds."},
        "not": same | {"description": "This does not hold."},
        "is": _TEXT | {"description": "The predicate that `let` gives this name."},
    }
    if not in_item:
        bounds = {name: {"anyOf": [{"type": "number"}, _PARAM]} for name in _BOUND_NAMES}
        what = "Components of the whole BOM that `of` holds of"
        properties["count"] = _object({"of": component, **bounds}, ("of",), f"{what}: their number.")
        properties["share"] = _object(
            {"of": component, "among": component, **bounds}, ("of",), f"{what}, as a part (0 to 1) of those of `among`."
        )
    if not in_item and subject is Subject.COMPONENT:
        reach = _object(
            {
                "via": {"anyOf": [_relation(), {"type": "array", "items": _relation()}, _PARAM]},
                "max_depth": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100}, _PARAM]},
                "target": component,
            },
            ("target",),
        )
        properties["reaches"] = reach | {"description": "A path of relations leads to such a component."}
        properties["reached_by"] = reach | {"description": "A path of relations leads here from such a component."}
    open_members = [name.removesuffix("*") for name in paths if name.endswith(".*")]
    properties |= {name: _field(path, subject) for name, path in paths.items() if not name.endswith(".*")}
    schema = _object(properties) | {"minProperties": 1}
    if open_members:
        argument = _field(Path("argument", ValueType.ANY, "An argument as the source spells it."), subject)
        schema["patternProperties"] = {f"^{head.replace('.', chr(92) + '.')}": argument for head in open_members}
    return schema


def _relation() -> Schema:
    return {"enum": [*RelationKind]}


def _field(path: Path, subject: Subject) -> Schema:
    """What stands after a field's name; all fields of a type share one definition."""
    described = {"description": path.meaning} if path.meaning else {}
    if path.type is ValueType.OBJECTS:
        return _operators(path, f"#/$defs/{subject.value}-{path.text}-item") | described
    return {"$ref": f"#/$defs/{_type_name(path)}"} | described


def _type_name(path: Path) -> str:
    return f"{path.text}-values" if path.values else path.type.value.replace(" ", "-")


def _shared() -> dict[str, Schema]:
    """Type name -> schema of a field of this type, and of fields with a closed set of values."""
    found: dict[str, Schema] = {}
    for subject in Subject:
        facts = list(scope_of(subject).paths.values())
        for path in [*facts, *(member for fact in facts for member in fact.members.values())]:
            if path.type is not ValueType.OBJECTS:
                options = [_operators(path, "#/$defs/text-item")]
                found[_type_name(path)] = {"anyOf": options if path.type in _LISTS else [_scalar(path), *options]}
    return found


def _operators(path: Path, item: str) -> Schema:
    properties = {
        name: _operand(operator, path) | {"description": operator.meaning}
        for name, operator in OPERATORS.items()
        if path.type in operator.types
    }
    if path.type in _LISTS:
        for name, meaning in QUANTIFIERS.items():
            bounds = {bound: {"anyOf": [{"type": "number"}, _PARAM]} for bound in _BOUND_NAMES}
            value = _object({"of": {"$ref": item}, **bounds}) if name == "count" else {"$ref": item}
            properties[name] = value | {"description": meaning}
    return _object(properties) | {"minProperties": 1}


def _scalar(path: Path) -> Schema:
    if path.values:
        return {"anyOf": [{"enum": sorted(path.values)}, _PARAM]}
    types = {
        ValueType.NUMBER: "number",
        ValueType.BOOLEAN: "boolean",
        ValueType.ANY: ["string", "number", "boolean"],
    }
    wanted = types.get(path.type, "string")
    return {"type": wanted} if wanted == "string" else {"anyOf": [{"type": wanted}, _PARAM]}


def _operand(operator: Operator, path: Path) -> Schema:
    if operator.operand is Operand.SCALAR:
        return _scalar(path)
    if operator.operand is Operand.SCALARS:
        return {"anyOf": [{"type": "array", "items": _scalar(path)}, _PARAM]}
    if operator.operand in (Operand.GLOBS, Operand.TEXTS):
        return _texts()
    if operator.operand is Operand.BOOLEAN:
        return {"anyOf": [{"type": "boolean"}, _PARAM]}
    if operator.operand is Operand.ORDERED and path.type is not ValueType.VERSION:
        return {"anyOf": [{"type": "number"}, _PARAM]}
    return {"type": "string", "minLength": 1}


def pack_schema() -> Schema:
    """schemas/pack.schema.json"""
    override: dict[str, Schema] = {
        "severity": {"enum": [*Severity]},
        "unknown": {"enum": [*UnknownPolicy]},
        "params": {"type": "object", "description": "Values of the rule's parameters."},
        "enabled": {"type": "boolean", "description": "False takes the rule out of the pack."},
        "reason": _TEXT | {"description": "Why the pack changes the rule; it goes on record."},
    }
    select = {
        "all": {"type": "boolean", "description": "Every rule of the library."},
        "ids": _texts("Rules by id."),
        "tags": _texts("Rules that have a tag which one of these globs matches."),
        "except": _texts("Rules that are left out of this selection (not of what `extends` brings)."),
    }
    properties: dict[str, Schema] = {
        "id": _TEXT | {"pattern": _pattern(NAME.pattern), "description": "What --policy calls it."},
        "version": _TEXT | {"pattern": _pattern(VERSION.pattern), "description": "Semantic version of the pack."},
        "title": _TEXT,
        "description": _TEXT | {"description": "What the pack is for."},
        "extends": _texts("Packs whose selection and changes come first."),
        "rules": _texts("Folders of further rules, relative to this file."),
        "select": _object(select, description="Which rules of the library run."),
        "unknown": {"enum": [*UnknownPolicy], "description": "The least that an unknown result becomes."},
        "override": {
            "type": "object",
            "additionalProperties": _object(override, ("reason",)),
            "description": "Changes to selected rules, by id.",
        },
        "locked": _texts("Rules that a pack which extends this one may not weaken."),
    }
    return _document("pack", "aibom policy pack", _object(properties, ("id", "version")))


def exceptions_schema() -> Schema:
    """schemas/exceptions.schema.json"""
    meanings = {
        "purl": "Globs over the package URL.",
        "name": "Globs over the name.",
        "source": "Globs over the source (hf:org/*).",
        "kind": "Kinds of component.",
        "path": "Globs over the paths where it was seen.",
        "hashes": "The exception ends when the content has none of these hashes any more.",
    }
    match = {key: _texts(meanings[key]) for key in exceptions.MATCH_KEYS}
    entry: dict[str, Schema] = {
        "id": _TEXT,
        "rule": _TEXT | {"description": "The rule that is excepted from."},
        "match": _object(match, description="What it is for; all keys must fit.") | {"minProperties": 1},
        "reason": _TEXT | {"description": "Why this is acceptable for now."},
        "owner": _TEXT | {"description": "Who answers for it."},
        "approved_by": _TEXT,
        "ticket": _TEXT,
        "created": _DAY,
        "expires": _DAY | {"description": "The last day on which it counts."},
    }
    required = ("id", "rule", "match", "reason", "owner", "created", "expires")
    return _document("exceptions", "aibom exceptions file", _listed("exceptions", entry, required))


def approved_schema() -> Schema:
    """schemas/approved.schema.json"""
    match = {key: _texts() for key in approvals.MATCH_KEYS} | {
        "kind": {"anyOf": [{"enum": [*Kind]}, {"type": "array", "items": {"enum": [*Kind]}}]}
    }
    evidence = {"type": _TEXT, "url": _TEXT, "issued": _DAY, "expires": _DAY}
    order = dict.fromkeys(("lt", "lte", "gt", "gte"), _TEXT)
    entry: dict[str, Schema] = {
        "id": _TEXT,
        "match": _object(match, description="What was reviewed; globs, and all keys must fit."),
        "decision": {"enum": ["approved", "denied"]},
        "versions": _object(order, description="The range that the decision is about; any version when left out."),
        "permissions": {"type": "array", "items": _TEXT, "description": "Globs over the permissions granted."},
        "reviewer": _TEXT,
        "reviewed": _DAY,
        "expires": _DAY,
        "evidence": {"type": "array", "items": _object(evidence, ("type", "url"))},
        "notes": _TEXT,
    }
    required = ("id", "match", "decision", "reviewer", "reviewed", "expires")
    return _document("approved", "aibom approvals file", _listed("approvals", entry, required))


def _listed(key: str, entry: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    return _object({key: {"type": "array", "items": _object(entry, required)}}, (key,))


def schema_files() -> dict[str, bytes]:
    """File name -> JSON, of everything that people write for the policy engine."""
    schemas = {
        "rule": rule_schema(),
        "pack": pack_schema(),
        "exceptions": exceptions_schema(),
        "approved": approved_schema(),
    }
    return {f"{name}.schema.json": json.dumps(schema, indent=1).encode() + b"\n" for name, schema in schemas.items()}

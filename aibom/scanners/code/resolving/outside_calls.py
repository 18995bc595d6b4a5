"""What functions outside of the tree give: by the catalogue's rules of values, else by the form of the call."""

from __future__ import annotations

from aibom.catalog.entries import ValueRule
from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Map, Name, Seq
from aibom.scanners.code.resolving.documents import MAX_DOCUMENT_BYTES, parsed_text
from aibom.scanners.code.resolving.environment_readers import environment_default
from aibom.scanners.code.resolving.imported_documents import opened, text_at
from aibom.scanners.code.resolving.joined_paths import joined
from aibom.scanners.code.resolving.keyed_values import keyed
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.mappings import any_value, of_environment
from aibom.scanners.code.resolving.members_by_name import attribute, listed, loaded
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.settings.bound_classes import placeholder_value, property_value
from aibom.scanners.code.resolving.settings.dotnet import setting_of_call
from aibom.scanners.code.resolving.settings.go import keyed_setting
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Site,
    Symbol,
    distinct,
)
from aibom.scanners.code.spelling import spell_call

_MAX_PATH = 300
_BY_NAME = {
    ("importlib", "import_module"): loaded,
    ("builtins", "__import__"): loaded,
    ("inspect", "getmembers"): listed,
}
_JSON = ("{", "[")  # where the text of a document begins
# Class methods of pydantic and the like that make an object of the class.
_VALIDATORS = frozenset(
    "model_validate model_validate_json parse_obj parse_raw model_construct construct from_orm from_dict".split()
)
_READS = frozenset(("open", "read", "readString"))  # what gives the text of a file
MAKERS = ("_target_", "class_path", "target")  # members that say which class is made
_PLACEHOLDER = re.compile(r"[$#]\{[^{}:]*(?::([^{}]*))?\}")


def ruled(ev: Follower, rule: ValueRule, target: Symbol, site: Site, call: Call) -> Abstracts:
    """What an outside function gives that the catalogue knows to pass a value on."""
    if (target.module, target.path) == ("builtins", "getattr") and len(call.args) > 1:
        told = attribute(ev, call, Env(site.env.path, call.scope, site.env.frame))
        if told:
            return told
    by_name = _BY_NAME.get((target.module, target.path))
    if by_name is not None and call.args:
        return by_name(ev, call, Env(site.env.path, call.scope, site.env.frame)) or (unread(ev, site, call, rule.why),)
    if rule.reads:  # also what it is: a file of data as well as of settings
        return (*_read(ev, rule, site), Symbol(target.module, target.path + "()", site))
    given = _by_rule(ev, rule, site, call) or (unread(ev, site, call, rule.why),)
    return tuple(map(opened, given)) if target.path.rpartition(".")[2] in _READS else given


def told_by_form(ev: Follower, call: Call, group: str, env: Env) -> Abstracts:
    """What the form of a call tells that calls something outside which no rule of the catalogue knows."""
    if group == "dotnet":
        told = setting_of_call(ev, call, env)
    elif group == "go":
        told = keyed_setting(ev, call, env)
    else:
        told = _validated(ev, call, env) if group == "python" else ()
    return told or (environment_default(ev, call, env) if group != "python" else ())


def unread(ev: Follower, site: Site, call: Call, why: str = "") -> Lost:
    return Lost(spell_call(call, ev.modules[site.env.path].facts.calls), site.env.path, call.line, why)


def _by_rule(ev: Follower, rule: ValueRule, site: Site, call: Call) -> Abstracts:
    """The value that a catalogued function passes on: an argument, a default, its parts joined by "/"."""
    if rule.join:
        return joined(ev, site, call)
    found: list[Abstract] = []
    for locator in rule.gives:
        for value in located(ev, locator, site):
            if rule.calls and isinstance(value, Definition):
                found += _made_by(ev, value, site)
            elif rule.calls and isinstance(value, Data) and isinstance(value.value, Map):
                found += _configured(ev, value, value.value) or (value,)
            else:
                found += elements(ev, (value,)) if rule.choices and isinstance(value, Data) else (value,)
    if rule.picks:
        found = [v for v in _picked(ev, rule, site, found) if v not in found]
    if rule.why == "environment" and ev.modules[site.env.path].group == "jvm":
        settled = _settled(ev, found, located(ev, "name", site), site.env.path)
        if settled:
            return settled
    if rule.why == "environment":
        found = [v for v in map(_placeholder, found) if v is not None]
        found = found or list(of_environment(ev, located(ev, "0", site), site.env.path))
    return distinct([v for v in found if not (isinstance(v, Const) and v.value is None)])


def _picked(ev: Follower, rule: ValueRule, site: Site, given: list[Abstract]) -> Abstracts:
    """The members of the given mappings under the key that the call names; all of small ones when it cannot be read."""
    keys = [v.value for v in located(ev, rule.picks, site) if isinstance(v, Const) and isinstance(v.value, str)]
    tables = [v for v in given if isinstance(v, Data)]
    if not keys:
        return distinct([v for table in tables for v in any_value(ev, table)])
    return distinct([v for table in tables for key in keys for v in keyed(ev, table, key)])


def _settled(ev: Follower, given: list[Abstract], names: Abstracts, near: str) -> Abstracts:
    """What the files of properties say of a placeholder or a key (`@Value("${ai.model}")`, `@ConfigProperty(name)`)."""
    texts = [v.value for v in given if isinstance(v, Const) and isinstance(v.value, str)]
    keys = [v.value for v in names if isinstance(v, Const) and isinstance(v.value, str)]
    found = [v for text in texts[:2] for v in placeholder_value(ev, text, near)]
    return distinct(found or [v for key in keys[:1] for v in property_value(ev, key, near)])


def _made_by(ev: Follower, maker: Definition, site: Site) -> Abstracts:
    """What a function or class gives that somebody else calls (`Depends(get_settings)`, `default_factory=make`)."""
    if maker.kind == "class":
        return (Instance(maker),)
    function = ev.modules[maker.path].functions[maker.scope]
    env = Env(maker.path, maker.scope)
    return distinct([v for value in function.returns[:MAX_OPTIONS] for v in ev.evaluate(value, env)])


def _configured(ev: Follower, value: Data, mapping: Map) -> Abstracts:
    """What a mapping of a configuration has made: the call that it stands for in the file where it is written."""
    module = ev.modules.get(value.env.path)
    lines = {item.line for key, item in mapping.pairs if key is not None and key.value in MAKERS}
    calls = enumerate(module.facts.calls) if module is not None and lines else ()
    at = next((index for index, call in calls if call.line in lines), None)
    return ev.evaluate(CallRef(at, min(lines)), Env(value.env.path, "")) if at is not None else ()


def _validated(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The object that a class of the tree makes by a method of its outside base: `Settings.model_validate(data)`."""
    prefix, _, method = call.callee.rpartition(".")
    if method not in _VALIDATORS or call.receiver is not None or not prefix:
        return ()
    classes = ev.evaluate(Name(prefix, call.line), env)
    return tuple(Instance(cls) for cls in classes if isinstance(cls, Definition) and cls.kind == "class")


def _read(ev: Follower, rule: ValueRule, site: Site) -> Abstracts:
    """The configuration documents of the tree that a call reads, by their paths."""
    found: list[Abstract] = []
    for locator in rule.gives:
        for value in located(ev, locator, site):
            found += (value,) if isinstance(value, Data) else text_at(value)
            if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                path = ev.documents.find(value.value, site.env.path) if len(value.value) < _MAX_PATH else None
                document = ev.documents.value(path) if path is not None else None
                if path is not None and isinstance(document, Map | Seq):
                    found.append(Data(document, Env(path, "")))
                elif path is None and value.value.lstrip()[:1] in _JSON and len(value.value) <= MAX_DOCUMENT_BYTES:
                    text = parsed_text(value.value, value.line)
                    found += [Data(text, Env(value.path, ""))] if isinstance(text, Map | Seq) else []
    return distinct(found)


def _placeholder(value: Abstract) -> Abstract | None:
    """The default of a property placeholder, `${openai.model:gpt-4o}`; None when it has none."""
    if not isinstance(value, Const) or not isinstance(value.value, str):
        return value
    match = _PLACEHOLDER.fullmatch(value.value)
    if match is None:
        return value
    return value._replace(value=match[1]) if match[1] else None


def fed(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """`{"question": ...} | prompt` of LangChain: the prompt, which is fed from the mapping."""
    left = ev.evaluate(call.receiver, env) if call.receiver is not None else ()
    if not any(isinstance(value, Data) and isinstance(value.value, Map) for value in left):
        return None
    return tuple(v for arg in call.args[:1] for v in ev.evaluate(arg, env) if isinstance(v, Symbol)) or None

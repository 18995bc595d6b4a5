"""The values of a file that may say something by themselves, each with the name that it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Either, FuncRef, Item, Lit, Map, Member, Name, Seq, Template, Value
from aibom.scanners.code.matching.services import is_own_port
from aibom.scanners.code.resolving.modules import Module, option_name

MAX_LITERAL = 500  # characters; a longer text is no name, address or key
ENVIRONMENTS = ("process.env.", "import.meta.env.", "Deno.env.", "Bun.env.")
# Calls whose first argument is a model's name when they speak of models, and those that read the environment.
_SETTERS = frozenset(
    "setModel model default withDefault setModelName modelName with_model WithModel SetModel withModel set_model"
    " withModelName WithModelName model_name modelId setModelId WithDefaultModel with_default_model UseModel".split()
)
_SETS = re.compile(
    r"(?:set|with|use|default|chat|prompt|embed|embedding|completion|fallback)_?"
    r"(?:(?:with|default|chat|prompt|embed|embedding|completion|fallback|llm)_?){0,2}_?model(?:_?(?:name|id))?",
    re.IGNORECASE,
)
_READERS = frozenset("getenv get env Getenv LookupEnv GetEnvironmentVariable var fetch".split())
_PUTTERS = frozenset("put set add addProperty append insert Add Set".split())
# Go's flags (flag, pflag, cobra): where the name and the default stand among the arguments.
_FLAGS = {"String": (0, 1), "StringP": (0, 2), "StringVar": (1, 2), "StringVarP": (1, 3)}
_FEW = 3  # models of an enumeration that are all in use
_NAMES = ("name", "id", "slug", "modelName", "modelId")
_MODEL_CLASS = re.compile(
    r"(?:[A-Z]\w*)?(?:Model|LLM)(?:Config|Spec|Info|Settings|Options|Id)?"
)  # `GeminiModel(name = ...)`
_ASKED = (
    "default",
    "value",
    "default_value",
    "defaultValue",
    "initial",
    "initial_value",
)  # what a question takes for an answer
_OPTIONS = ("add_argument", "add_arg", "option", "class_option", "method_option")  # argparse, click, Thor
_OFFERED = ("choices", "options", "values", "items")  # what a question lets the user choose from
_MAX_OFFERED = 8
_OFFERED_BY_STRUCTS = 12
_LABELS = ("id", "label", "message", "name", "prompt", "title", "description", "help")
_OF_MODELS = re.compile(r"(?:\b|_)(?:model|llm)s?(?:\b|_|(?-i:Name|Id)\b)", re.IGNORECASE)
_MAX_LABEL = 200
_DEFAULTS = ("default", "defaultValue", "initialValue", "fallback")
_CHOICES = ("value", "defaultValue", "initialValue")
_TELLING = frozenset((Template, Either, Item, Map, Member, Seq))
_GIVEN = _TELLING | {Lit, Name}  # what arguments may tell by; others are followed under names that they are bound to


# A key that says its value is a model: model, modelName, LLM_MODEL, embedding_model_id, deployment, engine.
_MODEL_KEY = re.compile(
    r"(?:.*(?:^|[_.\-]|(?<=[a-z])(?=[A-Z])))?(?:model|llm|engine|deployment|checkpoint|reranker|embedder|embeddings?|repo(?=_?id))"
    r"(?:[_-]?(?:name|id|type|path|default|str|slug|version|1|2))?"
    r"(?:_(?:eb|emb|embed|embedding|embeddings|chat|small|large|fast|cheap|main|primary|fallback|mini|vision))?",
    re.IGNORECASE,
)
_CAMEL_MODEL = re.compile(r".*(?:Model|LLM|Engine|Deployment)(?:Name|Id|ID)?")


PROVIDER_KEY = re.compile(
    r"(?:default_?)?(?:llm|(?:llm|ai|chat|model|embeddings?)_?(?:provider|backend))", re.IGNORECASE
)  # what chooses one of several providers
ADDRESS_KEY = re.compile(r"ur[il]|endpoint|host|address|base", re.IGNORECASE)  # what holds an address
DATA_KEY = re.compile(r"(?:\w+_)?data_?sets?(?:_(?:name|id|path|repo|names|ids))?", re.IGNORECASE)


class Named(NamedTuple):
    """A value, the name that it is given ("" for none), and its scope."""

    name: str
    value: Value
    scope: str
    bound: bool = False  # by a binding or as a parameter's default
    listed: bool = False  # in a list of several
    entry: str = ""  # of an enumeration of models


def is_model_key(name: str) -> bool:
    """Whether a variable, argument or key of this name holds a model's name."""
    return _is_model_key(name.rpartition(".")[2])


@lru_cache(maxsize=50_000)
def _is_model_key(tail: str) -> bool:
    return bool(_MODEL_KEY.fullmatch(tail) or _CAMEL_MODEL.fullmatch(tail))


def named_values(module: Module) -> Iterator[Named]:
    """All such values: bindings, arguments, exports and defaults of parameters."""
    return (named for named in _all(module) if _may_tell(named))


def _may_tell(named: Named) -> bool:
    value = named.value
    if isinstance(value, Lit):
        if isinstance(value.value, str):
            return len(value.value) <= MAX_LITERAL
        return is_own_port(named.name, value.value)
    if isinstance(value, Name):
        return value.path.startswith(ENVIRONMENTS) or _may_be_constant(named.name, value.path)
    if isinstance(value, CallRef):
        return named.bound
    return type(value) in _TELLING


def _may_be_constant(name: str, path: str) -> bool:
    """Whether a library's constant may be named for a model: `model: anthropic_model::CLAUDE_3_5_SONNET`."""
    holder, _, last = path.rpartition(".")
    own = holder.lower().endswith(("model", "models"))
    return bool(holder) and (last[:1].isupper() or own) and (own or any(map(str.isdigit, last))) and is_model_key(name)


def result_may_be_told(named: Named) -> bool:
    """Whether what a call gives is worth asking for: it is given a name that says model, address or data."""
    return is_model_key(named.name) or (named.bound and _is_place_key(named.name))


@lru_cache(maxsize=50_000)
def _is_place_key(name: str) -> bool:
    """Whether what has this name holds an address or data."""
    return bool(ADDRESS_KEY.search(name) or DATA_KEY.fullmatch(name))


def may_be_told(module: Module, named: Named, value: Name) -> bool:
    """Whether a name is worth following: it stands under a key that tells what it holds, or it is no parameter and
    bound by the file itself, by one of its classes or by an import. Others are dear to follow, and hold nothing."""
    if is_model_key(named.name) or _is_place_key(named.name):
        return True
    head = value.path.partition(".")[0]
    if any((scope, head) in module.params for scope in module.scopes(named.scope)):
        return False
    bound = (binding.scope for binding in module.bindings.get(head, ()))
    return head in module.imports or head in module.classes or any(not b or b in module.classes for b in bound)


def _all(module: Module) -> Iterator[Named]:
    for binding in module.facts.bindings:
        if binding.form != "return":
            name, subscript, key = binding.name.partition('["')
            entry = name if binding.form == "field" and _is_model_enum(module, binding.scope) else ""
            yield Named("model" if entry else name.partition("[")[0], binding.value, binding.scope, True, entry=entry)
            if subscript:
                yield Named("", _item(name, key.rstrip('"]'), binding.line), binding.scope)
        elif isinstance(binding.value, Map):
            yield Named("", binding.value, binding.scope)
    tables = _tables(module)
    for call in (one for one in module.facts.calls if one.args or one.kwargs):
        yield from _of_call(module, call, tables)
    for _, value in module.facts.exports:
        yield Named("", value, "")
    for scope, function in module.functions.items():
        label = function.name if is_model_key(function.name) else ""
        yield from (Named(label, value, scope) for value in function.returns if label or _may_be_told(value))
    for (scope, name), param in module.params.items():
        if param.default is not None:
            yield Named(name, param.default, scope, True)


def _may_be_told(value: Value) -> bool:
    """Whether what a function returns may speak for itself: a mapping or a list of such, an address, one of several."""
    if isinstance(value, Lit):
        return isinstance(value.value, str) and value.value.startswith("http")
    return isinstance(value, Map | Either) or (
        isinstance(value, Seq) and any(isinstance(i, Map) for i in value.items[:1])
    )


def _is_model_enum(module: Module, scope: str) -> bool:
    """Whether a class is an enumeration of the few models that a program offers; a longer one is a catalogue."""
    declared = module.classes.get(scope)
    if declared is None or not is_model_key(declared.name):
        return False
    kinds = {str(getattr(base, "path", "")).rpartition(".")[2].lower() for base in declared.bases}
    return bool(kinds & {"enum", "strenum"}) and len(module.fields.get(scope, ())) <= _FEW


def _tables(module: Module) -> frozenset[str]:
    """The structs of a file of Go or Rust so many of which name a model that they list what there is."""
    made = Counter(
        call.callee
        for call in module.facts.calls
        if call.form == "new" and any(type(v) is Lit and is_model_key(k) for k, v in call.kwargs)
    )
    return frozenset(name for name, count in made.items() if count > _OFFERED_BY_STRUCTS)


def _of_call(module: Module, call: Call, tables: frozenset[str]) -> Iterator[Named]:
    tail = call.callee.rpartition(".")[2]
    first = (
        "model"
        if tail in _SETTERS or _sets_model(tail) or (tail == "useState" and _about_models(module, call.line))
        else ""
    )
    for value in call.args:
        if type(value) in _GIVEN:
            yield Named(first, value, call.scope)
        first = ""
    if tail in _PUTTERS and len(call.args) == 2:
        put, given = call.args  # `body.put("model", name)`
        if isinstance(put, Lit) and isinstance(put.value, str):
            yield Named(put.value, given, call.scope)
    yield from _kept(module, call)
    yield from _by_key(module, call, tail) if call.kwargs and call.callee not in tables else ()
    yield from _answered(call, tail)
    if tail in _FLAGS and module.group == "go":
        name, default = _FLAGS[tail]
        label = call.args[name] if len(call.args) > default else None
        if isinstance(label, Lit) and isinstance(label.value, str):
            yield Named(label.value, call.args[default], call.scope)
    if tail in _READERS and call.args:
        variable = call.args[0]
        if isinstance(variable, Lit) and isinstance(variable.value, str):
            yield Named("", _item("ENV", variable.value, call.line), call.scope)
        elif isinstance(variable, Name) and variable.path.rpartition(".")[2].isupper():  # `os.getenv(ENV_API_KEY)`
            yield Named("", Item(Name("ENV", call.line), variable, call.line), call.scope)


def _by_key(module: Module, call: Call, tail: str) -> Iterator[Named]:
    for key, value in call.kwargs:
        if type(value) in _GIVEN:
            chosen = (call.form == "jsx" and key in _CHOICES) or (key in _NAMES and _is_own_model(module, tail))
            yield Named("model" if chosen else key, value, call.scope)


@lru_cache(maxsize=20_000)
def _sets_model(tail: str) -> bool:
    """Whether a method sets a model by its name: `.default_embed_model("...")`, `withChatModel("...")`."""
    return _SETS.fullmatch(tail) is not None


def _answered(call: Call, tail: str) -> Iterator[Named]:
    """What an option or a question takes when the user says nothing."""
    if tail.startswith("DEFINE_") and len(call.args) > 1:  # flags of absl and TensorFlow
        yield Named(option_name(call.args), call.args[1], call.scope)
        return
    if tail in _OPTIONS:
        yield from (Named(option_name(call.args), v, call.scope, True) for k, v in call.kwargs if k == "default")
        return
    if not call.kwargs and len(call.args) < 2:
        return
    lists = [
        value for value in (*call.args[1:], *(v for k, v in call.kwargs if k in _OFFERED)) if isinstance(value, Seq)
    ]
    if (lists or any(key in _ASKED for key, _ in call.kwargs)) and _asks_for_model(call):
        yield from (Named("model", value, call.scope) for key, value in call.kwargs if key in _ASKED)
        few = (item for offered in lists if len(offered.items) <= _MAX_OFFERED for item in offered.items)
        yield from (Named("model", item, call.scope) for item in few)


def _asks_for_model(call: Call) -> bool:
    """Whether a call asks for a model: `inquirer.List("chat-model", default=...)`, `Dropdown(label="Model")`."""
    labels = (*call.args[:1], *(value for key, value in call.kwargs if key in _LABELS))
    return any(isinstance(one, Lit) and bool(_OF_MODELS.search(str(one.value)[:_MAX_LABEL])) for one in labels)


def _is_own_model(module: Module, name: str) -> bool:
    """Whether a class of the project is one of the few models that it makes; many are a list of what there is."""
    if not _MODEL_CLASS.fullmatch(name):
        return False
    same = (call for call in module.facts.calls if call.callee.rpartition(".")[2] == name)
    return len(list(islice(same, _FEW + 1))) <= _FEW


def _kept(module: Module, call: Call) -> Iterator[Named]:
    """What is kept under a key that says model, or stands in for it: `useCookie("model", { default: () => name })`,
    `config.get("llm.model", "gpt-4o")`."""
    key = call.args[0] if len(call.args) > 1 else None
    if not isinstance(key, Lit) or not isinstance(key.value, str):
        return
    given = call.args[1]
    if not is_model_key(key.value) and not is_own_port(key.value, getattr(given, "value", "")):
        return
    pairs = given.pairs if isinstance(given, Map) else ()
    values = [item for label, item in pairs if getattr(label, "value", None) in _DEFAULTS] or [given]
    for value in values:
        written = module.functions.get(value.scope) if isinstance(value, FuncRef) else None
        yield from (Named(key.value, one, call.scope) for one in (written.returns if written else (value,)))


def _item(base: str, key: str, line: int) -> Item:
    return Item(Name(base, line), Lit(key, line), line)


def _about_models(module: Module, line: int) -> bool:
    """Whether a `useState("...")` stands in a binding whose name speaks of a model."""
    return any("model" in name.lower() for name in module.bound_at(line))

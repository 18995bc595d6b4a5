"""Loads the compiled catalogue and answers what a name, host, package or call means.

The JSON is read once per process in a few milliseconds; entries become objects only when they are asked for.
`tools/compile_catalogue.py` writes it from the YAML in `sources/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from aibom.catalog.constant_names import named_model
from aibom.catalog.entries import Form, Package, Provider, Signature, ValueRule
from aibom.catalog.named_clients import named_client
from aibom.catalog.patterns import SLASHED, fits, prefixes, rests, tail_of
from aibom.core import re

COMPILED = Path(__file__).with_name("catalogue.json")
_LONGEST_NAME = 120  # characters of a model's name
# Programs whose names begin as those of models do.
_PROGRAMS = re.compile(
    r"(?:claude|gemini|codex)[-_](?:code|desktop|mcp|cli|flow|mem|ai|web|app|plugin|agents?|sdk|action|hooks|skills|connector)"
    r"(?:[-_].*)?|gpt-(?:engineer|researcher|pilot|crawler)"
)
OPENROUTER = "openrouter"
# Variants that only OpenRouter has, of any vendor's models (openrouter.ai/docs/guides/routing/model-variants).
_ROUTERS_OWN = re.compile(r"openrouter/[a-z][a-z-]*")  # `openrouter/auto`, which chooses a model itself
_VARIANT = re.compile(r"[a-z0-9][\w.-]{0,60}/[\w.-]{1,80}:(?:free|nitro|floor|online|extended|thinking|exacto|beta)")
_OLLAMA_TAG = re.compile(r"[a-z][a-z0-9._-]*:(?:latest|mini|[0-9.x]+[bm](?:-[a-z0-9._-]+)?)")  # `qwen2.5:7b`


class Catalogue:
    """The compiled catalogue; `raw` has the form that tools/compile_catalogue.py writes."""

    def __init__(self, raw: Mapping[str, Any], digest: str) -> None:
        self.digest = digest
        self._raw = raw
        self._value_rules: dict[tuple[str, str, str], ValueRule | None] = {}
        self._signatures: dict[int, Signature] = {}
        self._matched: dict[tuple[str, str, str, str], tuple[Signature, ...]] = {}
        self._forms: dict[str, Form | None] = {}
        self._imported: dict[tuple[str, str], Package | None] = {}
        self._roots: dict[str, frozenset[str]] = {group: frozenset(names) for group, names in raw["roots"].items()}
        self._open: dict[tuple[str, str], bool] = {}
        self._heads = {group: frozenset(n.partition(".")[0] for n in names) for group, names in raw["roots"].items()}
        self._constant_names = frozenset(name for table in raw["constants"].values() for name in table)
        self._namespaces = frozenset(tuple(text.split(":", 1)) for text in raw["namespaces"])
        # The packages of objects whose attributes are command line options.
        self.namespace_modules = frozenset(module for module, _ in self._namespaces)
        self._value_tails = {group: frozenset(map(tail_of, table)) for group, table in raw["values"].items()}
        self.python_roots = frozenset(raw["python_roots"])
        self.paths: list[tuple[str, str]] = raw["paths"]  # globs of addresses whose host tells nothing -> provider
        self.hosted_tools: Mapping[str, str] = raw["hosted_tools"]
        self.builders: frozenset[str] = frozenset(raw["builders"])

    # -- providers and model names --------------------------------------------------------------------------

    def provider(self, id_: str) -> Provider | None:
        """The provider of an id such as "openai"."""
        row = self._raw["providers"].get(id_)
        if row is None:
            return None
        return Provider(
            id=id_,
            name=row["name"],
            service_type=row["type"],
            hosts=tuple(row.get("hosts", ())),
            env=tuple(row.get("env", ())),
            self_hosted=row.get("self_hosted", False),
            own_models=row.get("own_models", False),
            serves_hub=row.get("serves_hub", False),
            data_flows=tuple(row.get("data", ())),
        )

    def provider_of_host(self, host: str) -> Provider | None:
        """The provider that a host name (lower case, without port) belongs to."""
        exact = self._raw["hosts"].get(host)
        if exact is not None:
            return self.provider(exact)
        for glob, id_ in self._raw["host_globs"]:
            if fnmatchcase(host, glob):
                return self.provider(id_)
        return None

    def provider_of_env(self, name: str) -> Provider | None:
        """The provider whose key or address an environment variable of this name holds."""
        table = self._raw["env"]
        id_ = table.get(name) or (table.get(f"{name[:-4]}_API_KEY") if name.endswith("_KEY") else None)
        return self.provider(id_) if id_ is not None else None

    def provider_of_name(self, name: str) -> Provider | None:
        """The provider of an id or of another spelling that routers use (`azure_ai`, `google_genai`)."""
        return self.provider(self._raw["provider_names"].get(name.lower(), name.lower()))

    def form(self, name: str) -> Form | None:
        """The form that a model name has: who serves it and what it is; None when the name tells nothing."""
        if name not in self._forms:
            self._forms[name] = self._find_form(name.lower())
        return self._forms[name]

    def may_be_model(self, text: str) -> bool:
        """Whether a text may have the form of a model's name, asked cheaply of many texts: none of the families begins
        as others do, and a route or a tag has its separator."""
        if not 2 <= len(text) <= _LONGEST_NAME or " " in text:
            return False
        return text[:2].lower() in self._raw["forms"] or "/" in text or ":" in text

    def _find_form(self, name: str) -> Form | None:
        if _PROGRAMS.fullmatch(name):
            return None
        if ":" in name and _VARIANT.fullmatch(name):
            return Form("*/*:*", OPENROUTER, "chat")
        if _ROUTERS_OWN.fullmatch(name):
            return Form(f"{OPENROUTER}/*", OPENROUTER, "chat")
        for glob, provider, class_, alias in self._raw["forms"].get(name[:2], ()):
            if fnmatchcase(name, glob):
                return Form(glob, provider, class_, alias)
        if not _OLLAMA_TAG.fullmatch(name):
            return None
        plain = self.form(name.partition(":")[0])  # `nomic-embed-text:latest` embeds, as the name without a tag says
        embeds = plain is not None and plain.model_class == "embedding"
        return Form("*:*", "ollama", "embedding" if embeds else "chat")

    # -- packages -------------------------------------------------------------------------------------------

    def package(self, ecosystem: str, name: str) -> Package | None:
        """The AI package of this name in an ecosystem (purl type), None when it is not one."""
        rows = self._raw["packages"].get(ecosystem, {})
        key = name.lower().replace("_", "-") if ecosystem == "pypi" else name
        row = rows.get(key)
        if row is None and ecosystem in ("npm", "maven", "golang", "nuget", "composer", "cargo", "swift"):
            key, row = next(
                ((g, r) for g, r in self._raw["package_globs"].get(ecosystem, ()) if fnmatchcase(name, g)), (key, None)
            )
        return Package(ecosystem, name, *row) if row is not None else None

    def open_tails(self, group: str, modules: Iterable[str]) -> set[str]:
        """Globs of the last names that count of imported modules which are not known name by name (`sklearn.ensemble`:
        `*Classifier`)."""
        table = self._raw["open"].get(group, ())
        opened = {prefix for module in modules for prefix in prefixes(module, group) if prefix in table}
        return {tail for prefix in opened for tail in self._tails_of(group, prefix)}

    def _tails_of(self, group: str, root: str) -> Iterator[str]:
        for match, rows in self._raw["index"].get(group, {}).items():
            if match.endswith("*"):
                yield from (pattern.rpartition(".")[2] for pattern, _, _ in rows.get(f"{root}:*", ()))

    def imported_package(self, group: str, module: str) -> Package | None:
        """The AI package that an imported module comes from: a listed one, or one named as a provider's client."""
        table = self._raw["imports"].get(group, {})
        if (group, module) in self._imported:
            return self._imported[group, module]
        found = self._imported[group, module] = self._import(group, module, table)
        return found

    def lists_import(self, group: str, module: str) -> bool:
        """Whether an imported module is that of a listed AI package."""
        table = self._raw["imports"].get(group, {})
        return any(prefix in table for prefix in prefixes(module, group))

    def _import(self, group: str, module: str, table: Mapping[str, Any]) -> Package | None:
        for prefix in prefixes(module, group):
            row = table.get(prefix)
            if row is not None:
                ecosystem, name = row
                return self.package(ecosystem, name)
        client = named_client(group, module)
        return Package(client[0], client[1], "sdk", client[2]) if client is not None else None

    # -- signatures and values ------------------------------------------------------------------------------

    def tails(self, group: str, reached: Callable[[str], bool] | None = None) -> frozenset[str]:
        """The last names of everything that a signature of this language group matches; "*" = any. With `reached` only
        of signatures in modules of which it says so, and of those that are told without their import."""
        return self._names("tails", group, reached) | self.functions(group, reached)

    def members(self, group: str, reached: Callable[[str], bool]) -> frozenset[str]:
        """Those of `tails` that are names of methods, or of what lies deeper in a module."""
        return self._names("tails", group, reached)

    def functions(self, group: str, reached: Callable[[str], bool] | None = None) -> frozenset[str]:
        """Those of `tails` that are names of a module's own functions and classes."""
        return self._names("functions", group, reached)

    def function_roots(self, group: str) -> Set[str]:
        """The modules with own functions and classes that signatures match."""
        return self._raw["functions"].get(group, {}).keys()  # type: ignore[no-any-return]

    def _names(self, table: str, group: str, reached: Callable[[str], bool] | None) -> frozenset[str]:
        names: Mapping[str, list[str]] = self._raw[table].get(group, {})
        wanted = [some for root, some in names.items() if reached is None or not root or reached(root)]
        return frozenset(chain.from_iterable(wanted))

    def signatures(self, group: str, match: str, module: str, path: str) -> tuple[Signature, ...]:
        """The signatures that `module` + `path` (as a call, decorator or subclass) has."""
        key = (group, match, module, path)
        found = self._matched.get(key)
        if found is None:
            found = self._matched[key] = self._match(group, match, module, path)
        return found

    def _match(self, group: str, match: str, module: str, path: str) -> tuple[Signature, ...]:
        tables = self._raw["index"].get(group, {})
        exact, wild = tables.get(match, {}), tables.get(match + "*", {})
        keys = list(self._keys(group, module, path))
        for root, rest in keys:
            ids = exact.get(f"{root}:{rest}")
            if ids is not None:
                found = tuple(self.signature(i) for i in ids)
                services = all(one.kind == "service" for one in found)  # what stands behind it is not what it is
                return (*found, *self._match_wild(wild, keys)) if services else found
        return self._match_wild(wild, keys)

    def _match_wild(self, wild: Mapping[str, Any], keys: Iterable[tuple[str, str]]) -> tuple[Signature, ...]:
        for root, rest in keys:
            for tail in (rest.rpartition(".")[2], "*"):
                for pattern, ids, unless in wild.get(f"{root}:{tail}", ()):
                    if fits(rest, pattern) and rest.rpartition(".")[2] not in unless:
                        return tuple(self.signature(i) for i in ids)
        return ()

    def loose_signatures(self, group: str, callee: str) -> tuple[Signature, ...]:
        """Signatures whose last names are so peculiar that they are told without their import."""
        table = self._raw["loose"].get(group, {})
        parts = callee.split(".")
        for cut in range(len(parts)):
            ids = table.get(".".join(parts[cut:]))
            if ids is not None:
                return tuple(self.signature(i) for i in ids)
        return ()

    def loose_names(self, group: str) -> tuple[str, ...]:
        """The names that `loose_signatures` knows."""
        return tuple(self._raw["loose"].get(group, {}))

    def signature(self, id_: int) -> Signature:
        """The signature of this number."""
        if id_ not in self._signatures:
            self._signatures[id_] = _signature(id_, self._raw["signatures"][id_])
        return self._signatures[id_]

    def value_rule(self, group: str, module: str, path: str) -> ValueRule | None:
        """How an outside function passes a value on, if it does."""
        if group not in SLASHED and tail_of(path or module) not in self._value_tails.get(group, ()):
            return None  # most names are those of no rule
        key = (group, module, path)
        if key not in self._value_rules:
            self._value_rules[key] = self._value_rule(group, module, path)
        return self._value_rules[key]

    def _value_rule(self, group: str, module: str, path: str) -> ValueRule | None:
        table = self._raw["values"].get(group, {})
        for root, rest in self._keys(group, module, path):
            row = table.get(f"{root}:{rest}")
            if row is not None:
                return ValueRule(
                    gives=tuple(row.get("gives", ())),
                    join=row.get("join", False),
                    choices=row.get("choices", False),
                    calls=row.get("calls", False),
                    why=row.get("why", ""),
                    reads=row.get("reads", False),
                    picks=row.get("picks", ""),
                )
        return None

    def is_head(self, group: str, name: str) -> bool:
        """Whether modules of the catalogue begin with this name."""
        return name in self._heads.get(group, ())

    def is_open(self, group: str, module: str) -> bool:
        """Whether something of the catalogue can stand in this module: it is a root, within one, or above one."""
        key = (group, module)
        if key not in self._open:
            roots = self._roots.get(group, frozenset())
            inside = any(
                prefix in roots
                and (prefix == module or "." in prefix or self.imported_package(group, prefix) is not None)
                for prefix in prefixes(module, group)
            )
            self._open[key] = inside or any(root.startswith(module + ".") for root in roots)
        return self._open[key]

    def is_namespace(self, module: str, path: str) -> bool:
        """Whether the attributes of this object are command line options (`parser.parse_args()`)."""
        return module in self.namespace_modules and (module, path) in self._namespaces

    def constant(self, module: str, path: str) -> str | None:
        """The text of a package's constant that names a model (`openai.GPT4o` in Go)."""
        owner, _, name = path.rpartition(".")
        if name not in self._constant_names:
            return None
        for place in (f"{module}.{owner}", module) if owner else (module,):
            table = self._raw["constants"].get(place)
            value: str | None = table.get(name) if table is not None else None
            if value is not None:
                return value
        return None

    def spelt_model(self, constant: str) -> str | None:
        """The well-known model that a constant is named for: `GPT_4_O_MINI`, `ChatModelGPT4o` ."""
        plain = "".join(char for char in constant.lower() if char.isalnum())
        table: Mapping[str, str] = self._raw["spelt"]
        for prefix in ("", "chatmodel", "embeddingmodel", "model", "chat", "anthropicmodel", "models"):
            if plain.startswith(prefix) and (name := table.get(plain[len(prefix) :])):
                return str(name)
        named = named_model(constant)
        return named if named is not None and self.form(named) is not None else None

    def gate(self, group: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What makes a file of a language group worth reading: modules it may import; model names (one that ends
        in "*" goes on); hosts and environment variables."""
        raw = self._raw["gate"]
        return tuple(raw["modules"].get(group, ())), tuple(raw["forms"]), tuple(raw["words"])

    def _keys(self, group: str, module: str, path: str) -> Iterator[tuple[str, str]]:
        """All (root, rest) that a symbol can be filed under: roots of the catalogue, inner modules left out."""
        roots = self._roots.get(group, frozenset())
        if group in SLASHED:
            path = self._named_default(module, path)
            for root in prefixes(module, group):
                if root in roots:
                    yield from ((root, rest) for rest in rests(path.split(".")))
            return
        if module.partition(".")[0] not in self._heads.get(group, ()):
            return
        parts = (f"{module}.{path}" if path else module).split(".")
        root = ""
        for cut in range(1, len(parts)):
            root = f"{root}.{parts[cut - 1]}" if root else parts[0]
            if root in roots:
                yield from ((root, rest) for rest in rests(parts[cut:]))
            if "()" in parts[cut - 1]:
                return

    def _named_default(self, module: str, path: str) -> str:
        head, dot, rest = path.partition(".")
        bare = head.removesuffix("()")
        if bare in ("", "default"):
            name: str = self._raw["defaults"].get(module, "default")
            return name + head[len(bare) :] + dot + rest
        return path


def _signature(id_: int, row: Mapping[str, Any]) -> Signature:
    return Signature(
        id=id_,
        match=row.get("match", "call"),
        kind=row.get("kind", ""),
        name=tuple(row.get("name", ())),
        naming=row.get("naming", ""),
        default=row.get("default", ""),
        formerly={package: (below, name) for package, (below, name) in row.get("formerly", {}).items()},
        unnamed=tuple(row.get("unnamed", ())),
        served_by=tuple(row.get("served_by", ())),
        provider=row.get("provider", ""),
        model_class=row.get("class", ""),
        service=row.get("service", ""),
        endpoint=tuple(row.get("endpoint", ())),
        args=tuple(row.get("args", ())),
        facts=row.get("facts", {}),
        roles={role: tuple(locators) for role, locators in row.get("roles", {}).items()},
        joins=tuple((a, b, c) for a, b, c in row.get("joins", ())),
        needs=tuple(row.get("needs", ())),
        instead={name: tuple(locators) for name, locators in row.get("instead", {}).items()},
        launch={name: tuple(locators) for name, locators in row.get("launch", {}).items()},
        framework=row.get("framework", ""),
        when={locator: tuple(globs) for locator, globs in row.get("when", {}).items()},
        not_when={locator: tuple(globs) for locator, globs in row.get("not_when", {}).items()},
        beside=row.get("beside", ""),
        step=row.get("step", ""),
        wired=tuple(row.get("wired", ())),
        prefix=row.get("prefix", ""),
        confidence=row.get("confidence", 0.9),
    )


@cache
def load_catalogue() -> Catalogue:
    """The shipped catalogue."""
    import hashlib

    data = COMPILED.read_bytes()
    return Catalogue(orjson.loads(data), hashlib.sha256(data).hexdigest())

"""What methods and functions give that leave a known text, list or mapping recognisable."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Lit, Map, Name, Seq, Template, Value
from aibom.scanners.code.resolving.beans import injected
from aibom.scanners.code.resolving.declared_values import declared
from aibom.scanners.code.resolving.imported_documents import opened
from aibom.scanners.code.resolving.joined_texts import joined
from aibom.scanners.code.resolving.mappings import looked_up, put_in, viewed
from aibom.scanners.code.resolving.string_methods import READS, SPLITTERS, changed, split
from aibom.scanners.code.resolving.types import Abstracts, Const, Data, Env, Follower, Package, Site, Symbol, distinct

# Methods of strings that leave a name recognisable.
_STRING_METHODS = frozenset(
    "format strip lstrip rstrip lower upper encode decode removeprefix removesuffix trim toLowerCase toString "
    "as_posix resolve absolute expanduser dedent clone to_string to_owned into as_str replace read read_text "
    "read_bytes readlines getValue asString ToString ToLower Trim toModelId orElse as_deref "
    "to_str to_path_buf as_path as_ref to_string_lossy unwrap expect context with_context into_owned display "
    "value getFile toPath getPath getURL getURI toURI toExternalForm getInputStream getContentAsString toFile "
    "formatted "
    "name getName modelName render toHtml squish strip_heredoc stripIndent stripLeading stripTrailing trimIndent "
    "trimMargin translateEscapes intern replaceAll replaceFirst trimStart trimEnd Replace TrimStart TrimEnd "
    "gsub with_suffix readAllBytes readText result".split()
)
# Functions that fill in a text which may be known by name (`fmt.Sprintf(ragTemplate, question)`).
_FORMATTERS = frozenset(
    "fmt.Sprintf String.format string.Format sprintf util.format Kernel.format format vsprintf".split()
)
# What a compiler puts into the program: the file stands for its text.
_MAX_MERGED = 6
_EMBEDDED = frozenset(("go:embed", "include_str!", "include_bytes!"))
# Methods that read the file of a path, the last that they are given: of `embed.FS`, `os`, `fs`.
_READERS = {"go": "ReadFile", "rust": "read_to_string"}
_ROOTED = {"ruby": "Rails.root.join"}  # what joins a path below the folder of the project
_RESOURCES = ("getResource", "getResourceAsStream", "getSystemResource")  # of class loaders, by their paths
# Functions that leave what they are given recognisable, and which argument it is.
_HANDED_ON: dict[str, dict[str, int]] = {
    "dotnet": dict.fromkeys(
        "Uri Path.GetFullPath File.ReadAllText File.ReadAllTextAsync File.ReadAllBytes File.OpenRead".split(), 0
    ),
    "javascript": {"GM_getValue": 1, "GM.getValue": 1}
    | dict.fromkeys(
        "Object.values Object.freeze Array.from Promise.all structuredClone ref shallowRef $state URL"
        " fileURLToPath".split(),
        0,
    ),
    "jvm": dict.fromkeys("String IOUtils.toString StreamUtils.copyToString".split(), 0)
    | dict.fromkeys(
        "System.getProperty Objects.requireNonNullElse StringUtils.defaultIfBlank StringUtils.defaultIfEmpty"
        " StringUtils.defaultString".split(),
        1,
    ),
    "ruby": {"ERB": 0},
    "php": {
        **dict.fromkeys(
            "trim rtrim ltrim nl2br strval file_get_contents strtolower strtr html_entity_decode".split(), 0
        ),
        "str_replace": 2,
        "preg_replace": 2,
    },
}
# Functions that make one mapping of all that they are given.
_MERGERS = {"php": ("array_merge", "array_replace"), "javascript": ("Object.assign", "merge", "defaultsDeep")}
_LISTS = frozenset(("glob", "rglob", "iglob", "iterdir"))  # what lists the files of a folder
_JOINS = (("join", "rust"), ("joinpath", "python"))
_COPY = ".copy"  # of a list or mapping
_VIEWS = frozenset(("keys", "values", "items"))
_MAPPING_METHODS = frozenset(("get", "pop", "setdefault", "getOrDefault", "getOrThrow"))


def _handed_on(ev: Follower, site: Site, call: Call) -> Abstracts | None:
    """What functions give that are known by their whole names: formats, embedded files, resources."""
    if call.callee in _FORMATTERS and call.args:
        forms = ev.evaluate(call.args[0], Env(site.env.path, call.scope, site.env.frame))
        return (
            tuple(v._replace(partial=True) for v in forms if isinstance(v, Const) and isinstance(v.value, str)) or None
        )
    if call.callee in _EMBEDDED and call.args:
        named = ev.evaluate(call.args[0], site.env)
        return tuple(v._replace(joined=True) for v in named if isinstance(v, Const)) or None
    group = ev.modules[site.env.path].group
    if copied := _copied(ev, group, call, site.env._replace(scope=call.scope)):
        return copied
    if call.callee in _MERGERS.get(group, ()):
        return _merged(ev, call, Env(site.env.path, call.scope, site.env.frame))
    if group == "javascript" and (built := declared(ev, call, Env(site.env.path, call.scope, site.env.frame))):
        return built
    if (kept := _of_container(ev, group, call, Env(site.env.path, call.scope, site.env.frame))) is not None:
        return kept
    if call.callee == _ROOTED.get(group):
        return _below_root(ev, call, Env(site.env.path, call.scope, site.env.frame))
    if call.args and call.callee.replace("::", ".").rpartition(".")[2] == _READERS.get(group):
        read = ev.evaluate(call.args[-1], Env(site.env.path, call.scope, site.env.frame))
        return tuple(v._replace(joined=True) for v in read if isinstance(v, Const)) or None
    place = _HANDED_ON.get(group, {}).get(call.callee)
    if place is not None:
        given = (
            ev.evaluate(call.args[place], Env(site.env.path, call.scope, site.env.frame)) if call.args[place:] else ()
        )
        read_of_file = call.callee.rpartition(".")[2] in READS
        known = (v for v in given if isinstance(v, Const | Symbol | Data | Package))
        return tuple(opened(v) if read_of_file else v for v in known) or None
    return None


def _copied(ev: Follower, group: str, call: Call, env: Env) -> Abstracts:
    """`BASE_TOOLS.copy()`: the list or mapping itself."""
    if group != "python" or not call.callee.endswith(_COPY) or call.args or call.receiver is not None:
        return ()
    held = ev.evaluate(Name(call.callee.removesuffix(_COPY), call.line), env)
    return tuple(one for one in held if isinstance(one, Data))


def _merged(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """The mappings that are put into one: a key is looked up in each."""
    given = (v for arg in call.args[:_MAX_MERGED] for v in ev.evaluate(arg, env))
    return distinct([v for v in given if isinstance(v, Data) and isinstance(v.value, Map)]) or None


def _of_container(ev: Follower, group: str, call: Call, env: Env) -> Abstracts | None:
    """A resource by its path (`getClass().getResource("rules.txt")`), a bean by its type (`getBean(Model.class)`)."""
    if group != "jvm" or len(call.args) != 1:
        return None
    method, asked = call.callee.rpartition(".")[2], call.args[0]
    if method == "getBean" and isinstance(asked, Name):
        return injected(ev, asked.path.removesuffix(".class"), env.path) or None
    if method not in _RESOURCES:
        return None
    named = ev.evaluate(asked, env)
    return tuple(v._replace(joined=True) for v in named if isinstance(v, Const) and isinstance(v.value, str)) or None


def through_literal(ev: Follower, site: Site, call: Call) -> Abstracts | None:
    """Methods of a string or mapping that is known: `NAME.strip()`, `MODELS.get("small")`."""
    handed = _handed_on(ev, site, call)
    if handed is not None:
        return handed
    group = ev.modules[site.env.path].group
    receiver, _, method = call.callee.rpartition(".")
    if method in _LISTS and group == "python":
        return _listed(ev, call, receiver, Env(site.env.path, call.scope, site.env.frame))
    if text := joined(ev, group, call, Env(site.env.path, call.scope, site.env.frame)):
        return text
    if (method, group) in _JOINS:
        return _joined_to(ev, call, receiver, Env(site.env.path, call.scope, site.env.frame))
    parts = method in SPLITTERS and group == "python"
    mapped = method in _MAPPING_METHODS or (method == "fetch" and group == "ruby")
    if not parts and not mapped and method not in _STRING_METHODS and method not in _VIEWS:
        return None
    env = Env(site.env.path, call.scope, site.env.frame)
    if call.receiver is not None:
        base = ev.evaluate(call.receiver, env)
        base = ev.members(base, receiver, call.line) if receiver else base
    elif receiver:
        base = ev.evaluate(Name(receiver, call.line), env)
    else:
        return None
    if mapped:
        return looked_up(ev, base, call, env)
    if method in _VIEWS:
        later = put_in(ev, base, receiver, env) if method == "values" and call.receiver is None else ()
        return (*(viewed(base, method) or ()), *_entered(base, method), *later) or None
    told = (_spelt(ev, v, env, call.line) if isinstance(v, Symbol) else v for v in base)
    texts = tuple(v for v in told if isinstance(v, Const) and isinstance(v.value, str))
    return (split(method, texts, call.args) if parts else changed(method, texts, call.args)) or None


def _entered(base: Abstracts, method: str) -> Abstracts:
    """What is put into a mapping under keys that are computed: `self.tools.insert(tool.name(), tool)` of Rust."""
    held = [one for one in base if isinstance(one, Data)] if method == "values" else []
    mapped = any(isinstance(one.value, Map) for one in held)
    return tuple(one for one in held if mapped and isinstance(one.value, Seq))


def _listed(ev: Follower, call: Call, receiver: str, env: Env) -> Abstracts | None:
    """The files that lie in a folder: `Path("prompts").glob("*.md")`, `glob.glob("prompts/*.md")`; any of them."""
    asked = ev.evaluate(call.args[0], env) if call.args else ()
    patterns = [v for v in asked if isinstance(v, Const) and isinstance(v.value, str)]
    if receiver in ("glob", "") and call.receiver is None:
        return tuple(v._replace(partial=True, joined=True) for v in patterns if "/" in str(v.value)) or None
    given = call.receiver if call.receiver is not None else Name(receiver, call.line)
    folders = [v for v in ev.evaluate(given, env) if isinstance(v, Const) and isinstance(v.value, str)]
    tails = [str(v.value) for v in patterns] or ([] if call.args else ["*"])
    named = [v._replace(value=f"{str(v.value).rstrip('/')}/{tail}") for v in folders if v.value for tail in tails]
    return tuple(v._replace(partial=True, joined=True) for v in named) or None


def _below_root(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """`Rails.root.join("app", "texts", name)`: the path in the tree, as far as it is known."""
    parts: list[Value] = []
    for arg in call.args:
        parts += [Lit("/", call.line), arg] if parts else [arg]
    named = ev.evaluate(Template(tuple(parts), call.line), env) if parts else ()
    return tuple(v._replace(joined=True) for v in named if isinstance(v, Const) and isinstance(v.value, str)) or None


def _spelt(ev: Follower, constant: Symbol, env: Env, line: int) -> Const | None:
    """The model that a library's constant is named after, where its text is asked for (`GPT_5_MINI.asString()`)."""
    name = constant.path.rpartition(".")[2] if constant.made is None else ""
    spelt = ev.catalogue.spelt_model(name) if name and "(" not in constant.path else None
    return Const(spelt, env.path, line, name) if spelt is not None else None


def _joined_to(ev: Follower, call: Call, receiver: str, env: Env) -> Abstracts | None:
    """`folder.join("manual.pdf")`, `folder.joinpath("manual.pdf")`: the path as far as it is known."""
    tails = [v for v in ev.evaluate(call.args[0], env) if isinstance(v, Const)] if len(call.args) == 1 else []
    if not tails or not isinstance(tails[0].value, str):
        return None
    given = call.receiver if call.receiver is not None else Name(receiver, call.line)
    heads = [v.value for v in ev.evaluate(given, env) if isinstance(v, Const) and isinstance(v.value, str)]
    joined = f"{heads[0].rstrip('/')}/{tails[0].value}" if heads else tails[0].value
    return (tails[0]._replace(value=joined, joined=True),)

"""Configuration documents that code reads: YAML, JSON and TOML files as values that names are followed into.

`yaml.safe_load(open("config.yaml"))["model"]["name"]`, `OmegaConf.load(...)`, a function under `@hydra.main`, and
environment variables that a `.env` file of the tree sets or a shell script exports. Documents are small, read when
code asks for them, and become the same literals that code is made of; each keeps the line it stands on.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.code.facts import Lit, Map, Opaque, Seq, Value

MAX_DOCUMENT_BYTES = 128 * 1024
_MAX_MEMBERS = 5_000
_MAX_DEPTH = 30
_MAX_INTERPOLATIONS = 5
_SUFFIXES = (".yaml", ".yml", ".json", ".toml")
_ENV_NAMES = re.compile(r"(^|/)(\.?env(\.[\w-]+)*|[\w-]+\.env|\.streamlit/[\w.-]*secrets[\w.-]*)$")
_ENV_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]\s*(.*?)\s*$")
_EXPORT = re.compile(r"^\s*export\s+([A-Za-z_]\w*)=(\S.*?)\s*;?\s*$")
_PROPERTIES = re.compile(
    r"(?:^|/)(?:application|bootstrap|microprofile-config)(?:-[\w-]{1,60})?\.(?:properties|ya?ml)\Z"
)
_PROPERTY_LINE = re.compile(r"^\s*([%\w][\w.\-\"\[\]%]*)\s*[=:]\s*(.*?)\s*$")
PROJECT = ".csproj"  # which tells by its name what a program of .NET is called
_PINS = ("requirements.txt", "pyproject.toml")
_PIN = r"(?im)^[ \t\"']*%s(?:\[[\w, -]*\])?[\"']?\s*(?:[=~]=|=\s*[\"'](?:==|[~^])?)\s*([0-9][\w.]*)"
_NPM = r"\"%s\"\s*:\s*\"[~^=v]*([0-9]+(?:\.[0-9]+)*)[\w.+-]*\""
_SCRIPTS = (".sh", ".bash", ".slurm", ".sbatch")
_MAX_SCRIPTS = 100
_INTERPOLATION = re.compile(r"\$\{([^{}]*)\}")
# Members of lists of what code is made of.
_REACHED = frozenset({"api_key", "apiKey", "api_type", "api_base", "base_url", "baseUrl", "endpoint"})
_LISTED = frozenset("parameters input_schema inputSchema system_prompt instructions system_message prompt".split())
# The same of rows that a script goes through, and who serves the model of one.
_ROWS = frozenset("model model_id model_name hf_id repo_id hf_repo checkpoint model_path dataset dataset_name".split())
_SERVING = frozenset("provider vendor platform backend".split())
_RESULTS = frozenset("score scores answer output response accuracy rank result prediction label rating elo".split())
_FEW, _SHORT = 60, 120  # rows, and letters of a text of one
# Variables whose values may be looked at: what names a model, a service or data, and is no secret by its name.
_TELLING = re.compile(
    r"MODEL|EMBED|LLM|DEPLOYMENT|ENDPOINT|_URL\Z|API_BASE|API_URL|HOST|DATASET|DATA(?:_|\Z)|CHECKPOINT", re.I
)
_ACCOUNT = re.compile(r"://[^/@\s]*@")  # an address with somebody's name and password
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS|CRED|AUTH|DATABASE|WEBHOOK", re.I)

Read = Callable[[str], bytes | None]


def is_document(path: str) -> bool:
    """Whether code of the tree may read the file as configuration, by its name."""
    if path.endswith(".properties"):
        return _PROPERTIES.search(path) is not None
    return path.endswith((*_SUFFIXES, *_SCRIPTS, *_PINS, PROJECT)) or _ENV_NAMES.search(path) is not None


class Documents:
    """The documents of a tree by path; `read` gives a file's bytes, or None when it is absent or too large."""

    def __init__(self, paths: Iterable[str], read: Read) -> None:
        self._read = read
        self._paths = {path for path in paths if is_document(path)}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            self._by_name[posixpath.basename(path)].append(path)
        self._standing: dict[str, list[str]] | None = None  # by the last names of their folders
        self._found: dict[tuple[str, str], str | None] = {}  # by the name asked for and the folder that asks
        self._parsed: dict[str, Lined | None] = {}
        self._values: dict[str, Value | None] = {}
        self._projects: set[str] | None = None
        self._variables: dict[str, list[tuple[str, str, int]]] | None = None
        self._properties: dict[str, list[tuple[str, str, int, str]]] | None = None

    def find(self, asked: str, near: str) -> str | None:
        """The path of the document that a file means by a relative path: below its folder or one around it."""
        key = (asked, posixpath.dirname(near))
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, asked: str, folder: str) -> str | None:
        wanted = posixpath.normpath(asked.replace("\\", "/").lstrip("/"))
        while True:
            candidate = posixpath.normpath(posixpath.join(folder, wanted))
            if candidate in self._paths:
                return candidate
            if not folder:
                break
            folder = posixpath.dirname(folder)
        named = self._by_name.get(posixpath.basename(wanted), ())
        return named[0] if len(named) == 1 else None

    def in_folder(self, folder: str, suffix: str) -> list[str]:
        """The documents of an ending that stand directly in a folder, which may be named without its beginning."""
        if self._standing is None:
            self._standing = defaultdict(list)
            for path in sorted(self._paths):
                self._standing[posixpath.basename(posixpath.dirname(path))].append(path)
        tail = posixpath.normpath(folder.lstrip("./")) if folder.strip("./") else ""
        listed = self._standing.get(posixpath.basename(tail), ()) if tail else ()
        return [one for one in listed if one.endswith(suffix) and f"/{posixpath.dirname(one)}".endswith(f"/{tail}")]

    def beside(self, path: str, suffix: str) -> list[str]:
        """The documents of an ending in the folder of a file."""
        folder = posixpath.dirname(path)
        return sorted(one for one in self._paths if one.endswith(suffix) and posixpath.dirname(one) == folder)

    def project_of(self, path: str) -> str:
        """The folder of the project of .NET that a file belongs to; the top of the tree where there is none."""
        if self._projects is None:
            self._projects = {posixpath.dirname(one) for one in self._paths if one.endswith(PROJECT)}
        folder = posixpath.dirname(path)
        while folder and folder not in self._projects:
            folder = posixpath.dirname(folder)
        return folder

    def holds(self, path: str) -> bool:
        """Whether the tree has a document of this path."""
        return path in self._paths

    def value(self, path: str) -> Value | None:
        """The whole document as a literal, or None when it is no mapping, no list of tools or agents, or cannot be
        read."""
        if path not in self._values:
            document = self._document(path)
            self._values[path] = None if document is None else literal(document, document.value)
        return self._values[path]

    def parsed(self, path: str) -> Lined | None:
        """The document with its lines, or None; only mappings count."""
        document = self._document(path)
        return document if document is not None and isinstance(document.value, Mapping) else None

    def _document(self, path: str) -> Lined | None:
        if path not in self._parsed:
            data = self._read(path) if path in self._paths else None
            self._parsed[path] = None if data is None else _parse(data, path)
        return self._parsed[path]

    def header(self, path: str) -> str:
        """The comment that a document begins with (Hydra's `# @package`)."""
        data = self._read(path) or b""
        first = data[:400].decode("utf-8", "replace").lstrip().splitlines()[:1]
        return first[0] if first and first[0].startswith("#") else ""

    def pinned(self, package: str, near: str) -> str:
        """The version of a package of Python or npm that the nearest requirements pin, the least that they take;
        "" where none do."""
        python = near.endswith((".py", ".ipynb"))
        for name in _PINS if python else ("package.json",):
            path = self.find(name, near)
            text = (self._read(path) or b"").decode("utf-8", "replace") if path is not None else ""
            if match := re.search((_PIN if python else _NPM) % re.escape(package), text):
                return match[1]
        return ""

    def variable(self, name: str, near: str) -> list[tuple[str, str, int]]:
        """What `.env` files and exports of scripts set a variable to: (value, path, line), the nearest first."""
        if _SECRET.search(name) or not _TELLING.search(name):
            return []
        if self._variables is None:
            self._variables = defaultdict(list)
            scripts = sorted(path for path in self._paths if path.endswith(_SCRIPTS))[:_MAX_SCRIPTS]
            settings = sorted(path for path in self._paths if _ENV_NAMES.search(path) and path not in scripts)
            for path in (*settings, *scripts):
                form = _EXPORT if path.endswith(_SCRIPTS) else _ENV_LINE
                for key, value, line in _env_lines(self._read(path) or b"", form):
                    self._variables[key].append((value, path, line))
        shared = [(_shared(path, near), value, path, line) for value, path, line in self._variables.get(name, ())]
        return [(value, path, line) for _, value, path, line in sorted(shared, key=lambda one: -one[0])[:2]]

    def property(self, name: str, near: str) -> list[tuple[str, str, int, str]]:
        """What files of properties of Java programs say under a key: (value, path, line, key), the nearest first.

        Keys are told without regard to case, dashes and underscores, as Spring does.
        """
        if _SECRET.search(name):
            return []
        if self._properties is None:
            self._properties = defaultdict(list)
            for path in sorted(path for path in self._paths if _PROPERTIES.search(path)):
                for key, value, line in self._stated(path):
                    self._properties[_relaxed(key)].append((value, path, line, key))
        shared = [(_shared(path, near), one) for one in self._properties.get(_relaxed(name), ()) for path in (one[1],)]
        return [one for _, one in sorted(shared, key=lambda pair: -pair[0])[:2]]

    def _stated(self, path: str) -> Iterable[tuple[str, str, int]]:
        if path.endswith(".properties"):
            yield from _env_lines(self._read(path) or b"", _PROPERTY_LINE)
            return
        stack = [("", self.value(path))]
        while stack:
            prefix, value = stack.pop()
            for key, item in value.pairs if isinstance(value, Map) else ():
                name = f"{prefix}.{getattr(key, 'value', '')}".lstrip(".")
                if isinstance(item, Lit) and isinstance(item.value, str) and item.value:
                    yield name, item.value, item.line
                stack.append((name, item))


def _relaxed(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")


def _shared(path: str, near: str) -> int:
    return len(posixpath.commonprefix([posixpath.dirname(path) + "/", posixpath.dirname(near) + "/"]))


def _env_lines(data: bytes, form: re.Pattern[str]) -> Iterable[tuple[str, str, int]]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines()[:_MAX_MEMBERS], 1):
        match = form.match(line[:2_000])
        if match and match[2]:
            value = match[2].split(" #")[0].strip().strip("\"'")
            computed = form is _EXPORT and ("$" in value or "`" in value)
            if value and not computed and not value.startswith(("<", "...", "your")) and not _ACCOUNT.search(value):
                yield match[1], value, number


def _parse(data: bytes, path: str) -> Lined | None:
    try:
        if path.endswith(".json"):
            document = parse_jsonc(data, path)
        elif path.endswith(".toml"):
            document = parse_toml_with_lines(data, path)
        else:
            document = next(iter(parse_yaml_with_lines(data, path)), Lined(value=None))
    except UnreadableError:
        return None  # the scanner of configurations tells it
    return document if isinstance(document.value, Mapping) or _is_listed(document.value) else None


def _is_listed(value: Json) -> bool:
    """Whether a document is a list of what code is made of (tools, agents, models by their members), not of data."""
    first = value[:3] if isinstance(value, list) else []
    few = isinstance(value, list) and len(value) <= _FEW
    return bool(first) and all(
        isinstance(one, Mapping) and (_is_part(one) or (few and _names_one(one))) for one in first
    )


def _names_one(entry: Mapping[str, Json]) -> bool:
    """Whether a row names a model or data set that a script goes through, in a few words: `{"provider": "openai",
    "id": "gpt-4o"}`. Rows of data have longer texts, and those of a table of results have what came out."""
    told = {key.lower() for key, value in entry.items() if isinstance(value, str) and value}
    short = all(len(value) <= _SHORT for value in entry.values() if isinstance(value, str))
    named = bool(told & _ROWS) or (bool(told & _SERVING) and bool(told & {"id", "name"}))
    return short and named and _RESULTS.isdisjoint(map(str.lower, entry))


def _is_part(entry: Mapping[str, Json]) -> bool:
    described = "name" in entry and not _LISTED.isdisjoint(entry)
    return "function" in entry or described or ("model" in entry and not _REACHED.isdisjoint(entry))


def parsed_text(text: str, line: int) -> Value | None:
    """JSON that stands in a text of code, as the literal that it stands for."""
    try:
        document = parse_jsonc(text.encode("utf-8", "replace"), "")
    except UnreadableError:
        return None
    made = literal(document, document.value)
    return None if made is None else _moved(made, line - 1)


def _moved(value: Value, down: int) -> Value:
    """A literal with its lines counted from further down."""
    match value:
        case Map():
            pairs = (
                (key._replace(line=key.line + down) if key else key, _moved(item, down)) for key, item in value.pairs
            )
            return Map(tuple(pairs), value.line + down)
        case Seq():
            return Seq(tuple(_moved(item, down) for item in value.items), value.line + down)
    return value._replace(line=value.line + down)


def literal(document: Lined, root: Json) -> Value | None:
    """A document as a literal; `${a.b}` in it is looked up in `root`."""
    left = [_MAX_MEMBERS]
    made = _literal(document, document.value, document.line, root, _MAX_DEPTH, left)
    return made if left[0] > 0 else None


def _literal(document: Lined, value: Json, line: int, root: Json, depth: int, left: list[int]) -> Value:
    left[0] -= 1
    if depth <= 0 or left[0] <= 0:
        return Opaque("…", line)
    if isinstance(value, Mapping):
        pairs = []
        for key, item in value.items():
            at = document.line_of(value, key)
            pairs.append((Lit(str(key), at), _literal(document, item, at, root, depth - 1, left)))
        return Map(tuple(pairs), line)
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = (
            _literal(document, item, document.line_of(value, n), root, depth - 1, left) for n, item in enumerate(value)
        )
        return Seq(tuple(items), line)
    if isinstance(value, str) and "${" in value:
        text = _interpolated(value, root, _MAX_INTERPOLATIONS)
        return Opaque(value[:200], line) if text is None else Lit(text, line)
    return Lit(value, line) if isinstance(value, str | int | float | bool) or value is None else Opaque("…", line)


def _interpolated(text: str, root: Json, depth: int) -> str | None:
    """The text with its `${a.b}` filled in; None when one cannot be told."""
    for match in list(_INTERPOLATION.finditer(text))[:20]:
        found = _looked_up(match[1], root, depth)
        if found is None:
            return None
        text = text.replace(match[0], found)[:2_000]
    return text


def _looked_up(path: str, root: Json, depth: int) -> str | None:
    if path.startswith(("oc.env:", "env:", "oc.decode:")):
        _, _, default = path.partition(",")
        return default.strip() or None
    here: Json = root
    for step in path.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    if isinstance(here, bool) or not isinstance(here, str | int | float) or depth <= 0:
        return None
    return _interpolated(here, root, depth - 1) if isinstance(here, str) and "${" in here else str(here)

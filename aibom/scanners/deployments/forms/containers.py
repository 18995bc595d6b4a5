"""Reads containers out of any structured document: values of charts, custom resources, blocks of Terraform, templates.

None of these shares a schema, but all share habits (helm.sh/docs/chart_best_practices/values): an image is `image:
name:tag`, `image: {repository, tag}` or those members themselves; what stands beside it belongs to the same container.
A table that bears a product's name (`ollama:`, `vllm:`) configures the sub-chart of that product. Keys are compared
without regard to case, `_` and `-` (`Image`, `imageUri`, `extra_args`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.scanners.configs.names.modelkeys import key_hint, words_of
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.commands.words import command_words
from aibom.scanners.deployments.records import Setting, Word, Workload
from aibom.scanners.image_names import parse_image

MAX_TABLES = 20_000
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z|[A-Z]{3,}\Z")
_IMAGES = ("image", "imageuri", "imagename", "containerimage", "dockerimage")
_ARGUMENTS = (
    "args", "extraargs", "extracmdargs", "additionalargs", "engineargs", "vllmargs", "serverargs", "containerargs"
)  # fmt: skip
_ENTRYPOINTS = ("command", "entrypoint", "startcommand")
_ENVIRONMENTS = (
    "env", "environment", "extraenv", "extraenvvars", "envvars", "additionalenv", "environmentvariables", "podenv",
    "envvariables", "vars", "secrets",
)  # fmt: skip
_ENGINES = ("runtime", "engine", "backend")
_OFF = ("false", "no", "off")
_SQUEEZED = re.compile(r"[_-]+")


def workloads_below(document: Lined, top: Json, rows: Rows, chart: str = "") -> Iterator[Workload]:
    """What the values below `top` deploy; `chart` is the product that is installed with them, "" when unknown."""
    reader = _Reader(document, rows)
    for table, path in tables(top, used=True):
        found = reader.workload(table, path, chart if table is top else "")
        if found:
            yield found
        yield from reader.other_images(table)


def tables(top: Json, used: bool = False) -> Iterator[tuple[Mapping[str, Json], str]]:
    """Every mapping with the path that leads to it, in written order; `used` leaves out what is switched off."""
    stack: list[tuple[Json, str]] = [(top, "")]
    count = 0
    while stack and count < MAX_TABLES:
        value, path = stack.pop()
        count += 1
        if isinstance(value, Mapping):
            if used and path and _is_off(value):
                continue
            yield value, path
            stack += [(child, f"{path}.{key}" if path else key) for key, child in reversed(list(value.items()))]
        elif isinstance(value, list):
            stack += [(child, path) for child in reversed(value)]
    if stack:
        leave_out(MAX_TABLES, "values")


def squeezed(key: str) -> str:
    """A key in the spelling in which keys are compared."""
    return _SQUEEZED.sub("", key).lower()


class _Reader:
    """One document with the lines of its members."""

    def __init__(self, document: Lined, rows: Rows) -> None:
        self.document, self.rows = document, rows

    def workload(self, table: Mapping[str, Json], path: str, chart: str) -> Workload | None:
        """The container that one mapping describes; None when it describes none."""
        keys = {squeezed(key): key for key in table}
        key = path.rpartition(".")[2]
        image = None if key == "image" else self._image(table, keys)
        product = None if image else (products().by_id.get(chart) or products().of_key(key))
        if _is_off(table):
            return None
        engine = next((one for name in _ENGINES if (one := _engine(_text(table, keys, name)))), None)
        settings = tuple(self._settings(table, keys))
        if image is None and product is None:
            return self._of_environment(table, keys, path)
        asked = tuple(self._asked(table)) if self._is_ollama(image, product and product.id) else ()
        if image is None and not (settings or asked or chart or str(table.get("enabled")) == "true"):
            return None
        return Workload(
            name=path or "image",
            line=image.line if image else self._line_of(table),
            image=image,
            product=product.id if product else engine.id if engine else "",
            entrypoint=(Word("ollama", asked[0].line), Word("pull", asked[0].line))
            if asked
            else self._entry(table, keys),
            command=asked or self._arguments(table, keys),
            settings=settings,
        )

    def other_images(self, table: Mapping[str, Json]) -> Iterator[Workload]:
        """Images of products under keys of their own: `vllmImage`, `modelPuller`, `images: {cpu: ...}`."""
        for key, value in table.items():
            if not isinstance(value, str) or "/" not in value or squeezed(key) in _IMAGES or len(value) > 250:
                continue
            image = parse_image(value) if "://" not in value and " " not in value else None
            if image is not None and (image.tag or image.digest) and products().of_image(image.name) is not None:
                line = self.document.line_of(table, key)
                yield Workload(name=key, line=line, image=Word(value, line))

    def _of_environment(self, table: Mapping[str, Json], keys: Mapping[str, str], path: str) -> Workload | None:
        """Variables of a container whose image stands elsewhere: in the chart, in another file."""
        if not any(name in keys for name in _ENVIRONMENTS):
            return None
        given = tuple(one for name in _ENVIRONMENTS if name in keys for one in self._environment(table[keys[name]]))
        return Workload(name=path, line=self._line_of(table), settings=given) if given else None

    def _line_of(self, table: Mapping[str, Json]) -> int:
        return min((self.document.line_of(table, key) for key in table), default=1)

    def _image(self, table: Mapping[str, Json], keys: Mapping[str, str]) -> Word | None:
        at = self.document.line_of
        for name in _IMAGES:
            image = table.get(keys.get(name, ""))
            if isinstance(image, list) and len(image) == 1:  # a block of Terraform
                image = image[0]
            if isinstance(image, str) and ("/" in image or ":" in image or "$" in image):
                return Word(image, at(table, keys[name]))
            if isinstance(image, Mapping):
                full = _full_name(image)
                return Word(full, at(image, "repository" if "repository" in image else "name")) if full else None
        if "tag" in keys or "pullpolicy" in keys or "digest" in keys:
            full = _full_name(table)
            return Word(full, at(table, "repository")) if full and "repository" in table else None
        return None

    def _settings(self, table: Mapping[str, Json], keys: Mapping[str, str]) -> Iterator[Setting]:
        for name in _ENVIRONMENTS:
            if name in keys:
                yield from self._environment(table[keys[name]])
        for key, value in table.items():
            if isinstance(value, str) and (_VARIABLE.match(key) or key_hint(key) or _locates(key)):
                yield setting(key, value, self.document.line_of(table, key))
        model = table.get("model")
        for key, value in model.items() if isinstance(model, Mapping) else ():
            if isinstance(value, str) and key_hint(f"model_{key}"):
                yield setting(f"model_{key}", value, self.document.line_of(model, key))

    def _environment(self, env: Json) -> Iterator[Setting]:
        at = self.document.line_of
        if isinstance(env, Mapping):
            inner = env.get("Variables") or env.get("variables")
            if isinstance(inner, Mapping):
                env = inner
            for name, value in env.items():
                inner = value.get("value") if isinstance(value, Mapping) else value  # `{description, value}` of Heroku
                yield setting(name, inner, at(env, name))
        for index, one in enumerate(env if isinstance(env, list) else ()):
            if isinstance(one, str) and "=" in one:
                name, _, text = one.partition("=")
                yield setting(name.strip(), text, at(env, index))
            elif isinstance(one, Mapping):
                yield from self._entry_of_environment(one)

    def _entry_of_environment(self, one: Mapping[str, Json]) -> Iterator[Setting]:
        keys = {squeezed(key): key for key in one}
        named = keys.get("name") or keys.get("key") or ""
        label = one.get(named)
        if isinstance(label, str):
            key = keys.get("value", named)
            yield setting(label, one[key] if key != named else None, self.document.line_of(one, key))
        elif inner := one.get("variables"):  # `environment { variables = {...} }`
            yield from self._environment(inner)

    def _entry(self, table: Mapping[str, Json], keys: Mapping[str, str]) -> tuple[Word, ...] | None:
        both = tuple(name for name in ("entrypoint", "command") if table.get(keys.get(name, "")))
        words: list[Word] = []
        for name in both if len(both) > 1 else _ENTRYPOINTS:
            value = table.get(keys.get(name, ""))
            if isinstance(value, str | list) and value:
                words += self._words(value, self.document.line_of(table, keys[name]))
                if len(both) < 2:
                    break
        return tuple(words) or None

    def _words(self, value: Json, line: int) -> tuple[Word, ...]:
        """A command with the lines that the document knows."""
        return command_words(value, line, self.rows, lambda index: self.document.line_of(value, index)) or ()

    def _arguments(self, table: Mapping[str, Json], keys: Mapping[str, str]) -> tuple[Word, ...] | None:
        """Arguments in a list or text, or as a mapping of flags; several such members belong together."""
        found: list[Word] = []
        for name in _ARGUMENTS:
            value = table.get(keys.get(name, ""))
            if isinstance(value, Mapping):
                found += self._flags(value)
            elif value:
                found += self._words(value, self.document.line_of(table, keys[name]))
        return tuple(found) or None

    def _flags(self, table: Mapping[str, Json]) -> Iterator[Word]:
        for key, value in table.items():
            if isinstance(value, str):
                line = self.document.line_of(table, key)
                yield Word(f"--{key.lstrip('-')}", line)
                if value not in ("", "true"):
                    yield Word(value, line)

    def _is_ollama(self, image: Word | None, named: str | None) -> bool:
        return named == "ollama" or (image is not None and "ollama" in image.text)

    def _asked(self, table: Mapping[str, Json]) -> Iterator[Word]:
        """`models: [a, b]`, or `models: {pull: [a]}` as it is or one step deeper (`ollama: {models: ...}`)."""
        inner = table.get("ollama")
        for one in (table, inner if isinstance(inner, Mapping) else {}):
            models = one.get("models")
            lists = [models] if isinstance(models, list) else []
            if isinstance(models, Mapping):
                lists += [value for key in ("pull", "run", "create") if isinstance(value := models.get(key), list)]
            for items in lists:
                for index, item in enumerate(items):
                    name = item.get("name") if isinstance(item, Mapping) else item
                    if isinstance(name, str) and name:
                        yield Word(name, self.document.line_of(items, index))


def _engine(name: str) -> Product | None:
    """The server that `runtime: llamacpp` names; a store under such a key is used and does not run."""
    found = products().of_name(name) if name else None
    return found if found is not None and found.type == "inference-server" else None


def _text(table: Mapping[str, Json], keys: Mapping[str, str], name: str) -> str:
    value = table.get(keys.get(name, ""))
    return value if isinstance(value, str) else ""


def _full_name(image: Mapping[str, Json]) -> str:
    repository = image.get("repository") or image.get("name")
    if not isinstance(repository, str) or not repository:
        return ""
    registry, tag, digest = image.get("registry"), image.get("tag"), image.get("digest")
    name = f"{registry}/{repository}" if isinstance(registry, str) and registry else repository
    name += f":{tag}" if isinstance(tag, str) and tag else ""
    return name + (f"@{digest}" if isinstance(digest, str) and digest and "@" not in name else "")


def _is_off(table: Mapping[str, Json]) -> bool:
    return any(str(table.get(key, "true")).lower() in _OFF for key in ("enabled", "enable"))


def _locates(key: str) -> bool:
    words = words_of(key)
    return "model" in words and words[-1:] in (("url",), ("uri",))

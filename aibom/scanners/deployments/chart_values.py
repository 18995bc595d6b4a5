"""Reads what the values of a Helm chart deploy: images with their variables, arguments and models.

Values have no schema, but habits (helm.sh/docs/chart_best_practices/values): an image is `image: name:tag`, `image:
{repository, tag}` or those members themselves; what stands beside it belongs to the same container. A table that bears
a product's name (`ollama:`, `vllm:`) configures the sub-chart of that product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.configs.modelkeys import key_hint, words_of
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.records import Setting, Word, Workload
from aibom.scanners.deployments.settings import setting
from aibom.scanners.deployments.words import command_words

MAX_TABLES = 20_000
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z|[A-Z]{3,}\Z")
_ARGUMENTS = ("args", "extraArgs", "extraCmdArgs", "additionalArgs", "engineArgs", "vllmArgs", "serverArgs")
_ENVIRONMENTS = ("env", "environment", "extraEnv", "extraEnvVars", "envVars", "additionalEnv")
_OFF = ("false", "no", "off")


def chart_workloads(document: Lined, top: Json, rows: Rows) -> Iterator[Workload]:
    """What the values below `top` deploy."""
    reader = _Reader(document, rows)
    for table, path in tables(top):
        if found := reader.workload(table, path):
            yield found


def tables(top: Json) -> Iterator[tuple[Mapping[str, Json], str]]:
    """Every mapping with the path that leads to it, in written order."""
    stack: list[tuple[Json, str]] = [(top, "")]
    count = 0
    while stack and count < MAX_TABLES:
        value, path = stack.pop()
        count += 1
        if isinstance(value, Mapping):
            yield value, path
            stack += [(child, f"{path}.{key}" if path else key) for key, child in reversed(list(value.items()))]
        elif isinstance(value, list):
            stack += [(child, path) for child in reversed(value)]


class _Reader:
    """One document with the lines of its members."""

    def __init__(self, document: Lined, rows: Rows) -> None:
        self.document, self.rows = document, rows

    def workload(self, table: Mapping[str, Json], path: str) -> Workload | None:
        """The container that one mapping describes; None when it describes none."""
        key = path.rpartition(".")[2]
        image = None if key == "image" else self._image(table)
        product = None if image else products().of_key(key)
        if (image is None and product is None) or _is_off(table):
            return None
        settings = tuple(self._settings(table))
        asked = tuple(self._asked(table)) if self._is_ollama(image, product and product.id) else ()
        if image is None and not (settings or asked or str(table.get("enabled")) == "true"):
            return None
        return Workload(
            name=path or "image",
            line=image.line if image else self._line_of(table),
            image=image,
            product=product.id if product else "",
            entrypoint=(Word("ollama", asked[0].line), Word("pull", asked[0].line)) if asked else None,
            command=asked or self._arguments(table),
            settings=settings,
        )

    def _line_of(self, table: Mapping[str, Json]) -> int:
        return min((self.document.line_of(table, key) for key in table), default=1)

    def _image(self, table: Mapping[str, Json]) -> Word | None:
        image, at = table.get("image"), self.document.line_of
        if isinstance(image, str) and ("/" in image or ":" in image):
            return Word(image, at(table, "image"))
        if isinstance(image, Mapping):
            name = _full_name(image)
            return Word(name, at(image, "repository" if "repository" in image else "name")) if name else None
        if "tag" in table or "pullPolicy" in table or "digest" in table:
            name = _full_name(table)
            return Word(name, at(table, "repository")) if name and "repository" in table else None
        return None

    def _settings(self, table: Mapping[str, Json]) -> Iterator[Setting]:
        for name in _ENVIRONMENTS:
            yield from self._environment(table.get(name))
        for key, value in table.items():
            if isinstance(value, str) and (_VARIABLE.match(key) or key_hint(key) or _locates(key)):
                yield setting(key, value, self.document.line_of(table, key))
        model = table.get("model")
        for key, value in model.items() if isinstance(model, Mapping) else ():
            if isinstance(value, str) and key_hint(f"model_{key}"):
                yield setting(f"model_{key}", value, self.document.line_of(model, key))

    def _environment(self, env: Json) -> Iterator[Setting]:
        if isinstance(env, Mapping):
            for name, value in env.items():
                yield setting(name, value, self.document.line_of(env, name))
        for one in env if isinstance(env, list) else ():
            label = one.get("name") if isinstance(one, Mapping) else None
            if isinstance(one, Mapping) and isinstance(label, str):
                yield setting(
                    label, one.get("value"), self.document.line_of(one, "value" if "value" in one else "name")
                )

    def _arguments(self, table: Mapping[str, Json]) -> tuple[Word, ...] | None:
        """Arguments in a list or text, or as a mapping of flags."""
        for key in _ARGUMENTS:
            value = table.get(key)
            if isinstance(value, Mapping):
                return tuple(self._flags(value))
            if value:
                return command_words(value, self.document.line_of(table, key), self.rows)
        return None

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
                lists += [value for key in ("pull", "run") if isinstance(value := models.get(key), list)]
            for items in lists:
                for index, item in enumerate(items):
                    name = item.get("name") if isinstance(item, Mapping) else item
                    if isinstance(name, str) and name:
                        yield Word(name, self.document.line_of(items, index))


def _full_name(image: Mapping[str, Json]) -> str:
    repository = image.get("repository") or image.get("name")
    if not isinstance(repository, str) or not repository:
        return ""
    registry, tag, digest = image.get("registry"), image.get("tag"), image.get("digest")
    name = f"{registry}/{repository}" if isinstance(registry, str) and registry else repository
    name += f":{tag}" if isinstance(tag, str) and tag else ""
    return name + (f"@{digest}" if isinstance(digest, str) and digest else "")


def _is_off(table: Mapping[str, Json]) -> bool:
    return str(table.get("enabled", "true")).lower() in _OFF


def _locates(key: str) -> bool:
    words = words_of(key)
    return "model" in words and words[-1:] in (("url",), ("uri",))

"""Self-hosted AI products: which image or launch command runs them, and how each is protected.

The data is products.json beside this file (form: schemas/products.schema.json); it is read once, on first use.
"""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from aibom.core import re

_BETWEEN = re.compile(r"[._]+|-{2,}")
_ADDRESS = re.compile(
    r"(?P<words>[A-Z0-9_]+?)_(?:(?:BASE|API|SERVER|SERVICE)_)*(?:URLS?|URI|HOST|ENDPOINT|BASE|ADDR(?:ESS)?)\Z"
)
_VERSION = re.compile(r"\Av?\d[\w]*\Z|\d+\Z|\Acu\d+\Z")
DATA = Path(__file__).with_name("products.json")


class ModelArgument(NamedTuple):
    """Where a launch command names a model: flags, or a position ("*" = every plain word).

    `origin`: hf, ollama, file, url, label (a name of the product's own), routed (LiteLLM's `provider/model`),
    repository (a folder of models), or "" when the name itself must tell. `form`: "" | commas | assignments.
    """

    flags: tuple[str, ...] = ()
    at: int | str | None = None
    origin: str = ""
    form: str = ""
    model_class: str = ""


class Launch(NamedTuple):
    """A command that starts or feeds the product: `words` it begins with, or a Python `module`."""

    words: tuple[str, ...] = ()
    module: str = ""
    models: tuple[ModelArgument, ...] = ()
    serves: bool = True
    only_in_image: bool = False
    needs_flag: tuple[str, ...] = ()
    needs_import_path: bool = False


class Auth(NamedTuple):
    """How the product is told to ask for credentials; `default` is what it does when nothing is said."""

    flags: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false_if_true: tuple[str, ...] = ()
    false_if_false: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    values: tuple[tuple[str, str, bool], ...] = ()  # variable, value, what it means
    default: bool | None = None


class Product(NamedTuple):
    """One product; see the schema for each member."""

    id: str
    name: str
    type: str
    images: tuple[str, ...] = ()
    basenames: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    own_flags: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    resource_models: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    launch: tuple[Launch, ...] = ()
    model_env: tuple[str, ...] = ()
    model_class: str = ""
    model_in_image: str = ""
    auth: Auth = Auth()
    log_on: tuple[str, ...] = ()
    log_off: tuple[str, ...] = ()

    @property
    def serves(self) -> bool:
        """Whether models run in it, or behind it as one system."""
        return self.type == "inference-server" or self.id == "llm-d"


class Products:
    """The products with their indexes."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.all = tuple(_product(entry) for entry in document["products"])
        self.use_flags = frozenset(document["use_flags"])
        self._exact = {_short(image): one for one in self.all for image in one.images if "*" not in image}
        self._globs = [
            (re.compile(fnmatch.translate(_short(image))), one)
            for one in self.all
            for image in one.images
            if "*" in image
        ]
        self._base = [re.compile(fnmatch.translate(_short(image))) for image in document["base_images"]]
        self._basenames = {name: one for one in self.all for name in one.basenames}
        self._words = {tuple(word.split("-")): one for one in self.all for word in one.words}
        self._flags = {flag: one for one in self.all for flag in one.own_flags}
        self._variants = frozenset(document.get("image_variants", ()))
        self._charts = {name: one for one in self.all for name in one.charts}
        self._resources = {name: one for one in self.all for name in one.resources}
        self._names = {_plain(name): one for one in self.all for name in (one.id, one.name, *one.words)}
        own = Counter(name for one in self.all for name in one.model_env)
        self._model_env = {name: one for one in self.all for name in one.model_env if own[name] == 1}
        self._env = {name: one for one in self.all for name in one.env}
        self._ports = {port: one for one in self.all for port in one.ports}
        self.by_id = {one.id: one for one in self.all}
        self._programs = _by_program(self.all)
        self._modules = {launch.module: (one, launch) for one in self.all for launch in one.launch if launch.module}

    @property
    def image_names(self) -> list[str]:
        """The last parts of the images of all products."""
        exact = {image.rpartition("/")[2] for one in self.all for image in one.images if "*" not in image}
        return sorted({*exact, *self._basenames} - {"server", "worker", "latest", "inference"})

    @property
    def chart_names(self) -> list[str]:
        """The names of the charts that install a product, as they may be written."""
        return sorted({*self._charts, *("-".join(words) for words in self._words)})

    def of_image(self, name: str) -> Product | None:
        """The product that the image of this normalised name runs; mirrors keep the path or its last part."""
        short = _short(name)
        if found := self._exact.get(short):
            return found
        if found := next((one for pattern, one in self._globs if pattern.match(short)), None):
            return found
        _, _, path = short.partition("/")
        last = short.rpartition("/")[2]
        return self._exact.get(path) or self._basenames.get(last) or self._of_words(last)

    def _of_words(self, basename: str) -> Product | None:
        """`vllm-openai-ubi9`, `my-registry/ollama-rocm`: a product's word among words that only tell the build."""
        parts = tuple(_BETWEEN.sub("-", basename.lower()).split("-"))
        for start in range(len(parts)):
            for end in range(len(parts), start, -1):
                found = self._words.get(parts[start:end])
                if found is not None and all(self._is_variant(part) for part in (*parts[:start], *parts[end:])):
                    return found
        return None

    def _is_variant(self, part: str) -> bool:
        return part.strip("0123456789") in self._variants or not _VERSION.sub("", part)

    def is_ai_base(self, name: str) -> bool:
        """Whether an image is a base of AI frameworks (pytorch/pytorch)."""
        return any(pattern.match(_short(name)) for pattern in self._base)

    def of_flags(self, words: Iterable[str]) -> Product | None:
        """The product whose own flags are among the arguments of an image that says nothing."""
        return next((one for word in words if (one := self._flags.get(word.partition("=")[0]))), None)

    def of_chart(self, name: str) -> Product | None:
        """The product that a Helm chart of this name installs."""
        return self._charts.get(name) or self._of_words(name.removesuffix("-helm").removesuffix("-chart"))

    def of_resource(self, version: str, kind: str) -> Product | None:
        """The product that takes resources of this `apiVersion` and kind: `kaito.sh/v1beta1` `Workspace`."""
        group = version.partition("/")[0]
        names = (f"{group}/{kind}", group, group.partition(".")[2])
        found = next((one for name in names if (one := self._resources.get(name))), None)
        return found or (self._words.get((group.partition(".")[0],)) if "." in group else None)

    def of_key(self, key: str) -> Product | None:
        """The product whose name a key of a chart's values is: `ollama`, `open-webui`, `textEmbeddings...`."""
        name = key.lower().replace("_", "-")
        return self._words.get(tuple(name.split("-"))) or self._charts.get(name)

    def of_variable(self, name: str) -> Product | None:
        """The product whose image a variable of this name holds: `OLLAMA_IMAGE`, `vllm-cuda-image`."""
        return self.of_key(name) or self._of_words(name.replace("_", "-"))

    def of_name(self, name: str) -> Product | None:
        """The product of this name, however it is written: `VLLM`, `OLlama`, `FasterWhisper`."""
        return self._names.get(_plain(name))

    def of_env(self, name: str) -> Product | None:
        """The product whose address or key a variable holds: one of its list, or `COMFYUI_BASE_URL` by its words."""
        found = self._env.get(name)
        if found is None and (match := _ADDRESS.match(name)) is not None:
            found = self._words.get(tuple(match["words"].lower().split("_")))
        return found

    def of_model_env(self, name: str) -> Product | None:
        """The one product that takes its model from a variable of this name, when the name is telling."""
        return self._model_env.get(name) if name.count("_") > 1 else None

    def of_port(self, port: int) -> Product | None:
        """The product that is reached at this port by default, when the port is telling."""
        return self._ports.get(port)

    def of_module(self, module: str) -> tuple[Product, Launch] | None:
        """The launch that `python -m module` is."""
        return self._modules.get(module)

    def of_words(self, words: Sequence[str], in_image: Product | None = None) -> tuple[Product, Launch, int] | None:
        """The launch that a command's first words are, longest first, and how many words it takes."""
        for product, launch in self._candidates(words[0] if words else "", in_image):
            size = len(launch.words)
            if tuple(words[:size]) == launch.words:
                return product, launch, size
        return None

    def _candidates(self, program: str, in_image: Product | None) -> Iterator[tuple[Product, Launch]]:
        if in_image is not None:
            yield from ((in_image, launch) for launch in in_image.launch if launch.only_in_image)
        yield from self._programs.get(program, ())


@cache
def products() -> Products:
    """The shipped products."""
    return Products(orjson.loads(DATA.read_bytes()))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


def _short(name: str) -> str:
    return name.removeprefix("docker.io/")


def _by_program(all_products: Sequence[Product]) -> dict[str, list[tuple[Product, Launch]]]:
    programs: dict[str, list[tuple[Product, Launch]]] = {}
    for product in all_products:
        for launch in product.launch:
            if launch.words and not launch.only_in_image:
                programs.setdefault(launch.words[0], []).append((product, launch))
    for launches in programs.values():
        launches.sort(key=lambda pair: -len(pair[1].words))
    return programs


def _product(entry: Mapping[str, Any]) -> Product:
    log = entry.get("log", {})
    lists = {name: tuple(entry.get(name, ())) for name in _LISTS}
    return Product(
        id=entry["id"],
        name=entry["name"],
        type=entry["type"],
        launch=tuple(_launch(one) for one in entry.get("launch", ())),
        model_class=entry.get("model_class", ""),
        model_in_image=entry.get("model_in_image", ""),
        auth=_auth(entry.get("auth", {})),
        log_on=tuple(log.get("on", ())),
        log_off=tuple(log.get("off", ())),
        **lists,
    )


_LISTS = (
    "images", "basenames", "words", "own_flags", "charts", "resources", "resource_models", "prefix",
    "env", "ports", "model_env",
)  # fmt: skip


def _launch(entry: Mapping[str, Any]) -> Launch:
    return Launch(
        words=tuple(entry.get("words", ())),
        module=entry.get("module", ""),
        models=tuple(_model(one) for one in entry.get("models", ())),
        serves=entry.get("serves", True),
        only_in_image=entry.get("only_in_image", False),
        needs_flag=tuple(entry.get("needs_flag", ())),
        needs_import_path=entry.get("needs_import_path", False),
    )


def _model(entry: Mapping[str, Any]) -> ModelArgument:
    return ModelArgument(
        flags=tuple(entry.get("flags", ())),
        at=entry.get("at"),
        origin=entry.get("origin", ""),
        form=entry.get("form", ""),
        model_class=entry.get("class", ""),
    )


def _auth(entry: Mapping[str, Any]) -> Auth:
    lists = {
        name: tuple(entry.get(name, ())) for name in ("flags", "env", "true", "false_if_true", "false_if_false", "off")
    }
    values = tuple(
        (name, value, told) for name, table in entry.get("values", {}).items() for value, told in table.items()
    )
    return Auth(values=values, default=entry.get("default"), **lists)

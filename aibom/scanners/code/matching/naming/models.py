"""The models that hits yield, and the services behind them."""

from __future__ import annotations

from collections.abc import Iterable, Set

from aibom.catalog.entries import Provider, Signature
from aibom.core import re
from aibom.core.json import Json
from aibom.core.secrets import clean_url
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.addresses import is_sample
from aibom.scanners.code.matching.model_names import (
    TreePaths,
    api_model,
    bare_word,
    file_model,
    hub_model,
    is_media,
    is_name,
    local_path,
    looks_like_hub,
    routed,
    settled_text,
    uncrossed,
)
from aibom.scanners.code.matching.naming.defaults import default_of
from aibom.scanners.code.matching.naming.environment import KEYS
from aibom.scanners.code.matching.naming.made_paths import without_made_up
from aibom.scanners.code.matching.naming.serving import SDK_OF_ALL, Serving
from aibom.scanners.code.matching.naming.texts import Texts, place_of
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.types import Const, Lost, Site

_WORDS = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)*")  # no version, no hyphen
_DEPLOYED = ("AddDeployment", "AddModel", "AzureOpenAIDeployment")
_OWN_SPACES = frozenset(("models", "tunedModels", "publishers", "projects"))  # before names that are no organisation's
_NO_SIZES = frozenset(("auto", "default", "custom"))  # words that leave the size to the program
_Named = tuple[Subject, dict[str, Json]]


class ModelHits:
    """Names the models of hits by the naming of their signature."""

    def __init__(self, texts: Texts, paths: Set[str]) -> None:
        self.texts, self.paths = texts, TreePaths(paths)
        self.resolver, self.catalogue = texts.resolver, texts.resolver.catalogue
        self.serving = Serving(texts)
        self._deployed: dict[str, str] = {}

    def connect(self, hits: Iterable[Hit]) -> None:
        """Note where OpenAI's clients are sent to, for requests that are made apart from them, and which models the
        deployments of .NET Aspire have, by whose names their clients ask for them."""
        for hit in hits:
            if hit.symbol.path.rpartition(".")[2] in _DEPLOYED and self.resolver.modules[hit.path].group == "dotnet":
                alias, model = (self.texts.first(locator, hit.site) for locator in ("0", "1"))
                if alias and model:
                    self._deployed[alias] = model
            self.serving.connect(hit)

    def models(self, hit: Hit, site: Site) -> list[Found]:
        """All models of a hit as entered from a site."""
        signature = hit.signature
        if signature.naming == "class":
            return [] if self._is_in_layer(hit) else [by_class(hit)]
        known, lost, present = self.texts.read(signature, site)
        default = default_of(self.resolver, signature, hit.path) if not present else ""
        if default and self._takes_default(signature, site):
            known = [Const(default, hit.path, hit.line)]
        providers = self.serving.providers(hit, site)
        readable = any(not text.partial for text in known)
        further = self._further(hit, site) if known else {}
        found = []
        for text in uncrossed(self.catalogue, known) if signature.naming == "routed" else known:
            name = settled_text(str(text.value).strip())
            provider = self.serving.of_name(name, providers)
            if self._deployed and self.resolver.modules[hit.path].group == "dotnet":
                name = self._deployed.get(name, name)
            partial = text.partial and "{" in name  # an ARN names its model behind the parts that are unknown
            if partial and not readable:
                self.texts.unknown(hit, "model", name)
            if _is_server(name, signature):
                continue
            if partial or self._is_other(hit, name, text, provider):
                continue
            subject, facts = self._named(hit, site, name, provider, text)
            found.append(Found(subject, {**facts, **further}, place_of(text)))
        found, left_out = without_made_up(found, known, self.paths.__contains__)
        if left_out:
            self.texts.unknown(hit, "model", left_out)
        if not known and site == hit.site:
            self.texts.report(hit, site, "model", lost, present)
        return found

    def _is_other(self, hit: Hit, name: str, text: Const, provider: Provider | None) -> bool:
        """Whether a text that is given in a model's place names something else, or nothing."""
        signature = hit.signature
        addressed = signature.naming in ("url", "download") and "://" in name and " " not in name
        return bool(
            not (is_name(name) or addressed)
            or (signature.naming == "url" and is_sample(name))
            or (signature.naming == "download" and not _is_fetched(name))
            or (text.joined and name in _PARTS)
            or (signature.naming == "routed" and name.endswith("/"))  # `f"groq/{model}"` where nothing was typed in
            or _OF_RUNS.search(name)
            or is_media(name)
            or (signature.prefix and name.lower() in _NO_SIZES)
            or (signature.naming == "hub" and " " in name)
            or (signature.naming == "hub" and bare_word(name) and (text.name or text.line != hit.line))
            or (provider is not None and self._is_of_hub(name, provider))
            or (self._is_elsewhere(text, hit) and self._is_choice(name, provider, signature))
        )

    def _is_in_layer(self, hit: Hit) -> bool:
        """Whether Keras' container of layers is a part of a layer of the project's own."""
        name = hit.symbol.path.removesuffix("()").rpartition(".")[2]
        own = self.resolver.modules[hit.path].base_names(hit.site.env.scope) if name == "Sequential" else ()
        return any(base.endswith("Layer") for base in own)

    def _is_of_hub(self, name: str, provider: Provider) -> bool:
        """Whether a name is one of the hub's that a parameter hands to all clients, and no model of this vendor, which
        serves none but its own. OpenAI's client is also that of servers which do."""
        space = name.partition("/")[0]
        own = space in _OWN_SPACES or self.catalogue.provider_of_name(space) is not None
        return provider.own_models and provider.id != SDK_OF_ALL and looks_like_hub(name) and not own

    def _is_elsewhere(self, text: Const, hit: Hit) -> bool:
        """Whether a text does not stand in the call that it is given to."""
        if text.path != hit.path or hit.site.call < 0:
            return True
        call = self.resolver.modules[hit.path].call(hit.site.call)
        return not call.line <= text.line <= call.end_line

    def _is_choice(self, name: str, provider: Provider | None, signature: Signature) -> bool:
        """Whether a word that comes from elsewhere chooses among what the program has rather than among models:
        `--model chatgptapi`, `class HumanModel: name = "human"`. Who serves other people's models may call them so."""
        if not _WORDS.fullmatch(name) or signature.default == name or self.catalogue.form(name) is not None:
            return False
        return provider.own_models if provider is not None else signature.naming == "routed"

    def _takes_default(self, signature: Signature, site: Site) -> bool:
        """Whether a call that names no model uses the library's own: all options are read, the server is the SDK's.

        An address from the environment may be the SDK's, unless the key is written out (`api_key="lm-studio"`).
        """
        if site.call < 0:
            return True
        if self.texts.unpacks(site) or self.texts.closed(signature, site):
            return False
        places = [value for locator in signature.endpoint for value in located(self.resolver, locator, site)]
        own_key = any(self.texts.first(locator, site) for locator in KEYS)
        return not any(isinstance(place, Lost) and (own_key or not place.why) for place in places)

    def services(self, hit: Hit, site: Site) -> list[Found]:
        """The services that a client talks to, with the signature's own facts."""
        asked = self.serving.services(hit, site)
        return [one._replace(facts={**one.facts, **hit.signature.facts}) for one in asked]

    def half_named(self, hit: Hit, site: Site) -> list[Found]:
        """The services of routed models of which no more than the prefix can be read (`f"anthropic/{model}"`)."""
        known, _, _ = self.texts.read(hit.signature, site)
        prefixes = [routed(self.catalogue, str(text.value))[0] for text in known if text.partial]
        return [provider_service(provider) for provider in dict.fromkeys(prefixes) if provider is not None]

    def runners(self, hit: Hit, site: Site) -> list[tuple[Found, str]]:
        """The servers of one's own that routed models are asked of, each with the name of its repository of the hub:
        `hosted_vllm/Qwen/Qwen3-8B`."""
        known, _, _ = self.texts.read(hit.signature, site)
        parts = dict.fromkeys(routed(self.catalogue, str(text.value).strip()) for text in known if not text.partial)
        served = ((provider, name) for provider, name in parts if provider is not None and looks_like_hub(name))
        return [(provider_service(provider), name) for provider, name in served if provider.serves_hub]

    def _named(self, hit: Hit, site: Site, name: str, provider: Provider | None, text: Const) -> _Named:
        signature = hit.signature
        if signature.prefix and not _is_whole(name, signature.prefix):
            name = signature.prefix + name
        match signature.naming:
            case "label":
                named = self._label(name, signature)
            case "hub":
                shared = hit.symbol.module == "gradio"  # `gr.load("models/org/name")`
                named = self._hub(name.partition("/")[2] if shared else name, text, site)
            case "url" | "download" if "://" in name:
                named = by_address(name)
            case "file" if name.startswith(("http://", "https://")):
                named = by_address(name)
            case "file" | "url":
                named = file_model(self.paths.of(name, text.path))
            case "routed":
                prefixed, rest = routed(self.catalogue, name)
                on_hub = prefixed is None and provider is None and looks_like_hub(rest)
                named = hub_model(rest) if on_hub else self._by_api(prefixed or provider, rest, signature)
            case _:
                named = self._by_api(provider, name, signature)
        subject, facts = named
        if signature.model_class:
            facts.setdefault("model_class", signature.model_class)
        return subject, facts

    def _label(self, name: str, signature: Signature) -> _Named:
        facts: dict[str, Json] = {"source": f"{signature.framework}:{name}"} if signature.framework else {}
        return Subject(kind=Kind.MODEL, name=name, origin=signature.framework), facts

    def _by_api(self, provider: Provider | None, name: str, signature: Signature) -> _Named:
        provider = self._own_provider(provider, name)
        if provider is not None and provider.id == "huggingface" and looks_like_hub(name):
            subject, facts = hub_model(name)
            return subject, {**facts, "hosted": True}
        if provider is not None and provider.serves_hub and looks_like_hub(name):
            return hub_model(name)
        return api_model(self.catalogue, name, provider, signature.model_class)

    def _own_provider(self, provider: Provider | None, name: str) -> Provider | None:
        """The SDK's provider, unless it serves only its own models and the name is another's: then a compatible
        API is meant, or a setting that several clients share."""
        form = self.catalogue.form(name)
        if provider is None or not provider.own_models or form is None or form.provider in (provider.id, "hf"):
            return provider
        return self.catalogue.provider(form.provider) or provider

    def _hub(self, name: str, text: Const, site: Site) -> _Named:
        name = name.removeprefix("local:")  # LlamaIndex's word for a model that is not behind an API
        path = self.paths.of(name, text.path)
        if text.joined or local_path(name) or path in self.paths or self.resolver.places.is_folder(path):
            return file_model(path)
        return hub_model(name, self.texts.first("revision", site))

    def _further(self, hit: Hit, site: Site) -> dict[str, Json]:
        facts = dict(hit.signature.facts)
        task = self.texts.first("task", site) if hit.signature.naming == "hub" else None
        if task is not None:
            facts["task"] = task
        addresses = filter(None, self.serving.addresses(hit.signature, site))
        if endpoints := [clean_url(str(one.value)) for one in addresses]:
            facts["endpoints"] = sorted(dict.fromkeys(endpoints))
        return facts


# Folders of the parts of a pipeline (diffusers), behind a folder that only the running program knows.
# What training keeps beside a model, to go on with: `optimizer.pt`, `rng_state_0.pth`.
_OF_RUNS = re.compile(
    r"(?:^|[/\\])(?:optimi[sz]er|optim|scheduler|scaler|rng_state|\w*_args|trainer_state)(?:_\w+)?\.(?:pth?|bin)\Z"
)
_PARTS = frozenset(
    "unet unet_ema vae text_encoder text_encoder_2 text_encoder_3 tokenizer tokenizer_2 tokenizer_3 scheduler"
    " transformer transformer_ema controlnet image_encoder feature_extractor safety_checker".split()
)
_ON_HUB = re.compile(
    r"(?:djl://ai\.djl\.huggingface\.\w+/|https?://huggingface\.co/)([\w.-]+(?:/[\w.-]+)?)(?:/resolve/.*|\?.*)?"
)


# What whoever fetches weights fetches as well, and archives, which may hold either.
_BESIDE_WEIGHTS = re.compile(r"\.(?:ya?ml|json[lc]?|txt|csv|tsv|md|html?|py|sh|xml|parquet|npy)\Z", re.IGNORECASE)
_PACKED = re.compile(r"\.(?:zip|tar|tgz|rar|7z|gz|bz2|xz)\Z", re.IGNORECASE)
_OF_WEIGHTS = re.compile(r"model|weight|checkpoint|ckpt|pre-?train|network", re.IGNORECASE)


def _is_fetched(address: str) -> bool:
    """Whether what a function downloads to a file may be a model: functions for weights fetch fonts and data too."""
    path = address.partition("?")[0]
    told = not _PACKED.search(path) or bool(_OF_WEIGHTS.search(path.rpartition("/")[2]))
    return "://" in address and told and not is_sample(address) and not _BESIDE_WEIGHTS.search(path)


def _is_whole(name: str, prefix: str) -> bool:
    """Whether a name needs no family before it: a path, one that says it, one of a family derived from it."""
    return local_path(name) or "/" in name or prefix.strip("-") in name or name.startswith("distil-")


def _is_server(name: str, signature: Signature) -> bool:
    """Whether a setting gives the address of a server where others give a name."""
    return (
        name.startswith(("http://", "https://"))
        and signature.naming in ("", "api", "hub")
        and "huggingface.co/" not in name
    )


def by_address(address: str) -> _Named:
    """The model at an address: a repository of the hub, one of a zoo (`djl://ai.djl.pytorch/resnet`), or a download."""
    on_hub = _ON_HUB.fullmatch(address)
    if on_hub is not None:
        return hub_model(on_hub[1])
    scheme, _, rest = address.partition("://")
    name = rest.partition("/")[2] if scheme == "djl" and "/" in rest else address
    return Subject(kind=Kind.MODEL, name=name), {"source": address}


_BUILDS = re.compile(r"(?:build|create|make|get|define|construct|init|load|compile|setup)_?", re.IGNORECASE)
_UNTOLD = frozenset("model models network net nn main run train fit call init a_model the_model base_model".split())


def _built_by(function: str) -> str:
    """What a function builds, by its name (`build_generator`: generator); "" where that says nothing."""
    name = _BUILDS.sub("", function, count=1) if _BUILDS.match(function) else function
    plain = name.strip("_")
    telling = len(plain) > 2 and not plain.startswith("<") and plain.lower() not in _UNTOLD
    return plain if telling and not plain.lower().endswith("model") else ""


_LOADS = frozenset(
    ("load_data", "splits", "iters", "get_model", "create")
)  # of a class or module of data, of a pipeline


_MAKES = re.compile(r"\Acreate(?=[A-Z]{2})|(?<=\w)_create\Z")  # OpenCV's functions for what it makes


def by_class(hit: Hit) -> Found:
    """What is named by the class that is made: `RandomForestClassifier()`, `datasets.MNIST(...)`."""
    parts = hit.symbol.path.removesuffix("()").split(".")
    name = parts[-2] if parts[-1] in _LOADS and len(parts) > 1 else parts[-1]
    name = _MAKES.sub("", name)
    facts: dict[str, Json] = dict(hit.signature.facts)
    if hit.signature.model_class:
        facts["model_class"] = hit.signature.model_class
    facts["framework"] = hit.symbol.module.partition(".")[0]
    if name == "Model":  # of Keras, made of layers
        name = _built_by(hit.site.env.scope.rpartition(".")[2]) or name
    return Found(Subject(kind=Kind(hit.signature.kind), name=name), facts)

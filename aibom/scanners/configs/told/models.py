"""Models that a configuration names: a key that says model, a value that looks like one, and who serves it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.secrets import is_secret_name
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.left_open import variable_of
from aibom.scanners.configs.names.modelkeys import KeyHint, key_hint, says_model, words_of
from aibom.scanners.configs.names.naming import Named, is_hub_id, is_placeholder, name_model
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.names.values import default_of, known_model, model_of_setting, model_of_value
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.cloud_endpoints import asset_name
from aibom.scanners.configs.told.data import is_data_key
from aibom.scanners.configs.told.model_roles import by_role
from aibom.scanners.configs.told.providers import Serving, address_of, serving_in
from aibom.scanners.configs.walk import Place, texts

_MAX_LIST, _MAX_ROLES, _MAX_CHOICES, _MAX_ROWS = 3, 6, 12, 40
# Lists of models by what they do, whose entries have a name and a provider: `[[models.embeddings]]`.
_CLASSES = {"embeddings": "embedding", "embedders": "embedding", "rerankers": "reranker"}
_GROUPS = frozenset({"llms", *_CLASSES})
_MODEL_GROUPS = frozenset({"model", "models", "llm"})
_TAGGED = re.compile(r"[a-z][\w.-]*:[\w.-]+\Z")
_PROVIDERS = frozenset(("provider", "providerId", "provider_id"))
# Mappings of manifests that only mark: `metadata.labels`, `selector.matchLabels`.
_LABELS = frozenset("labels matchLabels annotations selector nodeSelector podLabels".split())
_REPOSITORIES = frozenset({"repository", "repo", "repo_id", "repoId"})
# Words of a key below which stand parts of addresses: `url_suffix: {embedding: api/embed}`.
_ADDRESSES = frozenset("url urls uri uris suffix suffixes route routes".split())
# Keys that only say `name` or `path`; what they mean stands in the key above them.
_BARE = frozenset(
    "name id path default primary deployment checkpoint model_name model value deploymentname deployment_name"
    " deploymentid deployment_id modelid model_id name_or_path".split()
)
# Words of a key whose list says what may be chosen, or must not.
_NOT_CHOSEN = frozenset(
    "supported available allowed blocked denied excluded known all other list deprecated retired data sub".split()
)
_HUB_WORDS = frozenset("adapter adapters lora model models checkpoint".split())
_CACHES = frozenset({"model_cache", "hf_cache", "model_caches"})
_PARAMETERS = ("params", "litellm_params", "litellmParams", "parameters")
_MODEL_KEY = re.compile(r"(?:(?:chat|default|small|fast|main|planner)_?)?(?:model|llm)(?:_?(?:name|id))?\Z", re.I)
# Families that Claude Code and its kin know by one word; they follow the newest model of the family.
_FAMILIES = {"sonnet": "anthropic", "opus": "anthropic", "haiku": "anthropic"}
# Endings that nothing but weights have, under whatever key: `pretrain_network_g: experiments/net_g.pth`.
_WEIGHTS = re.compile(
    r"[\w/~.-]+\.(?:gguf|safetensors|pt|pth|ckpt|onnx|h5|keras|tflite|nemo|engine|caffemodel|weights|llamafile|t7)\Z",
    re.IGNORECASE,
)
_LONGEST = 200  # characters of a path that are looked at
_WRITTEN = frozenset(
    "output out save saved saving log target export exported result results destination dest write filename".split()
)
_VARIABLES = frozenset({"env", "envs", "extraEnv", "extraEnvVars", "envVars", "environment"})
_ANY_NAME = re.compile(r"[A-Za-z][\w.:/-]{2,80}\Z")
_HOSTED = re.compile(r"endpoint|inference|api|tgi")
_USE_ARGUMENTS = (
    "revision", "model_revision", "trust_remote_code", "load_in_4bit", "load_in_8bit", "quantization", "torch_dtype",
    "dtype", "base_url", "api_base", "temperature", "use_safetensors", "weights_only", "adapter", "seed",
)  # fmt: skip


def models_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The models of one mapping."""
    if _is_of_others(place):
        return
    serving = serving_in(place)
    yield from _offered_default(place, sight)
    for key, value in place.table.items():
        if "/" in key or _is_alias(place, key):
            continue  # a label of a manifest: `llm-d.ai/model`
        hint = hint_of(place, key) or _beside_provider(place, key, value) or _of_group(place, key, sight.path)
        hint = hint or by_role(place, key)
        if key == "model" and isinstance(value, str) and asset_name(value):
            continue  # told by cloud_endpoints
        if hint is None:
            yield from _choices(place, key, value, sight) if isinstance(value, list) else ()
            yield from _located(place, key, value, sight)
            continue
        for text, line in _own(place, _few(place, key, value)):
            yield from _named(place, key, _as_served(serving, default_of(text)), line, hint, serving, sight)


def _named(
    place: Place, key: str, text: str, line: int, hint: KeyHint, serving: Serving | None, sight: Sight
) -> Iterator[Sighting]:
    """The model that a text under a key names; an unknown one where it is a variable and the key says what it holds."""
    by = serving if serving is not None and _may_serve(serving, text) else None
    if text in _FAMILIES and _MODEL_KEY.search(key) and not _is_own_name(place, text):
        family = name_model(text, _FAMILIES[text])
        if family is not None:
            facts = {**family.facts, "floating_alias": True}
            yield from _model(place, key, Named(family.subject, facts), "", sight, line)
        return
    named = model_of_value(text, _with_provider(hint, by, text), key) or _asked_of(place, key, text, by)
    if named is not None:
        yield from _model(place, key, named, _server(place, by, named, text), sight, line)
    elif (hint.strong or says_model(key)) and variable_of(text):
        yield sight.unread("model", line, text)


def _choices(place: Place, key: str, value: list[Json], sight: Sight) -> Iterator[Sighting]:
    """`base_model_choices: [org/name, ...]`: what a user of the program chooses from, when all are of the hub."""
    words = words_of(key)
    asked = key_hint(place.parent) is not None and "default" in place.table  # a question of a project's template
    about = asked or bool({"model", "models"}.intersection(words))
    if words[-1:] not in (("choices",), ("options",)) or not about:
        return
    names = [one for one in value if isinstance(one, str) and (is_hub_id(one) or (asked and known_model(one)))]
    if len(names) < len(value) or len(names) > _MAX_CHOICES:
        return
    for index, name in enumerate(names):
        named = name_model(name, "hf")
        if named is not None:
            yield sight.model(named, place.document.line_of(value, index), key)


def _offered_default(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The default of a variable that a hub offers to set: `{key: MODEL_NAME, input: {default: org/name}}` (RunPod)."""
    name, given = place.table.get("key"), place.table.get("input")
    value = given.get("default") if isinstance(given, Mapping) else None
    if not isinstance(name, str) or not name.isupper() or not isinstance(given, Mapping) or not isinstance(value, str):
        return
    for text in value.split(";")[:_MAX_CHOICES]:
        named = model_of_setting(re.sub(r"(?<=MODEL)(?:_NAME)?S\Z", "_NAME", name), text)
        if named is not None:
            yield sight.model(named, place.document.line_of(given, "default"), name)


def _is_own_name(place: Place, text: str) -> bool:
    """Whether a name is one that the document itself gives: `models: {sonnet: {model: ...}}`."""
    top = place.document.value
    given = top.get("models") if isinstance(top, Mapping) else None
    return isinstance(given, Mapping) and text in given


def _own(place: Place, named: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The texts less those that only stand for models which the document lists."""
    return ((text, line) for text, line in named if not _stands_for_another(place, text))


def _stands_for_another(place: Place, text: str) -> bool:
    """Whether the document's own list of models has this name for one: `{name: Fast, model_id: claude-haiku-4-5}`."""
    top = place.document.value
    given = top.get("models") if isinstance(top, Mapping) else None
    rows = [one for one in given[:_MAX_ROWS] if isinstance(one, Mapping)] if isinstance(given, list) else []
    named = [one for one in rows if text in (one.get("name"), one.get("alias"))]
    ids = [value for one in named for key, value in one.items() if key_hint(key) is not None]
    return bool(ids) and text not in ids


def _is_of_others(place: Place) -> bool:
    """Whether a mapping is about an address, a label, a container's variable or image, whatever stands above it."""
    variable = place.parent in _VARIABLES and {"name", "value"} <= place.table.keys()
    image = place.parent.lower().endswith("image") and "tag" in place.table  # {name: kserve/modelmesh, tag: v1}
    return variable or image or place.parent in _LABELS or bool(_ADDRESSES.intersection(words_of(place.parent)))


def _is_alias(place: Place, key: str) -> bool:
    """Whether a name is what clients ask for: `{modelName: fast, params: {model: openai/glm-5}}` of a proxy, Ray
    Serve's `{model_id: qwen, model_source: Qwen/Qwen2.5-7B}`, `model: fast` of the mapping `fast` with a `model_id`."""
    if key == "model":
        return place.table.get(key) == place.parent and bool(place.text("model_id"))
    if key == "model_id":
        return bool(place.text("model_source"))
    if key not in ("modelName", "model_name"):
        return False
    inner = next((one for name in _PARAMETERS if isinstance(one := place.table.get(name), Mapping)), None)
    return inner is not None and isinstance(inner.get("model"), str)


def _as_served(serving: Serving | None, text: str) -> str:
    """The name without the API that is spoken (`anthropic/MiniMax-M3` at MiniMax), where it serves but its own."""
    spoken, slash, name = text.partition("/")
    if serving is None or not slash or "/" in name or not serving.provider.own_models:
        return text
    provider = load_catalogue().provider_of_name(spoken)
    return name if provider is not None and provider.id != serving.provider.id else text


def _beside_provider(place: Place, key: str, value: Json) -> KeyHint | None:
    """`{name: gpt-4o, provider: shared}`: a name is a model's when a provider stands beside it and its form says so."""
    if not isinstance(value, str) or not place.has(_PROVIDERS):
        return None
    if key == "name" and place.parent in _GROUPS and (is_hub_id(value) or _TAGGED.match(value)):
        return KeyHint("", _CLASSES.get(place.parent, ""), strong=True)
    known = known_model(value) if key == "name" or (key == "id" and _is_role(place)) else None
    return KeyHint(known.subject.origin, "", strong=False) if known is not None else None


def _of_group(place: Place, key: str, path: str) -> KeyHint | None:
    """`name_or_path` at the top of a file of Hydra's group of models: `config/model/gpt2_xl.yaml`."""
    group = posixpath.basename(posixpath.dirname(path))
    named = not place.keys and key == "name_or_path" and group in _MODEL_GROUPS
    return key_hint(f"model_{key}") if named else None


def _is_role(place: Place) -> bool:
    """`{models: {fast: {id, provider}, deep: {id, provider}}}`: few models, each for what it does; more are a list."""
    above = place.above
    return above is not None and above.table.get(place.parent) is place.table and len(above.table) <= _MAX_ROLES


def _located(place: Place, key: str, value: Json, sight: Sight) -> Iterator[Sighting]:
    """`modelURL: org/name`, `model_uri: hf://org/name`: an address of a model, where it names a hub or a store."""
    words = words_of(f"{place.parent}_{key}" if key == "Default" and place.parent else key)
    words = words[:-1] if words[-1:] == ("default",) else words
    weights = isinstance(value, str) and _WEIGHTS.search(value[-_LONGEST:]) and not is_data_key(key)
    if isinstance(value, str) and weights and not _WRITTEN.intersection(words):
        named = name_model(value)
        if named is not None:
            yield from _model(place, key, named, "", sight)
        return
    if not isinstance(value, str) or not (_is_location(words) or _is_on_hub(place, key)):
        return
    if is_hub_id(value) or value.startswith(("hf://", "s3://", "gs://", "https://huggingface.co/")):
        named = name_model(value)
        if named is not None:
            yield from _model(place, key, named, "", sight)


def _is_location(words: tuple[str, ...]) -> bool:
    return words[-1:] in (("url",), ("uri",), ("data",), ("location",), ("artifact",)) and "model" in words


def _is_on_hub(place: Place, key: str) -> bool:
    """`{type: huggingface, repository: org/name}` of an adapter or model."""
    if key == "repo_id" and not _CACHES.isdisjoint(place.keys):
        return True  # what Truss and its kin put into an image
    if key == "repo_id" and "model" in words_of(place.parent):
        return True  # `model_metadata: {repo_id: org/name}`
    if key not in _REPOSITORIES or place.text("type", "source").lower() not in ("huggingface", "hf"):
        return False
    return not _HUB_WORDS.isdisjoint(words_of("_".join(place.keys)))


def hint_of(place: Place, key: str) -> KeyHint | None:
    """What a key means, read together with the key above it when it says little alone."""
    words = words_of(key)
    if words[:1] == ("deployment",) and not {"name", "id"}.isdisjoint(words[1:]) and "models" in place.keys[-2:-1]:
        return KeyHint("", "", strong=True)
    if key in ("pull", "run") and place.parent == "models" and _is_short(place.table[key]):
        return KeyHint("ollama", "", strong=True)  # of Ollama's chart: `models: {pull: [...]}`
    if key in ("deployment-id", "deploymentId") and known_model(str(place.table[key])) is not None:
        return KeyHint("azure-openai", "", strong=True)
    if words[-1:] == ("models",) and len(words) > 1 and _NOT_CHOSEN.isdisjoint(words) and _is_short(place.table[key]):
        return KeyHint("", "", strong=False)
    alone = key_hint(key)
    if alone is not None and alone.strong:
        return alone
    if key in ("value", "values") and alone is None and place.parent:
        return key_hint(place.parent)  # of a sweep: `model_name: {values: [...]}`
    if key.lower() in _BARE and place.parent:
        above = key_hint(f"{place.parent}_{key}")
        return above or alone
    return alone


def _is_short(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= _MAX_LIST


def _may_serve(serving: Serving, text: str) -> bool:
    """Whether a provider serves a model of this name: one that serves but its own has none of another's, and names in
    Bedrock's form are Bedrock's whoever made the model (`mistral.mixtral-8x7b-instruct-v0:1` of type `aws_mistral`)."""
    if _is_bedrocks(text) and serving.provider.service_type == "ai-api":
        return serving.provider.id == "bedrock"
    known = known_model(text) if serving.provider.own_models else None
    return known is None or known.subject.origin in ("", "hf", "ollama", serving.provider.id)


def _is_bedrocks(text: str) -> bool:
    form = load_catalogue().form(text)
    return form is not None and form.provider == "bedrock"


def _with_provider(hint: KeyHint, serving: Serving | None, text: str) -> KeyHint:
    if serving is None:
        return KeyHint("", hint.model_class, strong=hint.strong) if _is_bedrocks(text) else hint
    origin = "hf" if serving.provider.id == "huggingface" else serving.provider.id
    return KeyHint(origin, hint.model_class, strong=True)


def _server(place: Place, serving: Serving | None, named: Named, text: str) -> str:
    """The id of the provider whose service a model is asked of, "" when it is not told or runs nowhere but here."""
    if serving is not None:
        on_hub = serving.provider.id == "huggingface" and not _HOSTED.search(serving.spelling.lower())
        return "" if on_hub else serving.provider.id
    told = place.text("provider", "model_provider", "llm_provider")
    if told or address_of(place).startswith("http"):
        return ""  # somebody else is named whom nobody here knows
    routed = "/" in text or ":" in text
    return named.subject.origin if routed and named.subject.origin not in ("hf", "file", "mlflow", "kaggle") else ""


def _asked_of(place: Place, key: str, text: str, serving: Serving | None) -> Named | None:
    """A name of no known form, where the mapping says whom to ask for it: `{model: my_model, api_base: ...}`."""
    if not address_of(place) or not _MODEL_KEY.match(key) or not _ANY_NAME.match(text) or is_placeholder(text):
        return None
    return name_model(text, serving.provider.id if serving is not None else "label")


def _few(place: Place, key: str, value: Json) -> Iterator[tuple[str, int]]:
    """A text, or the items of a short list, with their lines; a long list says what is offered, not what is used."""
    if isinstance(value, list):
        for index, item in enumerate(value if len(value) <= _MAX_LIST else ()):
            if isinstance(item, str):
                yield item, place.document.line_of(value, index)
        return
    for text in texts(value):
        yield text, place.line(key)


def _model(
    place: Place, key: str, named: Named, server: str, sight: Sight, line: int | None = None
) -> Iterator[Sighting]:
    facts = dict(named.facts)
    revision = place.text("revision", "model_revision")
    if revision and named.subject.origin == "hf":
        facts["revision"] = revision
    symbol = ".".join((*place.keys, key))[-120:]
    line = line or place.line(key)
    yield sight.model(Named(named.subject, facts), line, symbol, use_arguments(place))
    if server:
        yield from sight.served(named.subject, provider_service(server), line, symbol)


def use_arguments(place: Place) -> dict[str, Json]:
    """The members beside a model that say how it is loaded."""
    return {
        key: value
        for key in _USE_ARGUMENTS
        if isinstance(value := place.table.get(key), str | int | float | bool) and not is_secret_name(key)
    }


def named_model(text: str, provider: str = "", model_class: str = "") -> Named | None:
    """A model that a file of a known form names; `provider` is an id or a spelling that routers use."""
    found = load_catalogue().provider_of_name(provider) if provider else None
    if found is None:
        return name_model(text, "routed", model_class)
    return name_model(text, "hf" if found.id == "huggingface" else found.id, model_class)

"""From a setting that names a model to the model: the key hints, the value must look the part."""

from __future__ import annotations

from aibom.catalog.loader import OPENROUTER, load_catalogue
from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.configs.names.modelkeys import KeyHint, key_hint, words_of
from aibom.scanners.configs.names.naming import (
    WEIGHTS,
    Named,
    bare_name,
    is_hub_id,
    is_kaggle,
    is_placeholder,
    name_model,
)

_TOKEN = re.compile(r"[A-Za-z][\w.-]*[0-9][\w.:-]*\Z|[a-z0-9]+(?:[-.:][a-z0-9]+)+\Z", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++){2,}")  # NCCL_P2P_DISABLE: a name of the environment
_MADE = frozenset("hub output push save saved new alias served".split())
# Names of open weights, which say that they are models wherever they are served.
_FAMILY = re.compile(
    r"(?:qwen|qwq|llama|codellama|mistral|mixtral|ministral|devstral|codestral|gemma|phi|deepseek|falcon|granite|nemotron"
    r"|smollm|gpt-oss|llava|olmo|internlm|chatglm|glm|kimi|yi|vicuna|starcoder|sdxl|flux|bge|e5|gte|nomic-embed|mxbai"
    r"|all-minilm|all-mpnet|all-distilroberta|paraphrase|multi-qa|msmarco|distilbert|bert|roberta|deberta|flan-t5|t5"
    r"|gpt2|gpt-j|gpt-neox|bloomz?|opt-\d|pythia|tinyllama|zephyr|openchat|orca|wizardlm|solar|command-r|aya|exaone|minicpm"
    r"|stable-diffusion|snowflake-arctic|jina|instructor|distil-whisper|whisper|wav2vec2|blip|clip)-?"
    r"[\w.:-]*(?:\d|-(?:base|large|small|instruct|image|embed|dev|schnell))[\w.:-]*\Z",
    re.IGNORECASE,
)
_WHISPER_SIZES = re.compile(r"(?:tiny|base|small|medium|large|turbo)(?:\.en|-v[123]|-v3-turbo)?\Z")
_LOCAL = frozenset({"hf", "ollama", "file"})
# Names of providers that are organisations on the hub as well, and what they publish there.
_ALSO_ON_HUBS = frozenset(
    "google mistralai nvidia qwen microsoft openai meta amazon databricks ibm tencent hunyuan minimax"
    " moonshotai cohere huggingface stabilityai baidu upstage ai21labs snowflake intel apple bytedance alibaba"
    " nomic-ai jinaai".split()
)
_OPEN_WEIGHTS = re.compile(
    r"gpt-oss|gpt2|gemma|whisper-(?!1\Z)|clip-|bert|t5|flan|vit-|owl|siglip|paligemma|timesfm|electra|mt5", re.I
)


_WITH_DEFAULT = re.compile(r"\$\{(?!(?:oc\.)?env:\w+\})(?:env:(?://)?)?[A-Za-z_][\w.]*:-?([^${}]*)\}\Z")


def default_of(text: str) -> str:
    """The default of a setting that is a variable with one (`${MODEL:gpt-4o}`); any other text as it is."""
    match = _WITH_DEFAULT.match(text)
    return match[1] if match else text


def model_of_setting(key: str, value: str) -> Named | None:
    """The model that a setting names, or None when its key or value does not say so."""
    hint = key_hint(key)
    if hint is None or len(value) > 200:
        return None
    return model_of_value(value, hint, key)


def model_of_value(value: str, hint: KeyHint, key: str = "") -> Named | None:
    """The model that `value` names under a key with this hint."""
    text = bare_name(value)
    if "whisper" in key.lower() and _WHISPER_SIZES.match(text):
        return name_model(f"whisper-{text}", "label", "speech")
    if not text or is_placeholder(text) or " " in text or _VARIABLE.fullmatch(text):
        return None
    if text.startswith(("https://huggingface.co/", "https://hf.co/")):
        return name_model(text, "", hint.model_class)
    if hint.origin == "hf" and "/" in text and known_model(text) is None:
        return name_model(text, "hf", hint.model_class)
    known = known_model(text)
    if known is not None:
        return _hinted(known, hint)
    if hint.origin == "ollama":
        return name_model(text, "ollama", hint.model_class)
    if WEIGHTS.search(text) or is_hub_id(text) or text.startswith("ollama://") or is_kaggle(text):
        return name_model(text, "", hint.model_class)
    if hint.strong and load_catalogue().provider_of_name(text) is not None:
        return None  # who serves the model: `embedding: azure-openai`
    if (hint.strong and _TOKEN.match(text)) or (_FAMILY.match(text) and not _is_alias(key)):
        return name_model(text, hint.origin, hint.model_class)
    return None


def _is_alias(key: str) -> bool:
    """Whether a key gives a name to what stands beside it, or to what is made, rather than asking for a model."""
    return key.lower() in ("name", "id") or not _MADE.isdisjoint(words_of(key))


def known_model(text: str) -> Named | None:
    """The model when its name alone tells who serves it: a form of the catalogue, or `provider/model`."""
    catalogue = load_catalogue()
    if text.startswith("accounts/fireworks/models/"):
        return name_model(text, "fireworks")
    if text.startswith(("@cf/", "@hf/")):
        return name_model(text)
    head, _, rest = text.partition("/")
    if rest:
        whole = catalogue.form(text)
        known = whole is not None and whole.provider == OPENROUTER
        return name_model(text, "routed") if known or _is_route(head, rest) else None
    head, _, rest = text.partition(":")
    if rest and catalogue.provider_of_name(head) is not None and catalogue.form(rest) is not None:
        return name_model(f"{head}/{rest}", "routed")
    if catalogue.form(text) is not None:
        return name_model(text, "")
    head, _, rest = text.partition(".")
    return name_model(f"{head}/{rest}", "routed") if rest and _is_dotted(head, rest) else None


def _is_dotted(head: str, rest: str) -> bool:
    """`bedrock.amazon.nova-lite-v1:0`, `openai.gpt-5`: a provider before its model, as fast-agent writes it."""
    provider = load_catalogue().provider_of_name(head) if head.islower() else None
    return provider is not None and load_catalogue().form(rest) is not None


def _is_route(head: str, rest: str) -> bool:
    """Whether `head/rest` is a provider and its model rather than an organisation on a hub and its model."""
    provider = load_catalogue().provider_of_name(head) if head.islower() else None
    if provider is None or not provider.serves_models:
        return False
    if head not in _ALSO_ON_HUBS:
        return True
    form = load_catalogue().form(rest)
    return form is not None and form.provider == provider.id and not _OPEN_WEIGHTS.match(rest)


def _hinted(known: Named, hint: KeyHint) -> Named:
    """The key may know better who serves a model (Azure serves OpenAI's) and what it is for."""
    subject, facts = known
    if hint.origin and hint.origin not in _LOCAL and subject.origin not in _LOCAL:
        subject = Subject(kind=Kind.MODEL, name=subject.name, origin=hint.origin)
    elif hint.origin == "ollama":
        return name_model(subject.name, "ollama", hint.model_class) or known
    if hint.model_class and "model_class" not in facts:
        facts = {**facts, "model_class": hint.model_class}
    return Named(subject, facts)

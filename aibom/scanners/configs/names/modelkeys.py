"""Which keys of a setting say that its value is a model: `OPENAI_MODEL`, `llm.model_name`, `embedding_model_id`.

The key is read as words (`chatModelId` = chat model id). One of them must speak of a model, the last one must be
one that may end the name of a model's name, and none may say that the value is something about a model.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aibom.catalog.loader import load_catalogue
from aibom.core import re

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
# The words that speak of a model, and those among them that are enough without `model`.
_ALONE = frozenset("llm lm vlm slm embedding embeddings embedder reranker checkpoint tokenizer tower".split())
# Those that stand in the key of a name, of which nobody needs to see the value to know that it is one.
_NAMED = frozenset("model llm embedder reranker deployment".split())
_ADAPTERS = frozenset("lora adapter peft".split())
_ADAPTER_ENDINGS = frozenset("weights path id name model repo checkpoint".split())
_ENDINGS = frozenset(
    "model llm lm vlm slm tokenizer name id source embedding embeddings embedder reranker path default checkpoint ckpt"
    " deployment file repo fast small large mini primary fallback chat text main lite light big smart vision"
    " image judge reasoning thinking pretrain pretrained pref preference tower".split()
)
_SUBJECTS = frozenset(
    "llm lm vlm slm chat completion completions embedding embeddings embed embedder rerank reranker ai agent image"
    " diffusion vision tts stt asr whisper transcription".split()
)
# A word after which the value is something about a model.
_ABOUT = frozenset(
    "providers backends servers"
    " dir directory folder cache type provider backend count temperature max min timeout url uri key host hostname port"
    " version dim dims dimension dimensions size device registry bucket tokens token length context window"
    " region zone secret class kind format config configuration settings params parameters loader server service api"
    " prefix suffix field column table label labels description display title price cost limit rate retries batch"
    " precision dtype output out save saved result log logs tag tags list group family owner status state"
    " memory lang language input user view data db store".split()
)
# Before `model`: where a result goes, and by what the best one is chosen.
_WRITTEN = frozenset("save saved saving export metric".split())
_CLASSES = (
    (_ADAPTERS, "adapter"),
    (frozenset("embedding embeddings embed embedder".split()), "embedding"),
    (frozenset("rerank reranker reranking".split()), "reranker"),
    (frozenset("whisper stt asr transcription transcribe tts speech voice audio".split()), "speech"),
    (frozenset("image dalle diffusion sd sdxl".split()), "image"),
    (frozenset("vision vlm multimodal".split()), "vision"),
)
# Words of a key that name who serves the model; ids of the catalogue are found beside them.
_PROVIDERS = {"claude": "anthropic", "gpt": "openai", "hf": "hf", "huggingface": "hf", "ollama": "ollama"}


# A provider's name that says far more often what an agent does: `WRITER_MODEL`.
_ROLES = frozenset({"writer"})
# Keys of training and loading code, whose values are looked up on the hub.
_HUB_KEY = re.compile(
    r"name or path\Z|\bpretrain(?:ed)?\b|\b(?:vae|controlnet)\Z|\Abase model\Z|\bhf model\b|\btokenizer\b"
    r"|\bprm\b|\b(?:vision|audio|text|image|speech) tower\Z|\b(?:teacher|student|draft|reward|ref|reference) model"
)
# Last words that a model of the hub stands under without being called one: OpenRLHF's `--reward_pretrain`, `--vae`.
_PARTS = frozenset({"pretrain", "vae", "controlnet"})
_SERVING = frozenset({"ai-api", "inference-server", "gateway"})


class KeyHint(NamedTuple):
    """What a key tells of the model in its value; `strong` when it speaks of a language or embedding model."""

    origin: str
    model_class: str
    strong: bool


@lru_cache(maxsize=8192)
def words_of(key: str) -> tuple[str, ...]:
    """The words of a key, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(key[:200]))


@lru_cache(maxsize=8192)
def key_hint(key: str) -> KeyHint | None:
    """What a key says about a model in its value; None when it does not name one."""
    words = words_of(key)
    if not words or not _speaks_of_a_model(words):
        return None
    return KeyHint(
        origin=_origin(words),
        model_class=next((class_ for marks, class_ in _CLASSES if marks.intersection(words)), ""),
        strong=words[-1] not in _PARTS and (bool(_SUBJECTS.intersection(words)) or bool(_origin(words))),
    )


@lru_cache(maxsize=8192)
def says_model(key: str) -> bool:
    """Whether a key says by itself that its value is the name of a model, whatever the value is: `MODEL_NAME`,
    `OPENAI_MODEL`, `llm.model`; not `DEVICE_MODEL`, `tokenizer`."""
    words = words_of(key)
    hint = key_hint(key)
    named = not _NAMED.isdisjoint(words)
    return hint is not None and named and (hint.strong or _ENDINGS.issuperset(words))


def _speaks_of_a_model(words: tuple[str, ...]) -> bool:
    if words[-2:] in (("default", "models"), ("pull", "models"), ("preload", "models")):
        return True  # `OLLAMA_DEFAULT_MODELS=a,b`; without such a word it is a folder or what is offered
    if words[-1] in _PARTS:
        return True
    named = [index for index, word in enumerate(words) if word == "model" or word in _ALONE]
    if words[-1] in _ADAPTER_ENDINGS and _ADAPTERS.intersection(words):
        return True
    if words[-1] in _ADAPTER_ENDINGS and "prm" in words:
        return True  # process reward models go by their letters alone
    if "deployment" in words and {"openai", "azure"}.intersection(words):
        named.append(words.index("deployment"))
    if not named or words[0] in _WRITTEN:
        return False
    last = words[-1] if not words[-1].isdigit() else words[-2] if len(words) > 1 else ""
    after = words[max(named) + 1 :]
    if _ABOUT.intersection(after) or (last not in _ENDINGS and last not in _PROVIDERS):
        return False
    return last != "path" or "model" in words or words[-2:] == ("or", "path")  # `tokenizer_name_or_path`: on the hub


def _origin(words: tuple[str, ...]) -> str:
    if _HUB_KEY.search(" ".join(words)):
        return "hf"
    for word in words:
        if word in _PROVIDERS:
            return _PROVIDERS[word]
        if word in ("openai", "azure") and {"azure", "deployment"}.intersection(words):  # only there are deployments
            return "azure-openai"
        if word in _ENDINGS or len(word) < 4 or word in _ROLES:
            continue
        provider = load_catalogue().provider(word)
        if provider is not None and provider.service_type in _SERVING:
            return provider.id
    return ""

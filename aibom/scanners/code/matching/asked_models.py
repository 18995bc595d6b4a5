"""The model that is asked for in the path of an API's address: `.../v1/models/owner/name/predictions`, `?model=...`.

The forms are those of the providers' HTTP references: Replicate, fal, Cloudflare Workers AI, Hugging Face, Azure
OpenAI, Google, DeepInfra, Bedrock.
"""

from __future__ import annotations

from aibom.core import re

_PART = r"[A-Za-z0-9][\w.:-]{0,95}"
_ANYWHERE = re.compile(
    r"[?&]model=(?P<a>[A-Za-z][\w.:/-]{1,80})(?:&|\Z)"
    r"|/models/(?P<b>[A-Za-z][\w.-]{1,80}):(?:\w+Content\w*|predict\w*)(?:\?|\Z)"
)
_BY_PROVIDER = {
    "replicate": re.compile(rf"/v1/models/(?P<a>{_PART}/{_PART})/predictions"),
    "fal": re.compile(rf"fal\.run/(?P<a>{_PART}(?:/{_PART}){{1,4}}?)(?=[?#]|/requests|\Z)"),
    "cloudflare": re.compile(r"/(?P<a>@(?:cf|hf)/[\w.-]{1,80}/[\w.-]{1,80})(?=[?#]|\Z)"),
    "huggingface": re.compile(rf"/(?:models|pipeline/[\w-]{{1,40}})/(?P<a>{_PART}/{_PART})(?=[/?#]|\Z)"),
    "azure-openai": re.compile(rf"/openai/deployments/(?P<a>{_PART})/"),
    "deepinfra": re.compile(rf"/v1/inference/(?P<a>{_PART}/{_PART})(?=[?#]|\Z)"),
    "bedrock": re.compile(rf"amazonaws\.com/model/(?P<a>{_PART})/(?:invoke|converse)"),
}

# What stands beside a model's name in an address whose host a setting gives.
_BESIDE = re.compile(
    r":(?:\w{1,20}Content\w*|predict\w*)(?:\?|\Z)|/models/|/predictions|/deployments/|/model/|[?&]model="
)


def names_model(address: str) -> bool:
    """Whether an address that is put together asks for a model by its path, whoever serves it."""
    return _BESIDE.search(address) is not None


def asked_model(provider: str, address: str) -> str | None:
    """The name of the model in an address of a provider; None where it names none, or what only the program knows."""
    form = _BY_PROVIDER.get(provider)
    found = (form.search(address) if form is not None else None) or _ANYWHERE.search(address)
    name = next((one for one in found.groups() if one), None) if found is not None else None
    return name if name is not None and "{" not in name else None

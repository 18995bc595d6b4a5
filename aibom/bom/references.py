"""Web addresses: which texts may stand where a schema wants an IRI reference, and the pages of hubs."""

from __future__ import annotations

from urllib.parse import quote

from aibom.core import re
from aibom.model.kinds import Kind

# Narrower than RFC 3987 on purpose: what passes is a valid absolute URL in every validator.
_URL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,30}://"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){1,255}(?::[0-9]{1,5})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*+)?"
    r"(?:[?#](?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+)?"
)
_HF_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")


def is_url(text: str) -> bool:
    """Whether text is an absolute URL that every JSON Schema validator takes as an IRI reference."""
    return len(text) <= 2000 and _URL.fullmatch(text) is not None


def hub_page(kind: Kind, source: str) -> str | None:
    """The public page of what `source` names, when its hub has one; no request is made."""
    origin, _, locator = source.partition(":")
    if origin == "hf" and _HF_ID.fullmatch(locator):
        folder = "datasets/" if kind is Kind.DATASET else ""
        return f"https://huggingface.co/{folder}{quote(locator, safe='/')}"
    if origin == "ollama" and _HF_ID.fullmatch(locator.partition(":")[0]):
        name = locator.partition(":")[0]
        return f"https://ollama.com/{name if '/' in name else 'library/' + name}"
    return None


def source_from_page(url: str) -> str | None:
    """`hf:org/name` of a page of the Hugging Face hub; None for any other address."""
    match = re.fullmatch(r"https?://(?:www\.)?huggingface\.co/(?:datasets/)?([^/?#]+/[^/?#]+).{0,500}", url)
    if match is None or not _HF_ID.fullmatch(match[1]) or match[1].startswith(("docs/", "spaces/", "api/")):
        return None
    return f"hf:{match[1]}"

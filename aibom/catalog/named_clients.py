"""Clients of AI providers that nobody listed, told by the names of their packages: `github.com/acme/anthropic-go`,
`openai-edge`, `gemini_webapi`. A name counts that is a provider's beside words that say client and nothing else.
"""

from __future__ import annotations

from aibom.core import re

_PROVIDERS = {
    **dict.fromkeys(("openai", "chatgpt", "gpt", "gpt3", "gpt4"), "openai"),
    **dict.fromkeys(("anthropic", "claude"), "anthropic"),
    **dict.fromkeys(("gemini", "genai"), "google"),
    **dict.fromkeys(("xai", "grok"), "xai"),
    **dict.fromkeys(("huggingface", "hf"), "huggingface"),
    "mistral": "mistral", "mistralai": "mistral", "cohere": "cohere", "groq": "groq", "ollama": "ollama",
    "deepseek": "deepseek", "perplexity": "perplexity", "replicate": "replicate", "openrouter": "openrouter",
    "elevenlabs": "elevenlabs", "deepgram": "deepgram", "assemblyai": "assemblyai",
}  # fmt: skip
_WORDS = frozenset(
    "go golang js ts node nodejs deno sdk client clients api apis rs rust rb ruby py python unofficial official "
    "wrapper web webapi ai async edge rest http completion completions chat streaming".split()
)
_BETWEEN = re.compile(r"[-_.]+")
_ECOSYSTEMS = {"go": "golang", "javascript": "npm", "rust": "cargo", "python": "pypi"}
_PARTS_OF_GO = 3  # host, owner, repository

# What a file's bytes have where it may import such a client, in each language.
_ANY = "|".join(sorted(_PROVIDERS, key=len, reverse=True))
IMPORTS = {
    "go": rf"[\"`][\w.-]+/[\w.-]+/(?:\w+-)?(?:{_ANY})(?:-\w+)?[\"`/]",
    "javascript": rf"[\"'`](?:@[\w-]+/)?(?:\w+-)?(?:{_ANY})(?:-\w+)+[\"'`/]",
    "python": rf"(?m:^)[ \t]*(?:from|import)[ \t]+(?:\w+_)?(?:{_ANY})(?:_\w+)?(?:$|[^A-Za-z0-9_])",
    "rust": rf"(?:^|[^A-Za-z0-9_])(?:\w+_)?(?:{_ANY})(?:_\w+)?::",
}


def named_client(group: str, module: str) -> tuple[str, str, str] | None:
    """Ecosystem, package and provider of an imported module that is named as a client of a provider; None for all
    others and for relative imports."""
    package = _package(group, module)
    words = [word for word in _BETWEEN.split(package.rpartition("/")[2].lower()) if word]
    named = [word for word in words if word not in _WORDS]
    if len(named) != 1 or named[0] not in _PROVIDERS or (len(words) == 1 and group != "go"):
        return None
    return _ECOSYSTEMS[group], package, _PROVIDERS[named[0]]


def _package(group: str, module: str) -> str:
    if group == "go":
        parts = module.split("/")[:_PARTS_OF_GO]
        return "/".join(parts) if len(parts) == _PARTS_OF_GO and "." in parts[0] else ""
    if group == "javascript":
        scope, slash, rest = module.partition("/")
        name = f"{scope}/{rest.partition('/')[0]}" if scope.startswith("@") and slash else scope
        return "" if module.startswith((".", "/", "@/", "~")) or ":" in scope else name
    return module.partition(".")[0].partition("::")[0] if group in _ECOSYSTEMS and not module.startswith(".") else ""

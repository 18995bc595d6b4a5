"""Files that are handed out to be copied and filled in: `config.json.example`, `env.ts.sample`."""

from __future__ import annotations

SAMPLE_ENDINGS = (".sample", ".example", ".dist", ".template", ".default")


_JOINED = ("TEMPLATE", "SAMPLE", "EXAMPLE")  # without a dot: `settings.jsonTEMPLATE`
_SETTINGS = (".json", ".yaml", ".yml", ".toml")


def without_sample(path: str) -> str:
    """The path that such a file is to be copied to; the same path when it is none."""
    for word in _JOINED:
        if path.endswith(word) and path.removesuffix(word).endswith(_SETTINGS):
            return path.removesuffix(word)
    return next((path[: -len(ending)] for ending in SAMPLE_ENDINGS if path.lower().endswith(ending)), path)

"""The version-less identity of a component: what stays the same when lines move and versions change."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.bom.evidence import places_of
from aibom.bom.purls import split_purl, versionless
from aibom.core.json import Json
from aibom.model.kinds import Kind

# Kinds whose names mean something only in the file that they stand in.
_LOCAL = frozenset({Kind.TOOL, Kind.AGENT, Kind.PROMPT})


def identity_of(values: Mapping[str, Json], origin: str = "") -> str:
    """The identity of a component with these facts: its purl without version, else `kind:source`, else
    `kind:origin:name`; an agent, tool or prompt without source also takes the first file that it stands in.

    Data sets of the Hugging Face hub share the purl type with models, so they get a folder of their own.
    """
    kind, purl, source = values.get("kind"), values.get("purl"), values.get("source")
    parts = split_purl(purl) if isinstance(purl, str) else None
    if parts is not None:
        if parts.type == "huggingface" and kind == Kind.DATASET and not parts.path.startswith("datasets/"):
            parts = parts._replace(path=f"datasets/{parts.path}")
        return versionless(parts)
    if isinstance(source, str) and source:
        return f"{kind}:{source}"
    place = "@" + min((str(p["path"]) for p in places_of(values)), default="") if kind in _LOCAL else ""
    return f"{kind}:{origin}:{values.get('name')}{place}"

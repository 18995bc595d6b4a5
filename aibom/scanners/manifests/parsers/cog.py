"""cog.yaml: what Replicate's Cog installs into the image of a model (https://cog.run/yaml/)."""

from __future__ import annotations

from dataclasses import replace

from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.parsers.requirements import parse_requirements
from aibom.scanners.manifests.parsers.script_installs import installs
from aibom.scanners.manifests.record import Manifest, Role
from aibom.scanners.manifests.values import mapping, sequence, text


def parse_cog(data: bytes, path: str) -> Manifest | None:
    """The `build.python_packages` of a cog.yaml, read as lines of a requirement file, and what `build.run` installs;
    None when it has neither."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    build = mapping(mapping(documents[0].value if documents else None).get("build"))
    entries = sequence(build, "python_packages")
    run = sequence(build, "run")
    installed = [
        one
        for index, entry in enumerate(run)
        for one in installs(text(mapping(entry).get("command")) or text(entry), documents[0].line_of(run, index))
    ]
    if not entries and not installed:
        return None
    lines: list[str] = []
    for index, entry in enumerate(entries):
        lines += [""] * (documents[0].line_of(entries, index) - len(lines) - 1)
        lines.append(" ".join(text(entry).split()))
    read = parse_requirements("\n".join(lines).encode(), path)
    return replace(read, role=Role.MANIFEST, packages=(*read.packages, *installed))

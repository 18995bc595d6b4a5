"""Settings that cells of a notebook write into files (`%%writefile config.yaml`), and Modelfiles that stand in code.

Such a cell is read as the file would be by the scanner of configurations, with the lines of the notebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aibom.core.errors import LimitError, UnreadableError
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Unknown
from aibom.scanners.code.facts import Call, Lit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.resolver import Resolver

_FORMS = frozenset({"yaml", "json", "toml", "env", "properties", "modelfile", "prompt"})


def written_files(resolver: Resolver) -> Iterator[Sighting]:
    """What the files tell that the cells of all notebooks write."""
    for path, module in resolver.modules.items():
        if module.group != "python" or is_test(path):
            continue
        for call in module.facts.calls:
            if call.form == "file":
                yield from _told(path, call)
            for key, value in call.kwargs:
                yield from _modelfile(path, value) if key == "modelfile" and type(value) is Lit else ()
        for binding in module.facts.bindings:
            if type(binding.value) is Lit and binding.name.lower().endswith("modelfile"):
                yield from _modelfile(path, binding.value)


def _modelfile(path: str, text: Lit) -> Iterator[Sighting]:
    """A Modelfile of Ollama that stands as text in code: `modelfile = "FROM llama3.2\\nSYSTEM ..."`."""
    if not isinstance(text.value, str) or "FROM " not in text.value:
        return
    from aibom.scanners.configs.products.modelfile import read_modelfile

    rows = text.value.split("\n")
    for one in read_modelfile(text.value.encode("utf-8", "replace"), path):
        yield _placed(one, path, [text.line + at for at in range(len(rows))])


def _told(path: str, call: Call) -> Iterator[Sighting]:
    from aibom.scanners.configs.paths import form_of
    from aibom.scanners.configs.readers import READERS

    name, *rows = [one for one in call.args if isinstance(one, Lit)]
    form = form_of(str(name.value))
    if form not in _FORMS:
        return
    data = "\n".join(str(row.value) for row in rows).encode("utf-8", "replace")
    try:
        found = list(READERS[form](data, str(name.value)))
    except (UnreadableError, LimitError):
        return  # a text that only looks like a file
    lines = [row.line for row in rows]
    for one in found:
        yield _placed(one, path, lines)


def _placed(one: Sighting, path: str, lines: list[int]) -> Sighting:
    """A sighting of a written file at the notebook's path and lines."""
    if isinstance(one, Unknown):
        return replace(one, path=path, line=_line(one.line, lines))
    if isinstance(one, Observation):
        uses = tuple(replace(use, path=path, line=_line(use.line, lines) or 1) for use in one.uses)
        return replace(one, evidence=_moved(one.evidence, path, lines), uses=uses)
    if isinstance(one, Link) and one.evidence is not None:
        return replace(one, evidence=_moved(one.evidence, path, lines))
    return one


def _moved(evidence: Evidence, path: str, lines: list[int]) -> Evidence:
    return replace(evidence, path=path, line=_line(evidence.line, lines))


def _line(line: int | None, lines: list[int]) -> int | None:
    return lines[min(max(line, 1), len(lines)) - 1] if line and lines else line

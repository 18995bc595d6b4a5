"""What is told already, for those who tell what is left."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from aibom.model.by_form import plain_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Subject


class Told(NamedTuple):
    """What is known: models by their `plain_name`s and by the lines of each file that name them (and those on the hub),
    tools by their places and names, files that are told by being read (a prompt stands in them), and those that data
    and models come from by their last names. `named` are all components by their names, `prompts` and
    `named_models` what stands at places."""

    models: set[str]
    model_lines: dict[str, set[int | None]]
    tools: dict[tuple[str, int | None], Subject]
    files: set[str]
    sources: set[str]
    hub_lines: dict[str, set[int | None]]
    tool_names: set[str]
    named: dict[str, set[Kind]]
    prompts: dict[tuple[str, int | None], Subject]
    named_models: dict[tuple[str, int | None], list[Subject]]
    agents: set[tuple[str, int | None]]  # places where one is declared

    def note(self, one: Observation) -> None:
        path, line = one.evidence.path, one.evidence.line
        self.named.setdefault(one.subject.name, set()).add(one.subject.kind)
        if one.subject.kind is Kind.MODEL:
            self.models.add(plain_name(one.subject.name))
            self.named_models.setdefault((path, line), []).append(one.subject)
            self.model_lines.setdefault(path, set()).add(line)
            if one.subject.origin == "hf":
                self.hub_lines.setdefault(path, set()).add(line)
        elif one.subject.kind is Kind.TOOL:
            self.tools.setdefault((path, line), one.subject)
            self.tool_names.add(one.subject.name)
        elif one.subject.kind is Kind.AGENT:
            self.agents.add((path, line))
        elif one.subject.kind is Kind.PROMPT:
            self.files.add(path)
            self.prompts[path, line] = one.subject
        if one.subject.kind in (Kind.DATASET, Kind.MODEL):
            self.sources.add(posixpath.basename(one.subject.name))

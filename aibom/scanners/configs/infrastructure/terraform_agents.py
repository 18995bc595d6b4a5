"""Agents, prompts and knowledge bases that Terraform sets up, told from the outline of blocks and attributes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.infrastructure.terraform_variables import given_by
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file

_AGENTS = re.compile(r"(?:aws_bedrockagent_agent|awscc_bedrock_agent|google_dialogflow_cx_agent|awscc_bedrock_flow)\Z")
_PROMPTS = re.compile(r"(?:awscc|aws)_bedrock(?:agent)?_prompt\Z")
_AGENT_NAME = re.compile(r"(?:agent|collaborator|supervisor)_name\Z")
_PROMPT_KEY = re.compile(r"(?:\w+_)?(?:instructions?|system_prompt|prompt_template)\Z")
_INSTRUCTED = re.compile(r"instructions?\Z")
_READ = re.compile(
    r"\s*(?P<key>[\w-]+)\s*=\s*(?:trimspace\(|chomp\()?(?:template)?file\(\s*\"(?:\$\{path\.(?:module|root|cwd)\}/)?"
    r"(?P<path>[^\"$]{1,200}\.(?:txt|md|tpl|tftpl|prompt|j2|xml))\""
)
_HEREDOC = re.compile(r"\s*(?P<key>[\w-]+)\s*=\s*<<[-~]?\s*\"?(?P<mark>[A-Za-z_]\w*)\"?\s*\Z")
_SAYS = ("resource", "module", "locals", "variable")
_MAX_ROWS = 5_000
_PROMPT_LENGTH = 30
_FRAMEWORK = "bedrock-agents"


class Agents:
    """Gathers what one outermost block says; told when the block ends."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self._reset()

    def _reset(self) -> None:
        self.kind = self.label = self.title = ""
        self.line = 0
        self.agent = False
        self.inner = ""
        self.models: list[Subject] = []
        self.given: list[tuple[str, int]] = []  # expressions that stand for models
        self.prompts: list[Observation] = []
        self.tools: list[Observation] = []
        self.files: list[tuple[Subject, int]] = []
        self.mark = self.key = ""
        self.at = 0
        self.rows: list[str] = []

    def open(self, depth: int, kind: str, type_: str, name: str, line: int) -> None:
        """A block begins; only an outermost one is of interest."""
        if depth != 1:
            self.inner = kind
            return
        self._reset()
        self.kind, self.label, self.line = kind, name or type_, line
        self.agent = kind == "resource" and bool(_AGENTS.match(type_))
        if kind == "resource" and _PROMPTS.match(type_):
            self._prompt(self.label, line, "prompt", "")

    def attribute(self, name: str, value: str, line: int, told: Sequence[Sighting]) -> None:
        """An attribute anywhere in the block, with what was already told of it."""
        self.models += [one.subject for one in told if isinstance(one, Observation) and one.subject.kind == Kind.MODEL]
        if self.kind in ("resource", "module") and _AGENT_NAME.search(name) and "${" not in value:
            self.agent, self.title, self.line = True, value, line
        elif self.kind in _SAYS and _PROMPT_KEY.match(name := self._called(name)):
            if spoken_length(value) >= _PROMPT_LENGTH and word_count(value) > 1:
                self._prompt(name, line, name, value)
        elif self._names_tool(name) and value and "${" not in value:
            subject = self.sight.local(Kind.TOOL, value)
            self.tools.append(self.sight.thing(subject, line, name, tool_type="function", framework=_FRAMEWORK))
        elif self.kind == "module" and name == "prompt_name" and "${" not in value:
            self._prompt(value, line, name, "")

    def _called(self, name: str) -> str:
        """What a value is called: the default of a variable by the variable's name."""
        return self.label if self.kind == "variable" and name == "default" else name

    def text(self, row: str, line: int) -> bool:
        """Whether a row begins, or stands in, a text of several rows (`default = <<EOF`); at its end it is told."""
        if self.mark:
            if row.strip() != self.mark:
                self.rows += [row.strip()] if len(self.rows) < _MAX_ROWS else []
                return True
            self.attribute(self.key, "\n".join(self.rows), self.at, ())
            self.mark, self.rows = "", []
            return True
        match = _HEREDOC.match(row)
        if match is None or self.kind not in _SAYS or not _PROMPT_KEY.match(self._called(match["key"])):
            return False
        self.mark, self.key, self.at = match["mark"], match["key"], line
        return True

    def read(self, row: str, line: int) -> None:
        """A prompt that a block reads from a file: `instruction = file("${path.module}/prompts/clerk.txt")`."""
        match = _READ.match(row)
        if match is not None and self.kind in ("resource", "module", "locals") and _PROMPT_KEY.match(match["key"]):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.sight.path), match["path"]))
            self.files.append((prompt_file(path), line))

    def _names_tool(self, name: str) -> bool:
        """Whether an attribute names an action group, or a function of one."""
        if self.inner == "functions" and name == "name":
            return True
        return self.kind in ("resource", "module") and name == "action_group_name"

    def _prompt(self, name: str, line: int, key: str, value: str) -> None:
        subject = self.sight.local(Kind.PROMPT, name)
        facts = prompt_facts(value, key) if value else {"role": "template"}
        self.prompts.append(self.sight.thing(subject, line, key, **facts))

    def close(self, depth: int) -> Iterator[Sighting]:
        """The end of a block; at that of an outermost one, what it says."""
        if depth:
            return
        yield from self.prompts
        yield from self.tools
        name = self.title or self.label
        # A module that is given a model and instructions for it sets up an agent, whatever its inputs are called.
        instructed = (
            self.kind == "module" and self.models and any(_INSTRUCTED.search(one.subject.name) for one in self.prompts)
        )
        agent: Observation | None = None
        if (self.agent or instructed) and name:
            agent = self.sight.agent(name, self.line, _FRAMEWORK)
            yield agent
            for model in self.models:
                yield self.sight.link(agent.subject, RelationKind.USES_MODEL, model, self.line)
            for tool in self.tools:
                yield self.sight.link(agent.subject, RelationKind.HAS_TOOL, tool.subject, self.line)
            for prompt in self.prompts:
                yield self.sight.link(agent.subject, RelationKind.USES_PROMPT, prompt.subject, self.line)
        user = agent.subject if agent is not None else None
        yield from (given_by(user, expression, line, self.sight) for expression, line in self.given)
        for file, line in self.files:
            yield self.sight.link(user, RelationKind.USES_PROMPT, file, line)
        self._reset()

"""Reads GitHub Actions workflows and actions: run steps, environment, and actions that call a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Technique
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.modelkeys import says_model
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.commands.words import script
from aibom.scanners.deployments.commands.written_requests import request_sightings
from aibom.scanners.deployments.forms.agent_steps import agent_steps
from aibom.scanners.deployments.records import Deployment, Setting, Step, Word, Workload

MAX_STEPS = 2_000
GATE = re.compile(
    rb"model|llm|ollama|openai|anthropic|claude|gemini|hugging|HF_|_API_KEY|ai-|vllm|copilot|codex|image:|container:",
    re.IGNORECASE,
)
# What an expression falls back to: `${{ inputs.model || 'gpt-4o' }}`.
_FALLBACK = re.compile(r"\$\{\{[^{}]*\|\|\s*'(?P<text>[^'{}]{1,200})'\s*\}\}\Z")
_INPUT = re.compile(r"\$\{\{\s*(?:github\.event\.)?inputs\.(?P<name>[\w-]+)\s*\}\}\Z")
_EXPRESSION = re.compile(r"\$\{\{[^}]*\}\}")


def read_workflow(data: bytes, path: str) -> Deployment | None:
    """Each job (or a composite action) as a workload with its run steps and variables."""
    if not GATE.search(data):
        return None
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    if not documents or not isinstance(documents[0].value, Mapping):
        return None
    reader = _Reader(documents[0], Rows(decode(data)))
    workloads = tuple(reader.workloads())
    told = (*agent_steps(documents[0], reader.rows, path), *_requests(workloads, path))
    return Deployment("workflow", workloads=workloads, told=told) if workloads else None


def _requests(workloads: tuple[Workload, ...], path: str) -> Iterator[Sighting]:
    """The requests to models that the steps of a workflow write by hand."""
    sight = Sight(path, Technique.MANIFEST)
    for workload in workloads:
        for text in workload.scripts:
            yield from request_sightings(text.text, text.line, sight)


def _fallback(expression: str) -> str | None:
    match = _FALLBACK.match(expression.strip())
    return match["text"] if match is not None else None


class _Reader:
    """One workflow."""

    def __init__(self, document: Lined, rows: Rows) -> None:
        self.document, self.rows = document, rows
        self.top: Mapping[str, Json] = document.value if isinstance(document.value, Mapping) else {}
        self.defaults = {one.name: one.value for one in self._inputs() if one.value}

    def workloads(self) -> Iterator[Workload]:
        shared = tuple(self._env(self.top))
        if shared:
            yield Workload(name="env", line=self.document.line_of(self.top, "env"), settings=shared)
        given = tuple(self._inputs())
        if given:
            yield Workload(name="inputs", line=given[0].line, settings=given)
        jobs = self.top.get("jobs")
        for name, job in jobs.items() if isinstance(jobs, Mapping) else ():
            if isinstance(job, Mapping):
                yield from self._services(job)
                yield self._job(name, job, self.document.line_of(jobs, name))
        runs = self.top.get("runs")
        if isinstance(runs, Mapping):
            yield self._job("action", runs, self.document.line_of(self.top, "runs"))

    def _job(self, name: str, job: Mapping[str, Json], line: int) -> Workload:
        steps = job.get("steps")
        listed = (
            [step for step in within(steps, MAX_STEPS, "steps of one job") if isinstance(step, Mapping)]
            if isinstance(steps, list)
            else []
        )
        settings = [*self._env(job)]
        scripts: list[Word] = []
        for step in listed:
            settings += self._env(step)
            if isinstance(run := step.get("run"), str):
                clean = masked(_EXPRESSION.sub("${EXPRESSION}", run))
                scripts.append(script(run, self.document.line_of(step, "run"), self.rows)._replace(text=clean))
        return Workload(
            name=name, line=line, scripts=tuple(scripts), settings=tuple(settings), steps=tuple(self._steps(listed))
        )

    def _env(self, table: Mapping[str, Json]) -> Iterator[Setting]:
        env = table.get("env")
        for name, value in env.items() if isinstance(env, Mapping) else ():
            text = self._filled(value)
            kept = text if says_model(name) or "${{" not in str(text) else None
            yield setting(name, kept, self.document.line_of(env, name))

    def _filled(self, value: Json) -> Json:
        """What an expression falls back to, or the default of the input that it is; else the value as it stands."""
        if not isinstance(value, str) or "${{" not in value:
            return value
        given = _INPUT.match(value.strip())
        name = given["name"].upper().replace("-", "_") if given is not None else ""
        return _fallback(value) or self.defaults.get(name) or value

    def _inputs(self) -> Iterator[Setting]:
        """The defaults of what a workflow or an action is given: `chat_model: {default: gemini-2.5-flash}`."""
        on = self.top.get("on")
        tables = [self.top.get("inputs")]
        for trigger in ("workflow_dispatch", "workflow_call") if isinstance(on, Mapping) else ():
            one = on.get(trigger) if isinstance(on, Mapping) else None
            tables.append(one.get("inputs") if isinstance(one, Mapping) else None)
        for table in tables:
            for name, body in table.items() if isinstance(table, Mapping) else ():
                if isinstance(body, Mapping) and isinstance(body.get("default"), str) and body["default"]:
                    yield setting(
                        name.upper().replace("-", "_"), body["default"], self.document.line_of(body, "default")
                    )

    def _services(self, job: Mapping[str, Json]) -> Iterator[Workload]:
        """Containers that run beside a job."""
        services = job.get("services")
        for name, body in services.items() if isinstance(services, Mapping) else ():
            image = body.get("image") if isinstance(body, Mapping) else None
            if isinstance(body, Mapping) and isinstance(image, str) and "${{" not in image:
                at = self.document.line_of(body, "image")
                yield Workload(
                    name=name, line=at, image=Word(image, at), settings=tuple(self._env(body)), hosts=(name,)
                )

    def _steps(self, steps: list[Mapping[str, Json]]) -> Iterator[Step]:
        for step in steps:
            uses = step.get("uses")
            given = step.get("with")
            if isinstance(uses, str):
                table = given if isinstance(given, Mapping) else {}
                inputs = tuple(self._input(table, name) for name in table)
                yield Step(Word(uses, self.document.line_of(step, "uses")), inputs)

    def _input(self, table: Mapping[str, Json], name: str) -> Setting:
        return setting(name, self._filled(table[name]), self._value_line(table, name))

    def _value_line(self, table: Mapping[str, Json], name: str) -> int:
        """Where the text of an input begins: a block of lines stands below its key."""
        line, value = self.document.line_of(table, name), table[name]
        if isinstance(value, str) and "\n" in value:
            return self.rows.find(value.strip().split("\n", 1)[0], line)
        return line

"""Reads shell that stands as texts in files of another language: steps of a Jenkinsfile (`sh '...'`), rules of
Snakemake (`shell: "..."`), and what is written between quotes behind `script:`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.records import Deployment, Word, Workload

_MAX_STEPS = 500
_QUOTED = (
    r"(?:'''(?P<t1>.{1,20000}?)'''|\"\"\"(?P<t2>.{1,20000}?)\"\"\""
    r"|'(?P<s>[^'\n]{1,2000})'|\"(?P<d>(?:[^\"\\\n]|\\.){1,2000})\")"
)
_STEP = re.compile(
    rf"\b(?:(?:sh|bat|powershell|pwsh)\s*\(?\s*(?:script\s*:\s*)?|shell\s*:\s*|script\s*:\s*){_QUOTED}", re.DOTALL
)
# What Snakemake and Groovy fill in: `{{input}}` is a brace of the shell's own, `{input}` a name of the rule.
_FILLED = re.compile(r"(?<![{$])\{(?P<name>[a-z][\w.\[\]]{0,60})\}(?!\})")


def read_quoted_shell(data: bytes, path: str) -> Deployment | None:
    """The steps of a file as one workload, each at its line."""
    text = decode(data)
    words = tuple(_steps(text)) if focus(text) else ()
    return Deployment("shell", workloads=(Workload(name=path, line=1, scripts=words),)) if words else None


def _steps(text: str) -> Iterator[Word]:
    line, counted = 1, 0
    for match in within(list(_STEP.finditer(text)), _MAX_STEPS, "steps of one file"):
        name = next(one for one in ("t1", "t2", "s", "d") if match[one] is not None)
        line, counted = line + text.count("\n", counted, match.start(name)), match.start(name)
        yield Word(masked(_FILLED.sub(r"${\g<name>}", match[name])), line)

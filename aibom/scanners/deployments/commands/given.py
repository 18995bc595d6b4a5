"""Variables that a command hands to what it deploys: `gcloud run deploy --set-env-vars A=b,C=d`, `helm --set a=b`;
and variables that hold a list, for each item of which a template repeats its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aibom.core import re
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.records import Setting, Word

# Programs that set something up elsewhere.
PROGRAMS = frozenset(
    "gcloud az helm kubectl oc docker podman nerdctl buildah cdk fly flyctl heroku vercel wrangler aws eb copilot"
    " railway sam serverless sls netlify supabase gh modal terraform tofu pulumi koyeb render doctl npx".split()
)
# Words behind which the names of variables stand, with or without a value.
_NAMED = frozenset({"env", "secret", "secrets", "variable", "variables", "config:set", "set-env"})
_PAIR = re.compile(r"(?P<name>[A-Za-z_][\w.-]*)=(?P<value>.*)\Z", re.DOTALL)
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_SPLIT = re.compile(r",(?=[A-Za-z_][\w.-]*=)")
_MAX = 500
# Between the items of a variable that holds a list.
LISTED = "\x1f"


def each_item(text: str, variables: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The variables, once for every item of the list that the text goes through."""
    listed = next((name for name, value in variables.items() if LISTED in value and f"${{{name}}}" in text), None)
    if listed is None:
        yield variables
        return
    for item in variables[listed].split(LISTED):
        yield {**variables, listed: item}


def given_settings(words: Sequence[Word]) -> Iterator[Setting]:
    """The settings of one command line, by the last part of their names (`env.OPENAI_MODEL`)."""
    named = any(word.text in _NAMED for word in words[1:4])
    for word in words[1:_MAX]:
        text = word.text.partition("=")[2] if word.text.startswith("--") and "=" in word.text else word.text
        text = text.partition("{")[2].rstrip("}") if text.startswith("Variables={") else text  # of Lambda
        for part in _SPLIT.split(text.strip("^@")):
            pair = _PAIR.match(part)
            if pair is not None:
                name = pair["name"].rpartition(".")[2]
                hidden = pair["value"].startswith(("secretref:", "keyvaultref:", "$")) or ":latest" in pair["value"]
                yield setting(name, None if hidden else pair["value"], word.line)
            elif named and _NAME.match(part):
                yield setting(part, None, word.line)

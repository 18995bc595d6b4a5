"""Tells deployment files by their names."""

from __future__ import annotations

import posixpath
import re

from aibom.scanners.configs.paths import is_env_file

_DOCKERFILE = re.compile(r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?\Z", re.IGNORECASE)
_NOT_DOCKERFILE = re.compile(
    r".*\.(?:md|txt|py|sh|ya?ml|json|ts|js|tsx|go|rs|java|html?|dockerignore|j2|lock|rb|php|cs|kt)\Z", re.IGNORECASE
)
_COMPOSE = re.compile(r"(?:.*[._-])?(?:docker-)?compose(?:[._-].*)?\.ya?ml\Z", re.IGNORECASE)
_WORKFLOW = re.compile(r"(?:^|/)\.github/(?:workflows/[^/]+|actions/(?:[^/]+/)*action)\.ya?ml\Z|(?:^|/)action\.ya?ml\Z")
_SCRIPT = re.compile(
    r".*\.(?:sh|bash|zsh|bat|cmd|ps1|slurm|sbatch)\Z|(?:procfile(?:\..*)?|justfile|entrypoint|start|run|launch)\Z",
    re.IGNORECASE,
)
_MAKEFILE = re.compile(r"(?:GNU)?[Mm]akefile\Z|.*\.mk\Z")
_GATEWAY = re.compile(
    r"(?:.*nginx.*|default|.*\.nginx|site|sites?-.*)(?:\.conf)?(?:\.(?:template|tmpl|j2|tpl))?\Z|caddyfile(?:\..*)?\Z",
    re.IGNORECASE,
)
_CONF = re.compile(r".*\.conf(?:\.(?:template|tmpl|j2|tpl))?\Z", re.IGNORECASE)
_HELM_TEMPLATE = re.compile(r"(?:^|/)templates/(?:[^/]+/)*[^/]+\.(?:ya?ml|tpl)\Z")
_VALUES = re.compile(r"(?:^|/)values[^/]*\.ya?ml\Z|(?:^|/)[^/]*[._-]values\.ya?ml\Z")
_SKIPPED = re.compile(r"(?:^|/)(?:node_modules|site-packages|vendor|__snapshots__|cassettes|locales?|i18n)/")


def form_of(path: str) -> str:
    """What kind of deployment file this is by its name, "" for none. "yaml" may be Kubernetes: its content decides."""
    if _SKIPPED.search(path):
        return ""
    name = posixpath.basename(path)
    if _DOCKERFILE.match(name) and not _NOT_DOCKERFILE.match(name):
        return "dockerfile"
    if _COMPOSE.match(name):
        return "compose"
    if is_env_file(path):
        return "variables"
    if name.endswith((".yaml", ".yml", ".tpl")):
        return _yaml_form(path, name)
    return _text_form(path, name)


def _yaml_form(path: str, name: str) -> str:
    if _WORKFLOW.search(path):
        return "workflow"
    if name in ("Chart.yaml", "requirements.yaml"):
        return "chart"
    if _VALUES.search(path):
        return "values"
    if _HELM_TEMPLATE.search(path):
        return "template"
    return "yaml" if not name.endswith(".tpl") else ""


def _text_form(path: str, name: str) -> str:
    if _MAKEFILE.match(name):
        return "makefile"
    if name == "package.json":
        return "package"
    if name.endswith(".service"):
        return "systemd"
    if _SCRIPT.match(name):
        return "shell"
    folder = posixpath.dirname(path).lower()
    if _GATEWAY.match(name) or (_CONF.match(name) and ("nginx" in folder or "conf.d" in folder)):
        return "gateway"
    return ""

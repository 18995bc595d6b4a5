"""Tells deployment files by their names. Asked for every file of a tree: the cheap questions come first."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.paths import is_env_file
from aibom.scanners.configs.prompt_paths import is_agent_file

# Files by which hosting platforms are told what to run (see forms/hosting.py).
_HOSTING = frozenset(
    "app.json app.yaml apprunner.yaml fly.toml netlify.toml railway.json railway.toml render.yaml vercel.json"
    " wrangler.json wrangler.jsonc wrangler.toml koyeb.yaml zeabur.yaml nixpacks.toml cerebrium.toml".split()
)
_TASKS = re.compile(
    r"(?:.*[._-])?(?:task[._-]?def(?:inition)?s?|container[._-]?def(?:inition)?s?)(?:[._-].*)?\.json(?:\.\w+)?\Z"
    r"|.+\.json\.(?:tpl|tftpl)\Z"
)
_DOCKERFILE = re.compile(r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?\Z")
_NOT_DOCKERFILE = re.compile(
    r".*\.(?:md|txt|py|sh|ya?ml|json|ts|js|tsx|go|rs|java|html?|dockerignore|lock|rb|php|cs|kt)\Z"
)
_COMPOSE = re.compile(r"(?:.*[._-])?(?:docker-)?compose(?:[._-].*)?\.ya?ml\Z")
_WORKFLOW = re.compile(r"(?:^|/)\.github/(?:workflows/[^/]+|actions/(?:[^/]+/)*action)\.ya?ml\Z|(?:^|/)action\.ya?ml\Z")
_VALUES = re.compile(r"values.*\.ya?ml\Z|.*[._-]values\.ya?ml\Z")
_SCRIPT_ENDINGS = frozenset({".sh", ".bash", ".zsh", ".fish", ".bat", ".cmd", ".ps1", ".slurm", ".sbatch"})
_SCRIPT_NAMES = frozenset({"procfile", "justfile", "entrypoint", "start", "run", "launch"})
# What a shell reads when it starts (with and without the dot, as collections of such files keep them), and direnv;
# settings of supervisord, whose programs are commands.
_OF_SHELL = re.compile(
    r"\.?(?:(?:ba|z|k)sh(?:rc|env)|(?:bash_|z)?profile|(?:bash_|zsh_)?(?:aliases|functions|exports)|envrc)"
    r"(?:\.(?:local|example|sample|tmpl))?\Z|(?:.*[._-])?supervisord?(?:[._-].*)?\.(?:conf|ini)\Z"
)
# Folders whose files without an ending are programs of one's own: `script/download-weights`.
_FOR_SCRIPTS = re.compile(r"(?:^|/)(?:scripts?|bin|hack|ci|\.github/scripts)\Z", re.IGNORECASE)
_BY_NAME = {
    "makefile": "makefile",
    "gnumakefile": "makefile",
    "jenkinsfile": "quoted",
    "snakefile": "quoted",
    "devcontainer.json": "devcontainer",
    ".devcontainer.json": "devcontainer",
    "package.json": "package",
}
_BY_ENDING = {
    ".bicep": "bicep",
    ".mk": "makefile",
    ".jenkinsfile": "quoted",
    ".smk": "quoted",
    ".nf": "quoted",
    ".service": "systemd",
    ".nix": "nix",
    ".nomad": "hcl",
    ".tf": "terraform",
    ".tfvars": "terraform",
}
# Settings of coding agents that say which commands run before and after what they do.
_HOOKS = frozenset({"settings.json", "settings.local.json", "hooks.json"})
_HOOK_FOLDERS = frozenset({".claude", "hooks", ".cursor", ".gemini", ".codex", ".factory"})
_GATEWAY_NAMES = frozenset({"default.conf", "site.conf", "caddyfile"})
_TEMPLATE_ENDINGS = (".template", ".tmpl", ".tpl", ".j2")


def form_of(path: str) -> str:
    """What kind of deployment file this is, "" for none. Of "yaml" the content decides whether it is Kubernetes'."""
    folder, name = posixpath.split(path)
    form = _form(path, folder, name.lower())
    return "" if form and folder_of(folder).skipped else form


def _form(path: str, folder: str, name: str) -> str:
    ending = posixpath.splitext(name)[1]
    if "dockerfile" in name or "containerfile" in name:
        return "dockerfile" if _DOCKERFILE.match(name) and not _NOT_DOCKERFILE.match(name) else ""
    if is_env_file(path):
        return "variables"
    if name in _HOSTING or (".json" in name and _TASKS.match(name)):
        return "hosting"
    if ending in (".yaml", ".yml"):
        return _yaml_form(path, folder, name)
    if ending == ".md":
        return "agent-text" if is_agent_file(path) else ""
    if ending in _SCRIPT_ENDINGS or name in _SCRIPT_NAMES or name.startswith("procfile."):
        return "shell"
    if (not ending and _FOR_SCRIPTS.search(folder)) or _OF_SHELL.match(name):
        return "shell"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    return _by_place(folder, name, ending)


def _by_place(folder: str, name: str, ending: str) -> str:
    if ending == ".hcl" and (name.endswith(".nomad.hcl") or "bake" in name or "nomad" in folder.lower()):
        return "hcl"
    if ending == ".tpl" and "templates" in folder.split("/"):
        return "template"
    if name == "tasks.json" and folder.endswith(".vscode"):
        return "tasks"
    if name in _HOOKS and posixpath.basename(folder) in _HOOK_FOLDERS:
        return "hooks"
    return "gateway" if _is_gateway(folder.lower(), name) else ""


def _yaml_form(path: str, folder: str, name: str) -> str:
    if "compose" in name and _COMPOSE.match(name):
        return "compose"
    if (".github/" in path or name.startswith("action.")) and _WORKFLOW.search(path):
        return "workflow"
    if name in ("chart.yaml", "requirements.yaml"):
        return "chart"
    if "values" in name and _VALUES.match(name):
        return "values"
    return "template" if "templates" in folder.split("/") else "yaml"


def _is_gateway(folder: str, name: str) -> bool:
    for ending in _TEMPLATE_ENDINGS:
        name = name.removesuffix(ending)
    if name in _GATEWAY_NAMES or name.startswith("caddyfile"):
        return True
    if name.endswith(".toml") and ("traefik" in folder or "traefik" in name or name == "dynamic.toml"):
        return True
    if not name.endswith((".conf", ".nginx")) and name != "nginx":
        return False
    return "nginx" in name or "nginx" in folder or "conf.d" in folder or "sites-" in folder

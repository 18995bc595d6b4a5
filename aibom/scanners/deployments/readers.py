"""Which reader takes which form of deployment file. Readers are imported when a file needs them."""

from __future__ import annotations

from collections.abc import Callable

from aibom.core import re
from aibom.scanners.deployments.records import Deployment

# A compose file under a name of its own: `services:` at the top, and an image or build two steps below.
_SERVICES = re.compile(rb"^services:[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_RUNS = re.compile(rb"^[ \t]{2,12}(?:image|build):", re.MULTILINE)
_NEAR = 20_000
_JOBS = re.compile(rb"^jobs:[ \t]*(?:#.*)?\r?$", re.MULTILINE)  # of a workflow of GitHub's


def _is_compose(data: bytes) -> bool:
    found = _SERVICES.search(data)
    return found is not None and _RUNS.search(data, found.end(), found.end() + _NEAR) is not None


def _dockerfile(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.dockerfile import read_dockerfile

    return read_dockerfile(data, path)


def _compose(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.compose import read_compose

    return read_compose(data, path)


def _variables(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.variables import read_variables

    return Deployment("variables", variables=tuple(read_variables(data)))


def _workflow(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.workflows import read_workflow

    return read_workflow(data, path)


def _chart(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.helm import read_chart

    return read_chart(data, path)


def _values(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.helm import read_values

    return read_values(data, path)


def _template(data: bytes, path: str) -> Deployment | None:
    if b"apiVersion" not in data:
        return None
    from aibom.scanners.deployments.forms.helm import read_template

    return read_template(data, path)


def _marked(data: bytes, path: str) -> Deployment | None:
    """A manifest with marks: of a chart, or of Argo, whose parameters stand in the same file."""
    if b".parameters." in data and b"argoproj.io/" in data:
        from aibom.scanners.deployments.forms.argo import with_parameters
        from aibom.scanners.deployments.forms.kubernetes import read_kubernetes

        filled = with_parameters(data)
        return _template(filled, path) if b"{{" in filled else read_kubernetes(filled, path)
    return _template(data, path)


def _yaml(data: bytes, path: str) -> Deployment | None:
    """A YAML file of no telling name: a proxy's configuration or manifests, when it says so."""
    if b"_format_version" in data or b"static_resources" in data:
        from aibom.scanners.deployments.gateways.proxies import is_proxy, read_proxy

        if is_proxy(data):
            return read_proxy(data, path)
    if b"routers" in data and b"apiVersion" not in data:
        from aibom.scanners.deployments.gateways.traefik import is_traefik, read_traefik

        if is_traefik(data):
            return read_traefik(data, path)
    if _is_compose(data) and b"apiVersion" not in data:
        return _compose(data, path)
    if b"runs-on:" in data and _JOBS.search(data) is not None:
        return _workflow(data, path)  # kept for others to copy
    if b"releases:" in data:
        from aibom.scanners.deployments.forms.helmfile import is_helmfile, read_helmfile

        if is_helmfile(data):
            return read_helmfile(data, path)
    return _manifests(data, path)


def _manifests(data: bytes, path: str) -> Deployment | None:
    """Manifests of Kubernetes, with or without marks, or a file of no known form."""
    if b"{{" in data and b"apiVersion" in data:
        return _marked(data, path)
    if b"apiVersion" not in data:
        from aibom.scanners.deployments.forms.loose import read_loose

        return read_loose(data, path)
    from aibom.scanners.deployments.forms.kubernetes import read_kubernetes

    return read_kubernetes(data, path)


def _hcl(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.nomad import read_hcl

    return read_hcl(data, path)


def _nix(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.nix import read_nix

    return read_nix(data, path)


def _makefile(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.scripts import read_makefile

    return read_makefile(data, path)


def _quoted(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.quoted_shell import read_quoted_shell

    return read_quoted_shell(data, path)


def _tasks(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.scripts import read_tasks

    return read_tasks(data, path)


def _hooks(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.scripts import read_hooks

    return read_hooks(data, path)


def _package(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.scripts import read_package

    return read_package(data, path)


def _bicep(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.bicep import read_bicep

    return read_bicep(data, path)


def _devcontainer(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.devcontainer import read_devcontainer

    return read_devcontainer(data, path)


def _hosting(data: bytes, path: str) -> Deployment | None:
    """Manifests and compose files bear such names as well."""
    if path.endswith(".yaml") and (b"apiVersion" in data or _is_compose(data)):
        return _yaml(data, path)
    from aibom.scanners.deployments.forms.hosting import read_hosting

    return read_hosting(data, path) or (_yaml(data, path) if path.endswith(".yaml") else None)


def _agent_text(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.told.agent_texts import read_agent_text

    return read_agent_text(data, path)


def _unit(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.units import read_unit

    return read_unit(data, path)


def _shell(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.scripts import read_script

    return read_script(data, path)


def _terraform(data: bytes, path: str) -> Deployment | None:
    from aibom.scanners.deployments.forms.terraform import read_terraform

    return read_terraform(data, path)


def _gateway(data: bytes, path: str) -> Deployment | None:
    if path.endswith(".toml"):
        from aibom.scanners.deployments.gateways.traefik import is_traefik, read_traefik

        return read_traefik(data, path) if is_traefik(data) else None
    from aibom.scanners.deployments.gateways.nginx import read_gateway

    return read_gateway(data, path)


READERS: dict[str, Callable[[bytes, str], Deployment | None]] = {
    "agent-text": _agent_text,
    "bicep": _bicep,
    "chart": _chart,
    "compose": _compose,
    "devcontainer": _devcontainer,
    "dockerfile": _dockerfile,
    "gateway": _gateway,
    "hcl": _hcl,
    "hooks": _hooks,
    "hosting": _hosting,
    "makefile": _makefile,
    "nix": _nix,
    "package": _package,
    "tasks": _tasks,
    "quoted": _quoted,
    "shell": _shell,
    "systemd": _unit,
    "template": _template,
    "terraform": _terraform,
    "values": _values,
    "variables": _variables,
    "workflow": _workflow,
    "yaml": _yaml,
}

"""Which reader takes which form of deployment file."""

from __future__ import annotations

from collections.abc import Callable

from aibom.scanners.deployments.compose import read_compose
from aibom.scanners.deployments.dockerfile import read_dockerfile
from aibom.scanners.deployments.gateways import read_gateway
from aibom.scanners.deployments.helm import read_chart, read_template, read_values
from aibom.scanners.deployments.kubernetes import read_kubernetes
from aibom.scanners.deployments.records import Deployment
from aibom.scanners.deployments.scripts import read_makefile, read_package, read_script, read_unit
from aibom.scanners.deployments.variables import read_variables
from aibom.scanners.deployments.workflows import read_workflow


def _variables(data: bytes, path: str) -> Deployment:
    return Deployment("variables", variables=tuple(read_variables(data)))


def _yaml(data: bytes, path: str) -> Deployment | None:
    """A YAML file of no telling name: manifests, when it says so."""
    return read_template(data, path) if b"{{" in data else read_kubernetes(data, path)


READERS: dict[str, Callable[[bytes, str], Deployment | None]] = {
    "dockerfile": read_dockerfile,
    "compose": read_compose,
    "variables": _variables,
    "workflow": read_workflow,
    "chart": read_chart,
    "values": read_values,
    "template": read_template,
    "yaml": _yaml,
    "makefile": read_makefile,
    "package": read_package,
    "systemd": read_unit,
    "shell": read_script,
    "gateway": read_gateway,
}

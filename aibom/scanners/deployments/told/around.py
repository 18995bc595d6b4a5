"""What is known around a workload: its file, the values of variables, and which product a host name runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aibom.catalog.products import Product
from aibom.core import re
from aibom.model.kinds import Technique
from aibom.model.sighting import Subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.interpolate import interpolate

CONFIDENCE = 0.95
_HOST = re.compile(r"(?:[a-z][\w+.-]*://)?(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9][A-Za-z0-9._-]*)(?::[0-9]+)?(?:[/?].*)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`hosts` maps the names by which workloads reach each other to the products that run there, `servers` to the
    MCP servers."""

    path: str
    form: str
    variables: Mapping[str, str]
    hosts: Mapping[str, Product]
    servers: Mapping[str, Subject] = field(default_factory=dict[str, Subject])

    @property
    def sight(self) -> Sight:
        """Makes the sightings of the file."""
        return Sight(self.path, Technique.MANIFEST)

    def text(self, text: str) -> str:
        """A text with the known variables filled in. Shells and templates know no `$$`."""
        if text[2:-1] in self.variables:
            return self.variables[text[2:-1]]  # `${configMapKeyRef models.chat}`
        return interpolate(text, self.variables, escape=self.form == "compose")

    def product_of(self, value: str) -> Product | None:
        """The product at a host name or URL, when a workload of the tree has that name."""
        host = _host(value)
        return self.hosts.get(host) or self.hosts.get(host.partition(".")[0])

    def server_of(self, value: str) -> Subject | None:
        """The MCP server at a host name or URL."""
        host = _host(value)
        return self.servers.get(host) or self.servers.get(host.partition(".")[0])


def _host(value: str) -> str:
    """The host of a URL or address, "" for what is none."""
    match = _HOST.match(value) if len(value) < 500 else None
    return match["host"] if match is not None else ""

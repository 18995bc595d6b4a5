"""The variables of a `.env` file as settings, for compose files of the same folder."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.configs.envfile import assignments
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.records import Setting


def read_variables(data: bytes) -> Iterator[Setting]:
    """The variables in written order; values that are secrets are withheld."""
    for one in assignments(data):
        yield setting(one.name, one.value, one.line)

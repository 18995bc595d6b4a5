"""The tuple of inspectors: nothing is left out, names are distinct."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import aibom.integrity.inspect as package
from aibom.integrity.inspect import INSPECTORS


def test_every_inspector_of_the_package_is_in_the_tuple() -> None:
    found = set()
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for name, member in inspect.getmembers(module, inspect.isclass):
            if name.endswith("Inspector") and name != "Inspector" and member.__module__ == module.__name__:
                found.add(member)
    assert found == {type(one) for one in INSPECTORS}
    assert len({one.name for one in INSPECTORS}) == len(INSPECTORS)

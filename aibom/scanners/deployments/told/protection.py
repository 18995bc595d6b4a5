"""How a served product is protected, as far as its command line and its variables tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from aibom.catalog.products import Auth, Product
from aibom.core.json import Json
from aibom.scanners.deployments.commands.launch import Launched
from aibom.scanners.deployments.records import Setting

_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})


class Protection(NamedTuple):
    """One fact, the line that tells it, and the flag or variable there."""

    fact: str
    value: bool
    line: int
    symbol: str


def protection(product: Product, launch: Launched | None, settings: Iterable[Setting], line: int) -> list[Protection]:
    """Authentication and request logging; a fact that nothing tells is left out."""
    by_name = {setting.name.upper(): setting for setting in settings}
    found = [
        _auth_by_settings(product.auth, by_name),
        _auth_by_flags(product.auth, launch) if launch else None,
        _logging(product, launch) if launch else None,
    ]
    told = [one for one in found if one is not None]
    if product.auth.default is not None and all(one.fact != "authenticated" for one in told):
        told.append(Protection("authenticated", product.auth.default, line, product.name))
    return told


def _auth_by_flags(auth: Auth, launch: Launched) -> Protection | None:
    for flags, value in ((auth.flags, True), (auth.off, False)):
        for flag in flags:
            given = launch.flags.get(_key(flag))
            if given is not None:
                return Protection("authenticated", value, given[1], flag)
    for name in auth.env:
        if name in launch.settings:
            return Protection("authenticated", True, launch.line, name)
    return None


def _auth_by_settings(auth: Auth, by_name: Mapping[str, Setting]) -> Protection | None:
    rules = (
        (auth.env, _given, True),
        (auth.true, _says(_TRUE), True),
        (auth.false_if_true, _says(_TRUE), False),
        (auth.false_if_false, _says(_FALSE), False),
    )
    for names, test, value in rules:
        for name in names:
            setting = by_name.get(name)
            if setting is not None and test(setting):
                return Protection("authenticated", value, setting.line, name)
    for name, text, told in auth.values:
        setting = by_name.get(name)
        if setting is not None and setting.value == text:
            return Protection("authenticated", told, setting.line, name)
    return None


def _given(setting: Setting) -> bool:
    """A variable that is named counts as set, unless it is written as empty."""
    return setting.value is None or setting.value not in ("", "null", "None")


def _says(words: frozenset[str]) -> Callable[[Setting], bool]:
    def test(setting: Setting) -> bool:
        return (setting.value or "").lower() in words

    return test


def _logging(product: Product, launch: Launched) -> Protection | None:
    for flags, value in ((product.log_on, True), (product.log_off, False)):
        for flag in flags:
            given = launch.flags.get(_key(flag))
            if given is not None:
                return Protection("request_logging", value, given[1], flag)
    return None


def _key(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_").replace(".", "_")


def use_arguments(launch: Launched, wanted: frozenset[str]) -> dict[str, Json]:
    """The flags of a launch that matter for security, by name; secrets are told as True only."""
    return {name: value for name, (value, _) in sorted(launch.flags.items()) if name.replace("_", "-") in wanted}

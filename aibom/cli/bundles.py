"""Options that several commands share reach a command as one typed object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Any], Any]


def bundled(name: str, make: Callable[..., Any], *options: Decorator) -> Callable[[Command], Any]:
    """A decorator that gives a command these options; their values arrive as the one argument `name`, which
    `make(**values)` returns."""
    names = _names(options)

    def decorate(command: Command) -> Any:
        @wraps(command)
        def run(**values: Any) -> Any:
            mine = {key: values.pop(key) for key in names}
            return command(**{name: make(**mine)}, **values)

        decorated: Any = run
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _names(options: tuple[Decorator, ...]) -> tuple[str, ...]:
    """The names by which click passes the values of options."""

    def probe() -> None:
        """Takes the options, so that they can be asked for their names."""

    for option in options:
        option(probe)
    parameters: list[click.Parameter] = getattr(probe, "__click_params__", [])
    return tuple(one.name for one in parameters if one.name)

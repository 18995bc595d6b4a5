"""Renders docs/commands.md from the command line itself."""

from __future__ import annotations

import click

from aibom.cli.app import COMMANDS, aibom

HEAD = """# Commands

Generated from `aibom --help`; do not edit. Exit codes everywhere: 0 clean, 1 findings at or above the
threshold (or an invalid BOM), 2 the tool could not do its work.
"""


def render() -> str:
    """The whole reference as Markdown: every command with its help."""
    parent = click.Context(aibom, info_name="aibom", terminal_width=100, max_content_width=100)
    parts = [HEAD, _section("aibom", aibom, parent)]
    for name in COMMANDS:
        command = aibom.get_command(parent, name)
        if command is not None:
            parts.extend(_with_subcommands(f"aibom {name}", command, parent))
    return "\n".join(parts)


def _with_subcommands(title: str, command: click.Command, parent: click.Context) -> list[str]:
    name = title.split()[-1]
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    parts = [_section(title, command, context)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                parts.extend(_with_subcommands(f"{title} {name}", below, context))
    return parts


def _section(title: str, command: click.Command, context: click.Context) -> str:
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {title}\n\n```text\n{text}\n```\n"

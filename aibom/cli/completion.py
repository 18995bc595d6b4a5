"""`aibom completion`: the script that lets a shell complete commands, options and files."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog='\b\nExamples:\n  eval "$(aibom completion bash)"            in ~/.bashrc\n'
    '  eval "$(aibom completion zsh)"             in ~/.zshrc, after compinit\n'
    "  aibom completion fish > ~/.config/fish/completions/aibom.fish"
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script for SHELL."""
    from click.shell_completion import ShellComplete, get_completion_class

    from aibom.cli.app import aibom

    made = get_completion_class(shell)
    assert made is not None
    # Not the class's own source(): for bash it starts a bash to ask for its version.
    click.echo(ShellComplete.source(made(aibom, {}, "aibom", "_AIBOM_COMPLETE")))

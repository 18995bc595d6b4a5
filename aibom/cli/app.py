"""The `aibom` command: finds the sub-command, runs it, and turns errors into one sentence and an exit code.

Sub-commands are imported only when they run, so that `aibom --help` stays fast.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from aibom import __version__
from aibom.core.errors import AibomError
from aibom.core.guard import Crash, attempt
from aibom.core.text import printable

# name -> (module with a click command of the same name, one-line help)
COMMANDS: dict[str, tuple[str, str]] = {
    "audit": ("aibom.cli.audit", "Scan a tree and judge it: BOM, SARIF and a summary."),
    "scan": ("aibom.cli.scan", "Write the AI bill of materials of a tree."),
    "check": ("aibom.cli.check", "Judge any CycloneDX BOM with policy packs."),
    "diff": ("aibom.cli.diff", "Say what changed between two BOMs, and what that means."),
    "drift": ("aibom.cli.drift", "Compare a committed BOM with a fresh scan."),
    "vulns": ("aibom.cli.vulns", "Keep the database of known vulnerabilities; watch published BOMs."),
    "validate": ("aibom.cli.validate", "Say whether a BOM is valid CycloneDX."),
    "graph": ("aibom.cli.graph", "Draw the graph of a BOM: Mermaid, DOT."),
    "convert": ("aibom.cli.convert", "Write a BOM in another form: CycloneDX JSON and XML, SPDX 2.3, SPDX 3."),
    "score": ("aibom.cli.score", "Say how complete a BOM is: G7, CISA, BSI, OWASP, CycloneDX ML."),
    "merge": ("aibom.cli.merge", "Merge several BOMs into one, with the provenance of each part."),
    "model": ("aibom.cli.model", "Look into model files: what loading them would run."),
    "policy": ("aibom.cli.policy", "List, lint, test and explain policy rules."),
    "attest": ("aibom.cli.attest", "Attest, signed, which artifacts a BOM is of."),
    "verify-attestation": ("aibom.cli.verify_attestation", "Verify an attestation by its expected signer."),
    "embed": ("aibom.cli.embed", "Put a BOM into a wheel (PEP 770)."),
    "publish": ("aibom.cli.publish", "Give a BOM to an OCI registry or to Dependency-Track."),
    "completion": ("aibom.cli.completion", "Print the completion script of a shell."),
    "version": ("aibom.cli.version", "Show the version."),
}

_EPILOG = """\b
Examples:
  aibom audit .                          BOM and findings of this folder
  aibom scan . -o bom.cdx.json           the BOM alone
  aibom check bom.cdx.json --policy strict --sarif findings.sarif
\b
Exit codes: 0 clean, 1 findings at or above the threshold, 2 could not do its work.
"""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="aibom %(version)s")
def aibom() -> None:
    """Make an AI bill of materials of a repository and judge it with policy.

    Nothing that is scanned is executed, imported or unpickled; the network is used only where you ask for it (--online,
    vulns update, publish, --sigstore).
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code; no traceback reaches the user."""
    if sys.stdout is None:  # closed by the caller: what is only shown goes nowhere, see write_output
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for good; named as in write_output
    result = attempt(lambda: _run(arguments))
    if isinstance(result, Crash):
        _complain(f"A defect of aibom stopped this run ({result}). Please report it with the command that you ran.")
        return 2
    return result


def _run(arguments: Sequence[str]) -> int:
    try:
        result = aibom.main(list(arguments), prog_name="aibom", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        _complain(error.format_message())
        return 2
    except AibomError as error:
        _complain(str(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _complain("Interrupted; no file was left half written.")
        return 2
    except MemoryError:
        _complain("There is not enough memory for this input; scan a smaller part of the tree.")
        return 2
    except UnicodeError:
        _complain("An argument or an output holds text that cannot be written in this locale.")
        return 2
    except BrokenPipeError:
        # The reader of our output went away (`aibom ... | head`): nothing to say, nobody to say it to.
        sys.stderr.close()
        return 2
    except SystemExit:
        # click ends a run so when the reader of our output went away, with the code of findings.
        return 2
    except OSError as error:
        where = f"{error.filename}: " if isinstance(error.filename, str) else ""
        _complain(f"{where}{error.strerror or type(error).__name__}.")
        return 2
    return result if isinstance(result, int) else 0


def _complain(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # stderr may be closed or full: then only the exit code tells
        click.echo(f"aibom: {printable(sentence)}", err=True)

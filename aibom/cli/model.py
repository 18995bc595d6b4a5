"""`aibom model`: what is in model files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.output import ProgressLine, write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.integrity.model_scan import ScannedFile
    from aibom.integrity.signatures.expected import ExpectedSigners
    from aibom.integrity.signed_places import Signedness

RELAXABLE = ("unknown", "suspicious", "incomplete", "unsupported", "error")


# Sub-commands of their own files, imported when they run: name -> (module, one-line help).
_OTHERS = {
    "lock": ("aibom.cli.model_lock", "Write which bytes of models and data sets are accepted."),
    "sign": ("aibom.cli.model_sign", "Sign a model or data set (OpenSSF Model Signing)."),
    "verify": ("aibom.cli.model_verify", "Hold models against locks, publishers and signatures."),
}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_OTHERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _OTHERS:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        command: click.Command = getattr(import_module(_OTHERS[cmd_name][0]), cmd_name)
        return command


@click.group(cls=_Group)
def model() -> None:
    """Look into model files, lock, sign and verify them. Nothing is loaded, imported or unpickled."""


def _allowed(_context: click.Context, _parameter: click.Parameter, value: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in value.split(",") if name.strip())
    wrong = sorted(names.difference(RELAXABLE))
    if wrong:
        raise UsageError(f"--allow takes {', '.join(RELAXABLE)}, not {', '.join(wrong)}.")
    return names


@model.command(
    epilog="\b\nExamples:\n  aibom model scan models/\n  aibom model scan model.pt --json -\n"
    "  aibom model scan store/ --allow unknown --json scan.json"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--json", "json_file", metavar="FILE", help="Write the result as JSON; - for stdout.")
@click.option(
    "--allow", default="", metavar="NAME,...", callback=_allowed,
    help="Verdicts and statuses that do not fail the run: unknown, suspicious, incomplete, unsupported, error.",
)  # fmt: skip
@click.option("--no-hash", is_flag=True, help="Leave out the SHA-256 of each file.")
@click.option(
    "--signers", type=click.Path(path_type=Path), metavar="FILE",
    help="Who must have signed each PATH (schemas/signers.schema.json); kept outside of PATH.",
)  # fmt: skip
def scan(
    paths: tuple[Path, ...], json_file: str | None, allow: frozenset[str], no_hash: bool, signers: Path | None
) -> int:
    """Say of every file at or below PATH... what loading it would do.

    Every file is looked at, whatever ignore files say. Exits with 1 when a verdict is not clean, or a file could not
    be read to its end; files that are no models (a README) do not count. With --signers also when a PATH is not signed
    by whom it should be.
    """
    expected = _expected(signers, paths)
    from aibom.catalog.pickle_names import load_pickle_names
    from aibom.integrity.model_scan import scan_paths
    from aibom.sources.settings import read_settings, safe_pickle_names

    names = load_pickle_names().extend(safe_pickle_names(read_settings(Path.cwd())))

    progress = ProgressLine()
    files: list[ScannedFile] = []
    for number, file in enumerate(scan_paths(paths, names=names, digest=not no_hash), 1):
        files.append(file)
        progress("scanning model files", number, 0)
    signed = _signatures(paths, expected)
    progress.clear()
    if json_file is not None:
        from aibom.reports.model_scan_json import to_json

        rows = [{"path": path, "state": str(one.state), "signer": one.signer or None, "message": one.reason}
                for path, one in signed]  # fmt: skip
        listed = ((one.path, one.inspection) for one in files)
        write_output(json_file, to_json(listed, listed=names.extended, signatures=rows))
    if json_file != "-":
        _show(files)
        for path, one in signed:
            click.echo(f"signature {one.state}: {printable(path)}" + (f" ({one.reason})" if one.reason else ""))
        if names.extended:
            click.echo(f"Listed as safe by the settings: {', '.join(sorted(names.extended))}")
    unsigned = any(str(one.state) != "verified" for _, one in signed)
    return 1 if unsigned or any(_fails(one, allow) for one in files) else 0


def _expected(path: Path | None, scanned: tuple[Path, ...]) -> ExpectedSigners | None:
    if path is None:
        return None
    from aibom.integrity.signatures.expected import load_signers
    from aibom.integrity.signatures.library import need_library

    need_library()
    return load_signers(path, scanned=scanned, online=False)


def _signatures(paths: tuple[Path, ...], expected: ExpectedSigners | None) -> list[tuple[str, Signedness]]:
    """The state of each path's own signature."""
    if expected is None:
        return []
    from aibom.integrity.digests import DigestMemo
    from aibom.integrity.signed_places import SignedPlaces

    found = []
    for path in paths:
        inner, root = ("", path) if path.is_dir() else (path.name, path.parent)
        signed = SignedPlaces(root, expected, DigestMemo())
        found.append((path.as_posix(), signed.state_of(inner, (), path.as_posix(), path.absolute().name)))
    return found


def _fails(file: ScannedFile, allow: frozenset[str]) -> bool:
    """A verdict of unknown that only an incomplete reading caused is relaxed with that."""
    inspection = file.inspection
    verdict = inspection.verdict
    if verdict is None:
        return False
    if str(inspection.status) in ("incomplete", "unsupported", "error") and str(inspection.status) not in allow:
        return True
    own = max((one.verdict for one in inspection.signals), key=lambda one: one.rank, default=None)
    worst = own if own is not None and str(inspection.status) in allow else verdict
    return str(worst) not in ("clean", *allow)


def _show(files: list[ScannedFile]) -> None:
    counts: dict[str, int] = {}
    for one in files:
        inspection = one.inspection
        verdict = "not applicable" if inspection.verdict is None else str(inspection.verdict)
        counts[verdict] = counts.get(verdict, 0) + 1
        if verdict in ("clean", "not applicable"):
            continue
        click.echo(f"{verdict.upper():10} {printable(one.path)}  ({', '.join(inspection.formats) or 'not recognised'})")
        for signal in inspection.signals[:10]:
            place = f"{signal.where}: " if signal.where else ""
            at = f" (offset {signal.offset})" if signal.offset is not None else ""
            click.echo(f"           {place}{printable(signal.message)}{at}")
    total = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    click.echo(f"{len(files)} files: {total or 'none'}")

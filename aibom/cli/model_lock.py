"""`aibom model lock`: writes which bytes of models and data sets are accepted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.output import write_output
from aibom.core.errors import UsageError

if TYPE_CHECKING:
    from aibom.integrity.lock import LockEntry


def _algorithms(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    from aibom.integrity.digests import ALGORITHMS

    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if wrong := sorted(set(names).difference(ALGORITHMS)):
        raise UsageError(f"--hash takes {', '.join(ALGORITHMS)}, not {', '.join(wrong)}.")
    return ("sha256", *names)


@click.command(
    epilog="\b\nExamples:\n  aibom model lock models/bge\n"
    "  aibom model lock models/bge data/faq -o release/models.lock --hash sha512,blake3\n"
    "  aibom model lock models/ranker --source hf:acme/ranker --commit 5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
)
@click.argument("folders", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", default="models.lock", show_default=True, metavar="FILE", help="The lock file; - for stdout."
)
@click.option(
    "--hash", "algorithms", default="", metavar="NAME,...", callback=_algorithms, help="Beside sha256: sha512, blake3."
)
@click.option(
    "--kind", type=click.Choice(["model", "dataset"]), help="What they are. [default: model, or as the hub cache tells]"
)
@click.option("--name", help="Name of the one model. [default: its folder's, or as the hub cache tells]")
@click.option("--source", default="", help="Where the one model came from: hf:org/name.")
@click.option("--commit", default="", help="Commit of the hub's repository.")
def lock(
    folders: tuple[Path, ...],
    output: str,
    algorithms: tuple[str, ...],
    kind: str | None,
    name: str | None,
    source: str,
    commit: str,
) -> None:
    """Write a lock file of the models or data sets in DIR...: every file with size and hashes.

    A file that cannot be read, or a link that leads out of the folder, stops it: a lock that leaves out files would
    accept anything in their place.
    """
    from aibom.integrity.lock import write_lock

    if len(folders) > 1 and (name or source or commit):
        raise UsageError("--name, --source and --commit are for one folder; lock the folders one by one.")
    place = Path.cwd() if output == "-" else Path(output).absolute().parent
    ignored = () if output == "-" else (Path(output),)
    entries = [_entry(folder, place, ignored, algorithms, kind) for folder in folders]
    if len(entries) == 1:
        from dataclasses import replace

        only = entries[0]
        entries[0] = replace(only, name=name or only.name, source=source or only.source, commit=commit or only.commit)
    if twice := {one.path for one in entries if [other.path for other in entries].count(one.path) > 1}:
        raise UsageError(f"{min(twice)} was given twice.")
    write_output(output, write_lock(entries))
    if output != "-":
        count = sum(len(entry.files) for entry in entries)
        click.echo(f"{len(entries)} locked, {count} files: {output}", err=True)


def _entry(
    root: Path, place: Path, ignored: tuple[Path, ...], algorithms: tuple[str, ...], kind: str | None
) -> LockEntry:
    from aibom.integrity.folder import model_digest, open_folder, signatures_beside
    from aibom.integrity.local_sources import local_expectations
    from aibom.integrity.lock import LockEntry, entry_files

    folder = open_folder(root, ignored=(*ignored, *(signatures_beside(root) if root.is_dir() else ())))
    found = folder.hashes(lambda _: algorithms)
    for one in found:
        if one.why:
            raise UsageError(f"{root}: {one.path} cannot be locked: {one.why}.")
    if not found:
        raise UsageError(f"There is no file to lock in {root}.")
    commits = {one.commit for one in local_expectations(folder) if one.commit}
    return LockEntry(
        name=folder.name,
        kind=kind or folder.kind,
        path=os.path.relpath(root.absolute(), place).replace(os.sep, "/"),
        source=folder.source,
        commit=folder.commit or (commits.pop() if len(commits) == 1 else ""),
        digest=model_digest(found),
        files=entry_files(found),
    )

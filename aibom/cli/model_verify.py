"""`aibom model verify`: holds models and data sets against locks, publishers and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.output import write_output
from aibom.cli.signers import expected_signer, signer_options
from aibom.core import re
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.enrichers.hub import HubAnswer
    from aibom.integrity.folder import Folder
    from aibom.integrity.lock import LockEntry
    from aibom.integrity.signatures.signer import ExpectedSigner
    from aibom.model.expectation import Expectation
    from aibom.reports.verify_json import Outcome

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one run compares with."""

    lock: Path | None
    bom: Path | None
    hub: str | None
    signature: Path | None
    signer: ExpectedSigner | None


@click.command(
    epilog="\b\nExamples:\n  aibom model verify --lock models.lock\n  aibom model verify models/bge\n"
    "  aibom model verify models/bge --hub BAAI/bge-small-en-v1.5@5c38ec7 --online\n"
    "  aibom model verify models/bge --signature models/bge/model.sig --key signer.pub\n"
    "  aibom model verify models/bge --signature model.sig --identity ci@acme.example \\\n"
    "      --issuer https://accounts.example --trusted-root trusted_root.json"
)
@click.argument("folders", nargs=-1, metavar="[DIR]...", type=_FILE)
@click.option(
    "--lock", type=_FILE, metavar="FILE", help="Lock file of `aibom model lock`; without DIR, all that it names."
)
@click.option("--bom", type=_FILE, metavar="FILE", help="An earlier BOM.")
@click.option(
    "--hub", metavar="REPO[@COMMIT]", help="What the hub publishes; wants --online. A data set: datasets/REPO."
)
@click.option(
    "--signature", type=_FILE, metavar="FILE", help="Bundle of OpenSSF Model Signing, or of cosign for a single file."
)
@signer_options
@click.option("--online", is_flag=True, help="Allow the network.")
@click.option("--json", "json_file", metavar="FILE", help="Write the result as JSON; - for stdout.")
def verify(
    folders: tuple[Path, ...],
    lock: Path | None,
    bom: Path | None,
    hub: str | None,
    signature: Path | None,
    key: Path | None,
    roots: tuple[Path, ...],
    identity: str | None,
    issuer: str | None,
    trusted_root: Path | None,
    online: bool,
    json_file: str | None,
) -> int:
    """Say whether the models or data sets in DIR... are what they should be.

    Always compared: what lies beside the files (a hub client's notes, SHA256SUMS, Croissant, DVC). Exits with 0 when
    all that was asked for holds, 1 when a file is substituted, missing, extra or unreadable or the signature is not
    verified, and 2 when there is nothing to compare with or a source cannot be read.
    """
    signer = expected_signer(key, roots, identity, issuer, trusted_root, online=online)
    if signature and signer is None:
        raise UsageError("Say who must have signed: --key, --identity with --issuer, or --certificate-root.")
    if signer is not None and not signature:
        raise UsageError("--signature is missing: say where the signature is.")
    if hub and not online:
        raise UsageError("--hub asks the hub; it wants --online.")
    request = Request(lock=lock, bom=bom, hub=hub, signature=signature, signer=signer)
    outcomes = list(_outcomes(folders, request))
    if json_file is not None:
        from aibom.reports.verify_json import to_json

        write_output(json_file, to_json(outcomes))
    if json_file != "-":
        for one in outcomes:
            _show(one)
    return 0 if all(one.good for one in outcomes) else 1


def _outcomes(folders: tuple[Path, ...], request: Request) -> Iterator[Outcome]:
    entries = _entries(request.lock)
    if not folders:
        if request.lock is None:
            raise UsageError("Say what to verify: a folder, or --lock FILE for all that it names.")
        if request.signature or request.bom or request.hub:
            raise UsageError("--signature, --bom and --hub are for folders that are named.")
        folders = tuple(request.lock.parent / entry.path for entry in entries)
    if len(folders) > 1 and (request.signature or request.hub):
        raise UsageError("--signature and --hub are for one folder at a time.")
    for folder in folders:
        yield _outcome(folder, entries, request)


def _entries(lock: Path | None) -> tuple[LockEntry, ...]:
    from aibom.integrity.lock import MAX_BYTES, read_lock
    from aibom.integrity.verify import read_file

    return read_lock(read_file(lock, "the lock file", MAX_BYTES), str(lock)) if lock else ()


def _outcome(root: Path, entries: tuple[LockEntry, ...], request: Request) -> Outcome:
    from aibom.integrity.digests import DigestMemo
    from aibom.integrity.folder import open_folder
    from aibom.integrity.local_sources import local_expectations
    from aibom.integrity.verify import hash_folder
    from aibom.reports.verify_json import Outcome

    entry = _entry_of(root, entries, request.lock)
    if entry is not None and not root.exists():
        return Outcome(name=entry.name, path=str(root), missing=True)
    folder = open_folder(root, ignored=_not_of_it(root, entry, request))
    expectations = [*local_expectations(folder), *_asked(folder, entry, request)]
    published = _from_hub(request.hub) if request.hub else None
    if published is not None:
        expectations.append(published.expectation())
    memo, signed = DigestMemo(), None
    if request.signature:
        from aibom.integrity.signatures.check import check_signature, signed_algorithms

        memo = DigestMemo(signed_algorithms(request.signature))
    result = hash_folder(folder, expectations, memo=memo)
    if request.signature:
        signed = check_signature(root, request.signature, request.signer, memo)
    if not result.compared and signed is None:
        raise UsageError(f"There is nothing to compare {root} with; give --lock, --signature, --bom or --hub.")
    return Outcome(
        name=entry.name if entry else folder.name,
        path=str(root),
        digest=result.digest,
        commit=entry.commit if entry else folder.commit,
        compared=result.compared,
        complete=frozenset(one.source for one in expectations if one.names_all),
        signature=None if signed is None else str(signed.state),
        signature_message="" if signed is None else signed.message,
        signed=() if signed is None else signed.compared,
        hub_security=published.security if published else "",
        hub_flagged=published.flagged if published else (),
    )


def _not_of_it(root: Path, entry: LockEntry | None, request: Request) -> list[Path]:
    """The lock and signatures, which are about the folder; a signature that the lock names is part of it."""
    from aibom.integrity.folder import signatures_beside

    named = entry.files if entry is not None else {}
    beside = [path for path in signatures_beside(root) if root.is_dir() and path.name not in named]
    return [path for path in (request.lock, request.signature, *beside) if path is not None]


def _entry_of(root: Path, entries: tuple[LockEntry, ...], lock: Path | None) -> LockEntry | None:
    if lock is None:
        return None
    import os

    place = os.path.relpath(root.absolute(), lock.absolute().parent).replace(os.sep, "/")
    named = [one for one in entries if one.path == place]
    named = named or [one for one in entries if one.name == root.absolute().name]
    named = named or (list(entries) if len(entries) == 1 else [])
    if len(named) != 1:
        raise UsageError(f"The lock file {lock} does not say which of its models {root} is.")
    return named[0]


def _asked(folder: Folder, entry: LockEntry | None, request: Request) -> Iterator[Expectation]:
    if entry is not None:
        yield entry.expectation()
    if request.bom is not None:
        yield _from_bom(folder, request.bom)


def _from_bom(folder: Folder, bom: Path) -> Expectation:
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document
    from aibom.core.limits import MIB
    from aibom.integrity.earlier_bom import bom_expectation
    from aibom.integrity.verify import read_file

    facts = facts_of(load_document(read_file(bom, "the BOM", 500 * MIB), name=str(bom)))
    found = bom_expectation(facts, folder.root.absolute().name, [one.path for one in folder.files])
    if found is None:
        raise UnreadableError(str(bom), f"the BOM names no file of {folder.root} with its hash")
    return found


_REPO = re.compile(r"(?:datasets/)?[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?(?:@[\w./-]{1,200})?")


def _from_hub(text: str) -> HubAnswer:
    from aibom.enrichers.hub import HubProblem, ask_hub, hub_endpoint

    if not _REPO.fullmatch(text) or ".." in text:
        raise UsageError(
            f"--hub wants ORG/NAME or datasets/ORG/NAME, and @COMMIT behind it, not {printable(text, 100)}."
        )
    repo, _, revision = text.partition("@")
    kind = "dataset" if repo.startswith("datasets/") else "model"
    answer = ask_hub(hub_endpoint(), repo.removeprefix("datasets/"), kind, revision or None)
    if isinstance(answer, HubProblem):
        raise UsageError(f"The hub says nothing of {repo}: {answer.message}.")
    return answer


def _show(outcome: Outcome) -> None:
    if outcome.missing:
        click.echo(f"MISSING      {printable(outcome.path)}")
    for one in (*outcome.compared, *outcome.signed):
        if str(one.state) not in ("matched", "unchecked") or outcome.fails(one):
            click.echo(f"{str(one.state).upper():12} {printable(one.path)}: {printable(one.message)}")
    if outcome.hub_security in ("unsafe", "suspicious"):
        named = ", ".join(printable(one) for one in outcome.hub_flagged[:10]) or "files are not named"
        click.echo(f"{outcome.hub_security.upper():12} the hub's own scan flags it: {named}")
    if outcome.signature is not None:
        why = f": {printable(outcome.signature_message)}" if outcome.signature_message else ""
        click.echo(f"signature {outcome.signature}{why}")
    counts = ", ".join(f"{count} {state}" for state, count in outcome.counts) or "nothing compared"
    word = "ok" if outcome.good else "NOT OK"
    click.echo(f"{word}: {printable(outcome.name)}: {counts}")

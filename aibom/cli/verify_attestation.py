"""`aibom verify-attestation`: whether the expected signer attested this BOM, or a verdict, of these artifacts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from aibom.cli.inputs import read_input
from aibom.cli.output import refuse_same_place, write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.exchange.statements import Statement
    from aibom.integrity.signatures.signer import SigstoreSigner

_FILE = click.Path(path_type=Path)


@click.command(
    "verify-attestation",
    epilog="\b\nExamples:\n"
    "  aibom verify-attestation chat.intoto.json --bom bom.cdx.json --subject dist/chat-1.4.0-py3-none-any.whl \\\n"
    "      --key signing.pub\n"
    "  aibom verify-attestation bundle.json --subject model.safetensors -o bom.cdx.json --online \\\n"
    "      --identity release@acme.example --issuer https://accounts.google.com\n"
    "  aibom verify-attestation verdict.att.json --policy strict --subject model.safetensors --key signing.pub",
)
@click.argument("attestation", metavar="FILE")
@click.option("--bom", metavar="FILE", help="The BOM that must be the attested one.")
@click.option(
    "--subject", "files", type=_FILE, multiple=True, metavar="FILE",
    help="Artifact that must be a subject; a folder stands for its files. Repeatable.",
)  # fmt: skip
@click.option(
    "--subject-digest", "digests", multiple=True, metavar="NAME@sha256:HEX",
    help="An artifact that is no file here (a container image). Repeatable.",
)  # fmt: skip
@click.option("--key", type=_FILE, metavar="FILE", help="Public key (PEM) of the expected signer.")
@click.option("--identity", metavar="NAME", help="Whom the Sigstore certificate must name: e-mail or URI.")
@click.option("--issuer", metavar="URL", help="OpenID issuer that must have told the identity.")
@click.option(
    "--trusted-root", type=_FILE, metavar="FILE", help="Pinned trusted root of Sigstore, so that nothing is asked for."
)
@click.option("--online", is_flag=True, help="Allow the network, to fetch the trusted root.")
@click.option(
    "--policy", metavar="PACK|FILE|DIR", help="The attestation is a verdict: it must be a pass by exactly this pack."
)
@click.option("-o", "--output", metavar="FILE", help="Write the attested BOM once it is verified; - for stdout.")
def verify_attestation(
    attestation: str,
    bom: str | None,
    files: tuple[Path, ...],
    digests: tuple[str, ...],
    key: Path | None,
    identity: str | None,
    issuer: str | None,
    trusted_root: Path | None,
    online: bool,
    policy: str | None,
    output: str | None,
) -> int:
    """Verify the attestation in FILE (a DSSE envelope or a Sigstore bundle; of several, one a line, one must hold).

    The signer must be said (--key, or --identity with --issuer): an attestation by anybody proves nothing. Exits with 1
    and one reason when the attestation does not hold, with 2 when something cannot be read.
    """
    from aibom.exchange.artifacts import subjects_of
    from aibom.exchange.dsse import documents_in
    from aibom.exchange.statements import RefutedError, check_subjects
    from aibom.integrity.signatures.library import InvalidSignatureError

    signer = _signer(key, identity, issuer, trusted_root, online=online)
    if bom is None and output is None and policy is None:
        raise UsageError("Say what must have been attested: --bom FILE, or --policy PACK, or take it with -o FILE.")
    if policy is not None and output is not None:
        raise UsageError("A verdict holds no BOM; -o goes without --policy.")
    refuse_same_place(attestation, bom, output)
    data = read_input(attestation)
    given = read_input(bom) if bom is not None else None
    expected = subjects_of(files, digests)
    reasons = []
    for one in documents_in(data):
        try:
            statement = _signed_statement(one, attestation, signer)
            check_subjects(statement, expected)
            told = _check_predicate(statement, given, bom or "", policy)
            break
        except (RefutedError, InvalidSignatureError) as error:
            reasons.append(str(error))
    else:
        several = f" (and {len(reasons) - 1} further attestations do not hold either)" if len(reasons) > 1 else ""
        click.echo(f"NOT VERIFIED: {printable(reasons[0])}{several}.")
        return 1
    if output is not None:
        write_output(output, orjson.dumps(statement.predicate, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    if output != "-":
        click.echo(f"verified: {printable(told)}, {len(expected)} artifacts")
    return 0


def _signer(
    key: Path | None, identity: str | None, issuer: str | None, trusted_root: Path | None, *, online: bool
) -> Path | SigstoreSigner:
    """The expected signer; UsageError when nobody, or only half of an identity, is expected."""
    from aibom.cli.signers import expected_signer
    from aibom.integrity.signatures.signer import SigstoreSigner

    signer = expected_signer(key, (), identity, issuer, trusted_root, online=online)
    if isinstance(signer, SigstoreSigner):
        return signer
    if key is None:
        raise UsageError("Say who must have signed: --key FILE, or --identity NAME with --issuer URL.")
    return key


def _signed_statement(data: bytes, name: str, signer: Path | SigstoreSigner) -> Statement:
    """The statement in the file, once its signature is that of the signer."""
    from aibom.exchange.dsse import PAYLOAD_TYPE, pae, read_envelope
    from aibom.exchange.keys import read_public_key
    from aibom.exchange.statements import RefutedError, read_statement

    envelope = read_envelope(data, name)
    if not isinstance(signer, Path):
        return read_statement(_sigstore_payload(data, name, signer), name)
    key = read_public_key(signer)
    signed = pae(envelope.payload_type, envelope.payload)
    if not any(key.verifies(one, signed) for one in envelope.signatures):
        raise RefutedError(f"the signature is not by the key {signer.name}, or the content was changed")
    if envelope.payload_type != PAYLOAD_TYPE:
        raise RefutedError(f"the signed content is no in-toto statement ({envelope.payload_type})")
    return read_statement(envelope.payload, name)


def _sigstore_payload(data: bytes, name: str, signer: SigstoreSigner) -> bytes:
    from aibom.integrity.signatures.bundle import read_bundle
    from aibom.integrity.signatures.library import signed_payload

    return signed_payload(read_bundle(data, name), Path(name), signer)


def _check_predicate(statement: Statement, bom: bytes | None, name: str, policy: str | None) -> str:
    """What was attested, in words; RefutedError when it is not what was expected."""
    from aibom.bom.read import load_document
    from aibom.exchange.statements import check_bom, check_verdict

    document = load_document(bom, name=name) if bom is not None else None
    if policy is None:
        check_bom(statement, document.data if document else None)
        return "the BOM"
    from aibom.policy.load import load_policy

    sha256 = hashlib.sha256(bom).hexdigest() if bom is not None else None
    for pack in load_policy((policy,)).packs:
        check_verdict(statement, pack.digest, sha256)
    changed = ", ".join(map(str, statement.predicate.get("changedBy") or ()))
    threshold = statement.predicate.get("failOn")
    return f"a pass by {policy} (fail-on {threshold}{f'; with {changed}' if changed else ''})"

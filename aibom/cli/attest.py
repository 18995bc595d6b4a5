"""`aibom attest`: says, signed, that a BOM (and the verdict on it) is that of an artifact."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.inputs import read_input
from aibom.cli.model_sign import PASSWORD, TOKEN
from aibom.cli.output import refuse_same_place, write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.exchange.statements import Statement, Subject

_FILE = click.Path(path_type=Path)


@click.command(
    epilog="\b\nExamples:\n"
    "  aibom attest bom.cdx.json --subject dist/chat-1.4.0-py3-none-any.whl --key signing.pem -o chat.intoto.json\n"
    "  aibom attest bom.cdx.json --subject-digest registry.acme.example/chat@sha256:... --key signing.pem -o att.json\n"
    "  aibom check bom.cdx.json --policy strict --json verdict.json\n"
    "  aibom attest bom.cdx.json --subject model.safetensors --key signing.pem -o bom.att.json \\\n"
    "      --verdict verdict.json --policy strict --verdict-output verdict.att.json"
)
@click.argument("bom")
@click.option(
    "--subject", "files", type=_FILE, multiple=True, metavar="FILE",
    help="Artifact that the BOM is of; a folder stands for its files. Repeatable.",
)  # fmt: skip
@click.option(
    "--subject-digest", "digests", multiple=True, metavar="NAME@sha256:HEX",
    help="An artifact that is no file here (a container image). Repeatable.",
)  # fmt: skip
@click.option(
    "--key", type=_FILE, metavar="FILE", help=f"Private key (PEM: EC, Ed25519, RSA); its password in {PASSWORD}."
)
@click.option("--bundle", is_flag=True, help="With --key: a Sigstore bundle around the envelope.")
@click.option(
    "--sigstore", is_flag=True, help=f"Sign with an identity (token in {TOKEN}, or the CI's own); wants --online."
)
@click.option("--issuer", metavar="URL", help="OpenID issuer, with --sigstore.")
@click.option(
    "--trust-config", type=_FILE, metavar="FILE", help="Client trust configuration of another Sigstore instance."
)
@click.option("--online", is_flag=True, help="Allow the network.")
@click.option("-o", "--output", required=True, metavar="FILE", help="The attestation; - for stdout.")
@click.option("--verdict", metavar="FILE", help="A result of `aibom check --json` on this BOM, to be attested as well.")
@click.option("--policy", metavar="PACK|FILE|DIR", help="The pack that the verdict must have been made by.")
@click.option("--verdict-output", metavar="FILE", help="The attestation of the verdict (in-toto SVR).")
def attest(
    bom: str,
    files: tuple[Path, ...],
    digests: tuple[str, ...],
    key: Path | None,
    bundle: bool,
    sigstore: bool,
    issuer: str | None,
    trust_config: Path | None,
    online: bool,
    output: str,
    verdict: str | None,
    policy: str | None,
    verdict_output: str | None,
) -> None:
    """Attest that BOM is the bill of materials of the named artifacts.

    Writes an in-toto statement (v1, predicate https://cyclonedx.org/bom) in a signed DSSE envelope, as cosign and the
    tools of Sigstore verify it; with --sigstore a Sigstore bundle.
    """
    from aibom.bom.read import load_document
    from aibom.exchange.artifacts import subjects_of
    from aibom.exchange.statements import BOM_PREDICATE, Statement, write_statement

    if bool(key) == sigstore:
        raise UsageError("Say who signs: --key FILE, or --sigstore.")
    if sigstore and not online:
        raise UsageError("--sigstore asks for a certificate and logs the signature; it wants --online.")
    if len({verdict is None, policy is None, verdict_output is None}) > 1:
        raise UsageError("--verdict, --policy and --verdict-output go together.")
    refuse_same_place(output, verdict_output, bom, verdict)
    data = read_input(bom)
    document = load_document(data, name=bom)
    for warning in document.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    subjects = subjects_of(files, digests)
    statement = Statement(subjects=subjects, predicate_type=BOM_PREDICATE, predicate=document.data)
    payloads = {output: write_statement(statement)}
    if verdict is not None and policy is not None and verdict_output is not None:
        about = _verdict(read_input(verdict), verdict, policy, hashlib.sha256(data).hexdigest(), subjects)
        payloads[verdict_output] = write_statement(about)
    if key is not None:
        signed = {place: _signed(payload, key, bundle) for place, payload in payloads.items()}
    else:
        signed = _by_sigstore(payloads, trust_config, issuer)
    for place, attestation in signed.items():
        write_output(place, attestation)
    click.echo(f"{len(subjects)} artifacts attested: {printable(', '.join(signed))}", err=True)


def _verdict(data: bytes, name: str, policy: str, bom_sha256: str, subjects: Sequence[Subject]) -> Statement:
    """The verdict as a statement; UsageError when it is about another BOM or by another policy."""
    from aibom import __version__
    from aibom.core.clock import now, timestamp
    from aibom.exchange.statements import read_verdict, verdict_statement
    from aibom.policy.load import load_policy

    verdict = read_verdict(data, name)
    if verdict.bom_sha256 != bom_sha256:
        raise UsageError(f"{name} is the verdict on another BOM; judge this one with `aibom check --json`.")
    wanted = {pack.digest for pack in load_policy((policy,)).packs}
    if wanted != {digest for _, _, digest in verdict.packs}:
        raise UsageError(f"{name} is the verdict of another policy than {policy}, or of another state of it.")
    if verdict.fail_on == "never":
        raise UsageError(f"{name} was made with --fail-on never, which passes everything; choose a severity.")
    return verdict_statement(verdict, subjects, version=__version__, time=timestamp(now()))


def _signed(payload: bytes, key: Path, bundle: bool) -> bytes:
    from aibom.exchange.dsse import PAYLOAD_TYPE, pae, write_bundle, write_envelope
    from aibom.exchange.keys import read_private_key

    private = read_private_key(key, os.environ.get(PASSWORD))
    signature = private.sign(pae(PAYLOAD_TYPE, payload))
    return (write_bundle if bundle else write_envelope)(payload, signature, private.key_id)


def _by_sigstore(payloads: dict[str, bytes], trust_config: Path | None, issuer: str | None) -> dict[str, bytes]:
    from aibom.integrity.signatures import library

    library.need_library()
    signer = library.sigstore_signer(os.environ.get(TOKEN), trust_config, issuer)
    return {place: library.sign_statement(signer, payload) for place, payload in payloads.items()}

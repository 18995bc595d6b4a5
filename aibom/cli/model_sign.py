"""`aibom model sign`: signs a model or data set as OpenSSF Model Signing does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from aibom.cli.output import write_output
from aibom.core.errors import UsageError

PASSWORD = "AIBOM_KEY_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN = "SIGSTORE_ID_TOKEN"  # noqa: S105
_FILE = click.Path(path_type=Path)


@click.command(
    epilog="\b\nExamples:\n  aibom model sign models/bge --private-key signing.pem\n"
    "  aibom model sign data/faq --private-key ci.pem --certificate ci.crt --chain intermediate.crt\n"
    "  aibom model sign models/bge --sigstore --online -o models/bge/model.sig"
)
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option(
    "-o", "--signature", type=_FILE, metavar="FILE", help="The bundle. [default: DIR/model.sig, of a file FILE.sig]"
)
@click.option(
    "--private-key", type=_FILE, metavar="FILE", help=f"Private key (PEM, NIST curve); its password in {PASSWORD}."
)
@click.option("--certificate", type=_FILE, metavar="FILE", help="Certificate (PEM) of the key.")
@click.option(
    "--chain", type=_FILE, multiple=True, metavar="FILE", help="Certificates between it and the root. Repeatable."
)
@click.option(
    "--sigstore", is_flag=True, help=f"Sign with an identity (token in {TOKEN}, or the CI's own); wants --online."
)
@click.option("--issuer", metavar="URL", help="OpenID issuer, with --sigstore.")
@click.option(
    "--trust-config", type=_FILE, metavar="FILE", help="Client trust configuration of another Sigstore instance."
)
@click.option("--online", is_flag=True, help="Allow the network.")
def sign(
    folder: Path,
    signature: Path | None,
    private_key: Path | None,
    certificate: Path | None,
    chain: tuple[Path, ...],
    sigstore: bool,
    issuer: str | None,
    trust_config: Path | None,
    online: bool,
) -> None:
    """Sign the model or data set in DIR (or a single file).

    The bundle names every file with its SHA-256, without .git and the like, and is what the tools of OpenSSF Model
    Signing 1.0 verify.
    """
    from aibom.integrity.signatures.library import need_library
    from aibom.integrity.signatures.make import sign as make

    if bool(private_key) == sigstore:
        raise UsageError("Say who signs: --private-key FILE, or --sigstore.")
    if sigstore and not online:
        raise UsageError("--sigstore asks for a certificate and logs the signature; it wants --online.")
    if (certificate or chain) and not (private_key and certificate):
        raise UsageError("--certificate goes with --private-key, --chain with --certificate.")
    if not folder.exists():
        raise UsageError(f"There is no file or folder {folder}.")
    need_library()
    target = signature or (folder / "model.sig" if folder.is_dir() else folder.with_name(folder.name + ".sig"))
    data, count = make(folder, target, _signer(private_key, certificate, chain, trust_config, issuer))
    write_output(target, data)
    click.echo(f"{count} files signed: {target}", err=True)


def _signer(
    key: Path | None, certificate: Path | None, chain: tuple[Path, ...], trust_config: Path | None, issuer: str | None
) -> Any:
    from aibom.integrity.signatures import library

    if key is None:
        return library.sigstore_signer(os.environ.get(TOKEN), trust_config, issuer)
    if certificate is not None:
        return library.certificate_signer(key, certificate, chain)
    return library.key_signer(key, os.environ.get(PASSWORD))

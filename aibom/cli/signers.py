"""Options that say who is expected to have signed, or who signs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aibom.core.errors import UsageError

if TYPE_CHECKING:
    from aibom.integrity.signatures.signer import ExpectedSigner

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)

SIGNER_OPTIONS = (
    click.option("--key", type=_FILE, metavar="FILE", help="Public key (PEM) of the expected signer."),
    click.option("--certificate-root", "roots", type=_FILE, multiple=True, metavar="FILE",
        help="Root certificates (PEM) of the signer's; wants --identity."),
    click.option("--identity", metavar="NAME", help="Whom the signer's certificate must name: e-mail, URI or subject."),
    click.option("--issuer", metavar="URL", help="OpenID issuer that must have told the identity (Sigstore)."),
    click.option("--trusted-root", type=_FILE, metavar="FILE",
        help="Pinned trusted root of Sigstore, so that nothing is asked for."),
)  # fmt: skip


def signer_options(command: Command) -> Command:
    """The options of an expected signer."""
    for option in reversed(SIGNER_OPTIONS):
        command = option(command)
    return command


def expected_signer(
    key: Path | None,
    roots: tuple[Path, ...],
    identity: str | None,
    issuer: str | None,
    trusted_root: Path | None,
    *,
    online: bool,
) -> ExpectedSigner | None:
    """The expected signer that the options name, None when they name none; UsageError when they name half of one."""
    from aibom.integrity.signatures.signer import CertificateSigner, KeySigner, SigstoreSigner

    if not (key or roots or identity or issuer or trusted_root):
        return None
    if key:
        if roots or identity or issuer or trusted_root:
            raise UsageError("--key stands alone; give a key, or certificate roots, or an identity with its issuer.")
        return KeySigner(key=_there(key))
    if not identity:
        raise UsageError("--identity is missing: any signer of that root or issuer would do, which proves nothing.")
    if roots:
        if issuer or trusted_root:
            raise UsageError("--certificate-root goes with --identity alone; --issuer is for Sigstore.")
        return CertificateSigner(roots=tuple(_there(one) for one in roots), identity=identity)
    if not issuer:
        raise UsageError("--issuer is missing: without it another issuer could tell the same identity.")
    if not trusted_root and not online:
        raise UsageError("--trusted-root is missing: give the trusted root of Sigstore, or --online to fetch it.")
    return SigstoreSigner(identity=identity, issuer=issuer, trusted_root=_there(trusted_root) if trusted_root else None)


def _there(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    return path

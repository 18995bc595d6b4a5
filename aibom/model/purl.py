"""Package URLs (https://github.com/package-url/purl-spec), spelt by packageurl-python in one place."""

from __future__ import annotations

from collections.abc import Mapping


def package_url(
    type_: str,
    name: str,
    version: str | None = None,
    *,
    separator: str = "/",
    qualifiers: Mapping[str, str] | None = None,
) -> str | None:
    """The purl of a name whose namespace stands before the last separator; None when no purl can be made of it."""
    from packageurl import PackageURL

    namespace, _, base = name.rpartition(separator)
    if separator == ":":
        namespace = namespace.replace(":", "/")
    try:
        return PackageURL(type_, namespace or None, base, version, dict(qualifiers or {})).to_string()
    except ValueError:
        return None

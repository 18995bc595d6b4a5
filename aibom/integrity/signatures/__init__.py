"""Signatures of models, data sets and single files: Sigstore bundles of OpenSSF Model Signing and of cosign."""

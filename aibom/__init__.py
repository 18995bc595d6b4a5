"""aibom makes an AI bill of materials of a source tree and judges it with declarative policy."""

__version__ = "0.1.0"

"""Model files that lie in the tree."""

from aibom.scanners.model_files.scanner import ModelFileScanner

__all__ = ["ModelFileScanner"]

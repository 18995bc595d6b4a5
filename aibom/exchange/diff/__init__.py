"""Compares two BOMs for people who answer for them: what is new, gone, replaced, and what may do more than before."""

from aibom.exchange.diff.compare import compare_boms
from aibom.exchange.diff.load import load_any
from aibom.exchange.diff.policy_delta import policy_delta

__all__ = ["compare_boms", "load_any", "policy_delta"]

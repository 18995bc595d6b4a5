"""Judges a BOM by declarative rules: load rules and packs, evaluate them over facts, apply exceptions."""

"""Joins the rooms: a tree becomes an inventory, an inventory a BOM, a BOM a judgement, two BOMs a comparison.

It reads like the flow in docs/design.md. Import from the module that is meant: commands start in few of them.
"""

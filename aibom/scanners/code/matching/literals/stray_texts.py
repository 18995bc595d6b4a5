"""The texts of a file that may name a model, a data set or weights which nothing told, looked for in one walk."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.matching.literals.stray_data import may_be_data
from aibom.scanners.code.matching.literals.stray_models import may_be_hub
from aibom.scanners.code.matching.literals.stray_weights import may_be_weights
from aibom.scanners.code.matching.literals.written_texts import Written, written_texts
from aibom.scanners.code.resolving.modules import Module


def stray_texts(catalogue: Catalogue, module: Module, speaks: bool) -> Iterator[Written]:
    """The texts of a file of a program that has to do with AI; `speaks` says whether the file itself has."""

    def wanted(text: str) -> bool:
        told = catalogue.may_be_model(text)
        return told or (speaks and (may_be_data(text) or may_be_weights(text) or may_be_hub(text)))

    yield from (one for one in written_texts(module, wanted) if not one.key or catalogue.may_be_model(one.text))

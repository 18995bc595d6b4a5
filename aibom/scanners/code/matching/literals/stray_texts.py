"""The texts of a file that may name a model, a data set or weights which nothing told, looked for in one walk."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.matching.literals.asked_lists import is_only_asked
from aibom.scanners.code.matching.literals.stray_data import may_be_data
from aibom.scanners.code.matching.literals.stray_models import may_be_hub
from aibom.scanners.code.matching.literals.stray_weights import may_be_weights
from aibom.scanners.code.matching.literals.written_texts import Written, written_texts
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver


def stray_texts(resolver: Resolver, module: Module, speaks: bool) -> Iterator[Written]:
    """The texts of a file of a program that has to do with AI; `speaks` says whether the file itself has.

    Names of models in a list count where something is done with it."""
    catalogue = resolver.catalogue
    asked: dict[str, bool] = {}

    def wanted(text: str) -> bool:
        told = catalogue.may_be_model(text)
        return told or (speaks and (may_be_data(text) or may_be_weights(text) or may_be_hub(text)))

    for one in written_texts(module, wanted):
        model = catalogue.may_be_model(one.text)
        if model and one.listed and not one.key and one.call < 0:
            name = one.symbols.partition("\n")[0]
            if name not in asked:
                asked[name] = name in module.bindings and is_only_asked(resolver, module, name)
            if asked[name]:
                continue
        if model or not one.key:
            yield one

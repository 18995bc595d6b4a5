"""The scanner of configuration files: by name it is decided who reads a file, by content what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.base import PerFileScanner, Tree
from aibom.scanners.configs.paths import form_of


class ConfigScanner(PerFileScanner):
    """Settings, recipes, workflows, prompts and data files. The readers are loaded with the first file."""

    name = "configs"
    effort = 0.2

    def wants(self, path: str) -> bool:
        return bool(form_of(path))

    def observe(self, file: SourceFile) -> Iterable[Sighting]:
        from aibom.scanners.configs.readers import read_file

        return read_file(file, form_of(file.path))

    def join(self, records: Mapping[str, list[Sighting]], tree: Tree) -> Iterable[Sighting]:
        if not records:
            return ()
        from aibom.scanners.configs.collect import with_corpora, with_named, with_rules
        from aibom.scanners.configs.found_files import with_found_files
        from aibom.scanners.configs.infrastructure.modules import without_uncalled
        from aibom.scanners.configs.infrastructure.terraform_knowledge import with_addresses
        from aibom.scanners.configs.infrastructure.terraform_variables import with_given
        from aibom.scanners.configs.names.left_open import without_set
        from aibom.scanners.configs.products.baml_clients import with_clients
        from aibom.scanners.configs.products.baml_tools import with_tools
        from aibom.scanners.configs.products.jvm_builds import without_named
        from aibom.scanners.configs.told.agent_folders import with_agent_folders

        told = with_tools(with_found_files(super().join(records, tree), tree.listed))
        told = with_clients(without_named(without_uncalled(with_addresses(with_given(told)))))
        told = without_set(with_agent_folders(told, lambda: tree.listed))
        return with_corpora(with_named(with_rules(told, lambda: tree.listed), tree.exists))

"""Languages and their groups by the names of files."""

from __future__ import annotations

from aibom.catalog.languages import GROUP_OF_LANGUAGE, LANGUAGE_BY_SUFFIX, group_of, language_of


def test_languages_by_name() -> None:
    assert language_of("src/a.mts") == "typescript"
    assert language_of("src/App.SVELTE") == "javascript"
    assert language_of("a.py") == "python"
    assert not language_of("Rakefile")


def test_groups_share_their_libraries() -> None:
    assert group_of("src/Agent.kt") == group_of("src/Tool.java") == "jvm"
    assert group_of("train.IPYNB") == group_of("train.py") == "python"
    assert not group_of("README.md")


def test_each_language_has_a_group() -> None:
    assert set(LANGUAGE_BY_SUFFIX.values()) == set(GROUP_OF_LANGUAGE)

"""Test code is not read by itself: it names, it does not use."""

from __future__ import annotations

import pytest

from aibom.scanners import skipped_tests
from aibom.scanners.code.scanner import CodeScanner


@pytest.mark.parametrize(
    ("group", "path"),
    [
        ("python", "tests/test_chat.py"),
        ("python", "chat/test_agent.py"),
        ("javascript", "src/agent.test.ts"),
        ("dotnet", "src/Chat.UnitTests/ChatTests.cs"),
        ("jvm", "src/test/java/ai/ChatIT.java"),
    ],
)
def test_tests_are_left_aside(group, path):
    assert not CodeScanner(group).wants(path)
    assert CodeScanner(group).leaves_aside(path)


@pytest.mark.parametrize(
    ("group", "path"), [("dotnet", "samples/Utilities/BaseAgentTest.cs"), ("python", "chat/agent.py")]
)
def test_base_classes_beside_samples_are_read(group, path):
    assert CodeScanner(group).wants(path)
    assert not CodeScanner(group).leaves_aside(path)


def test_how_many_were_left_aside_is_counted():
    assert skipped_tests(["chat.py", "tests/test_chat.py", "tests/data.json", "web/chat.spec.ts"]) == 2


def test_a_helper_of_tests_that_code_imports_is_read(tmp_path):
    from aibom.pipeline.scanning import scan_tree

    (tmp_path / "testing").mkdir()
    (tmp_path / "testing" / "names.py").write_text('MODEL = "gpt-4o"\n')
    (tmp_path / "testing" / "other.py").write_text("import openai\n")
    source = "from openai import OpenAI\nfrom testing.names import MODEL\nOpenAI().responses.create(model=MODEL)\n"
    (tmp_path / "chat.py").write_text(source)
    found = scan_tree(tmp_path)
    assert "gpt-4o" in {one.name for one in found.components}
    assert any("2 files of test code" in note for note in found.summary.notes)


def test_a_changed_helper_of_tests_is_seen_in_spite_of_the_cache(tmp_path):
    from aibom.pipeline.scanning import scan_tree
    from aibom.sources.cache import Cache

    tree = tmp_path / "tree"
    (tree / "testing").mkdir(parents=True)
    source = "from openai import OpenAI\nfrom testing.names import MODEL\nOpenAI().responses.create(model=MODEL)\n"
    (tree / "chat.py").write_text(source)
    for model in ("gpt-4o", "o3-mini"):
        (tree / "testing" / "names.py").write_text(f'MODEL = "{model}"\n')
        cache = Cache(tmp_path / "cache", 20_000)
        found = scan_tree(tree, cache=cache)
        cache.close()
        assert model in {one.name for one in found.components}


def test_what_a_package_was_built_to_is_left_to_its_sources(tmp_path):
    from aibom.pipeline.scanning import scan_tree

    source = 'import OpenAI from "openai";\nnew OpenAI().responses.create({ model: "MODEL", input: text });\n'
    for path, model in (("src/main.ts", "gpt-4o"), ("dist/index.js", "gpt-4o-mini"), ("other/dist/app.js", "o3-mini")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source.replace("MODEL", model))
    found = {one.name for one in scan_tree(tmp_path).components}
    assert {"gpt-4o", "o3-mini"} <= found
    assert "gpt-4o-mini" not in found


def test_a_script_that_was_compiled_of_a_source_beside_it_is_left_to_that(tmp_path):
    from aibom.pipeline.scanning import scan_tree

    source = 'import OpenAI from "openai";\nnew OpenAI().responses.create({ model: "MODEL", input: text });\n'
    texts = {
        "pack/src/ask/main.ts": "gpt-4o",
        "pack/lib/ask/main.js": "gpt-4o-mini",  # compiled of it
        "pack/lib/ask/other.js": "o3-mini",  # of nothing that is there
        "web/lib/main.js": "gpt-4.1",
    }
    for path, model in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source.replace("MODEL", model))
    found = {one.name for one in scan_tree(tmp_path).components}
    assert {"gpt-4o", "o3-mini", "gpt-4.1"} <= found
    assert "gpt-4o-mini" not in found

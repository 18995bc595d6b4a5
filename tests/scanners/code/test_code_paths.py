"""Which files are tests."""

from __future__ import annotations

import pytest

from aibom.scanners.code.paths import is_test


@pytest.mark.parametrize(
    "path",
    [
        "tests/app.py",
        "pkg/test_app.py",
        "pkg/app_test.go",
        "src/app.test.ts",
        "src/__tests__/a.ts",
        "src/test/java/A.java",
        "Shop.UnitTests/CartTests.cs",
        "shared/commonTest/A.kt",
        "e2e-tests/transcribe.py",
        "packages/api/integration_tests/chat.py",
        "spec/models/chat_spec.rb",
    ],
)
def test_tests_are_told_by_path(path):
    assert is_test(path)


@pytest.mark.parametrize(
    "path",
    [
        "app/latest/a.py",
        "src/contest.py",
        "src/Contests/A.cs",
        "examples/demo.py",
        "a/attest.go",
        "photo-contests/judge.py",
        "ab-testsuite/run.py",
    ],
)
def test_other_files_are_not(path):
    assert not is_test(path)

"""Aliases of tsconfig.json and packages of a workspace: where an import of a script leads."""

from __future__ import annotations

import pytest

from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.script_projects import ScriptProjects

WORKSPACE = {
    "tsconfig.base.json": """{
      // of all projects
      "compilerOptions": {"baseUrl": ".", "paths": {"@core/*": ["apps/web/src/core/*"], "texts": ["./shared/texts.ts"]},},
    }""",
    "apps/web/tsconfig.json": '{"extends": "../../tsconfig.base.json", "references": [{"path": "./tsconfig.app.json"}]}',
    "apps/web/tsconfig.app.json": '{"compilerOptions": {"paths": {"~ui/*": ["${configDir}/src/ui/*", "./src/old/*"]}}}',
    "package.json": '{"name": "harbour", "workspaces": ["apps/*", "modules/*"]}',
    "apps/web/package.json": '{"name": "web", "imports": {"#limits/*": "./src/limits/*.js"}}',
    "modules/llm/package.json": '{"name": "@harbour/models", "main": "dist/index.js"}',
    "modules/kit/package.json": """{"name": "kit", "exports": {
      ".": {"types": "./dist/index.d.ts", "import": "./dist/index.js"},
      "./weather": {"import": "./dist/deep/weather.js"}, "./tools/*": "./lib/tools/*.js"}}""",
    "packages/openai/package.json": '{"name": "@harbour/openai"}',
    "modules/sdk/package.json": '{"name": "openai"}',
}
SOURCES = (
    "apps/web/src/core/client.ts",
    "shared/texts.ts",
    "shared/tides.ts",
    "apps/web/src/ui/chat.tsx",
    "apps/web/src/old/legacy.ts",
    "apps/web/src/limits/rates.ts",
    "modules/llm/src/index.ts",
    "modules/llm/src/prompts/system.ts",
    "modules/kit/src/index.ts",
    "modules/kit/src/deep/weather.ts",
    "modules/kit/src/tools/tides.ts",
    "packages/openai/src/index.ts",
    "modules/sdk/src/index.ts",
)
KNOWN = ("openai", "@ai-sdk/openai")


@pytest.fixture
def places() -> Places:
    texts = {path: text.encode() for path, text in WORKSPACE.items()}
    projects = ScriptProjects([*WORKSPACE, *SOURCES], texts.get, lambda module: module in KNOWN)
    return Places(SOURCES, frozenset(), projects=projects)


@pytest.mark.parametrize(
    ("module", "path"),
    [
        ("@core/client", "apps/web/src/core/client.ts"),
        ("texts", "shared/texts.ts"),
        ("shared/tides", "shared/tides.ts"),  # below baseUrl
        ("~ui/chat", "apps/web/src/ui/chat.tsx"),
        ("~ui/legacy", "apps/web/src/old/legacy.ts"),
        ("#limits/rates", "apps/web/src/limits/rates.ts"),
        ("@harbour/models", "modules/llm/src/index.ts"),
        ("@harbour/models/prompts/system", "modules/llm/src/prompts/system.ts"),
        ("kit", "modules/kit/src/index.ts"),
        ("kit/weather", "modules/kit/src/deep/weather.ts"),
        ("kit/tools/tides", "modules/kit/src/tools/tides.ts"),
        ("@harbour/openai", "packages/openai/src/index.ts"),
    ],
)
def test_an_import_leads_where_the_settings_of_the_project_say(places: Places, module: str, path: str) -> None:
    assert places.locate("javascript", module, "apps/web/src/app.ts") == path


@pytest.mark.parametrize("module", ["react", "@ai-sdk/openai", "openai", "@harbour/unknown", "kit/nothing"])
def test_packages_of_others_stay_outside(places: Places, module: str) -> None:
    assert places.locate("javascript", module, "apps/web/src/app.ts") is None


def test_an_alias_holds_in_its_own_project_alone(places: Places) -> None:
    assert places.locate("javascript", "~ui/chat", "modules/llm/src/index.ts") is None
    assert places.locate("javascript", "#limits/rates", "modules/llm/src/index.ts") is None


def test_settings_that_cannot_be_read_say_nothing() -> None:
    broken = {"tsconfig.json": b'{"compilerOptions": {"paths": ["@tides/*"', "package.json": b"[1]"}
    projects = ScriptProjects(broken, broken.get, lambda module: False)
    found = Places(["src/tides/client.ts"], frozenset(), projects=projects)
    assert found.locate("javascript", "@tides/client", "src/app.ts") is None

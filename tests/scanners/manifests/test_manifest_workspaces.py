"""Which project a file belongs to, which lock resolves it, and how a locked package is needed."""

from __future__ import annotations

import json

from manifest_trees import coordinates, scan
from memory_tree import Seen

from aibom.scanners.manifests.reach import scopes_by_reach
from aibom.scanners.manifests.record import Edge, Ref


def edges(seen: Seen) -> set[str]:
    return {f"{coordinates(one.source)} -> {coordinates(one.target)}" for one in seen.links}


def test_a_file_without_project_belongs_to_the_nearest_one_above() -> None:
    seen = scan(
        {
            "pyproject.toml": '[project]\nname = "top"\n',
            "service/pyproject.toml": '[project]\nname = "service"\n',
            "service/deploy/requirements.txt": "gunicorn==23.0.0\n",
            "tools/requirements.txt": "ruff==0.6.3\n",
        }
    )
    assert edges(seen) == {"[application] pypi:service@None -> pypi:gunicorn@23.0.0", ". -> pypi:ruff@0.6.3"}


def test_the_version_is_that_which_the_lock_made_of_this_range() -> None:
    lock = 'react@^17.0.0:\n  version "17.0.2"\n\nreact@^18.0.0:\n  version "18.3.1"\n'
    old = json.dumps({"name": "old", "dependencies": {"react": "^17.0.0"}})
    new = json.dumps({"name": "new", "dependencies": {"react": "^18.0.0"}})
    seen = scan({"yarn.lock": lock, "old/package.json": old, "new/package.json": new})
    found = {one.evidence.path: one.subject.version for one in seen.observations if one.evidence.path != "yarn.lock"}
    assert found == {"new/package.json": "18.3.1", "old/package.json": "17.0.2"}


def test_a_lock_without_manifest_does_not_tell_what_is_direct() -> None:
    seen = scan({"yarn.lock": 'react@^17.0.0:\n  version "17.0.2"\n'})
    assert "direct" not in seen.one("library", "react").facts
    assert "scope" not in seen.one("library", "react").facts


def test_the_strongest_scope_wins() -> None:
    app, tool, shared = Ref("app", "1"), Ref("tool", "1"), Ref("shared", "1")
    needs = [Edge(app, shared), Edge(tool, shared), Edge(shared, app)]
    assert scopes_by_reach({"dev": [tool], "runtime": [app]}, needs) == {
        app: "runtime",
        shared: "runtime",
        tool: "dev",
    }


def test_go_sum_lends_hashes_and_adds_no_component() -> None:
    digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    seen = scan(
        {
            "go.mod": "module acme.example/x\nrequire github.com/a/b v1.0.0\n",
            "go.sum": f"github.com/a/b v1.0.0 h1:{digest}\ngithub.com/c/d v2.0.0 h1:{digest}\n",
        }
    )
    package = seen.one("library", "github.com/a/b")
    assert package.facts["pinned"] is True
    assert package.facts["hashes"] == ["SHA-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]
    assert seen.named("library") == ["github.com/a/b"]


def test_modules_of_a_maven_build_are_not_third_party() -> None:
    def pom(artifact: str, *needs: str) -> str:
        entries = "".join(
            f"<dependency><groupId>com.acme</groupId><artifactId>{one}</artifactId><version>1</version></dependency>"
            for one in needs
        )
        return (
            f"<project><groupId>com.acme</groupId><artifactId>{artifact}</artifactId><version>1</version>"
            f"<dependencies>{entries}</dependencies></project>"
        )

    seen = scan({"pom.xml": pom("parent"), "core/pom.xml": pom("core"), "web/pom.xml": pom("web", "core", "other")})
    assert seen.named("library") == ["com.acme:other"]
    assert "[application] maven:com.acme:web@1 -> [application] maven:com.acme:core@1" in edges(seen)


def test_a_directory_wins_over_the_installed_name_of_a_lock() -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"a": "1"}},
            "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "^2"}},
            "node_modules/b": {"version": "1.0.0"},
            "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"c": "1"}},
            "node_modules/c": {"version": "1.0.0", "dependencies": {"b": "^1"}},
        },
    }
    seen = scan({"package-lock.json": json.dumps(lock)})
    assert edges(seen) == {
        ". -> npm:a@1.0.0",
        "npm:a@1.0.0 -> npm:b@2.0.0",
        "npm:b@2.0.0 -> npm:c@1.0.0",
        "npm:c@1.0.0 -> npm:b@1.0.0",
    }

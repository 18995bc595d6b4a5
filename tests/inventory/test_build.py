"""Sightings become components: identity, merge, relations."""

from __future__ import annotations

import random

from aibom.inventory.build import build_inventory
from aibom.model.component import Component, Inventory, ScanSummary
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import ENTRY, Evidence, Link, Observation, Remark, Sighting, Subject, Unknown, Use

SUMMARY = ScanSummary(listed_by="walk", files=3, files_read=3)


def library(name: str, version: str | None, path: str, line: int = 1, **facts: object) -> Observation:
    return Observation(
        subject=Subject(kind=Kind.LIBRARY, origin="pypi", name=name, version=version),
        evidence=Evidence(path=path, line=line),
        facts=facts,  # type: ignore[arg-type]
    )


def model(name: str, origin: str, path: str, line: int = 1, **facts: object) -> Observation:
    return Observation(
        subject=Subject(kind=Kind.MODEL, origin=origin, name=name),
        evidence=Evidence(path=path, line=line),
        facts=facts,  # type: ignore[arg-type]
    )


def build(*sightings: Sighting) -> Inventory:
    return build_inventory(sightings, name="chatbot", summary=SUMMARY)


def only(inventory: Inventory) -> Component:
    (component,) = inventory.components
    return component


def test_a_declaration_a_lock_and_an_import_are_one_library() -> None:
    merged = only(
        build(
            library("Sentence_Transformers", None, "pyproject.toml", 9, declared=True, declared_range=">=3"),
            library("sentence-transformers", "3.3.1", "uv.lock", 700, declared=True, direct=True),
            library("sentence-transformers", None, "app/index.py", 3, imported=True),
        )
    )
    assert merged.purl == "pkg:pypi/sentence-transformers@3.3.1"
    assert merged.version == "3.3.1"
    assert merged.facts["declared_range"] == ">=3"
    assert merged.facts["imported"] is True
    assert [(one.path, one.line) for one in merged.evidence] == [
        ("app/index.py", 3),
        ("pyproject.toml", 9),
        ("uv.lock", 700),
    ]


def test_an_import_joins_the_version_of_the_nearest_lock() -> None:
    inventory = build(
        library("openai", "1.60.0", "services/chat/uv.lock"),
        library("openai", "0.28.0", "services/old/requirements.txt"),
        library("openai", None, "services/old/app/main.py", imported=True),
    )
    imported = [one.version for one in inventory.components if one.facts.get("imported")]
    assert imported == ["0.28.0"]


def test_a_model_name_without_provider_joins_the_one_that_has_it() -> None:
    merged = only(build(model("gpt-4o", "openai", "app/main.py", 8), model("GPT-4o", "", ".env", 2)))
    assert merged.origin == "openai"
    assert len(merged.evidence) == 2


def test_one_name_of_two_providers_stays_two() -> None:
    inventory = build(model("llama3", "ollama", "a.py"), model("llama3", "groq", "b.py"))
    assert [one.ref for one in inventory.components] == ["model:groq/llama3", "model:ollama/llama3"]


def test_paths_are_one_model_however_they_are_written() -> None:
    merged = only(
        build(model("models/m.gguf", "file", "models/m.gguf"), model("./models\\m.gguf", "file", "app.py", 3))
    )
    assert merged.ref == "model:file/models/m.gguf"


def test_local_names_of_two_files_are_two_tools() -> None:
    tools = [
        Observation(
            subject=Subject(kind=Kind.TOOL, name="search", scope=path),
            evidence=Evidence(path=path, line=4),
        )
        for path in ("news.py", "web.py")
    ]
    assert [one.ref for one in build(*tools).components] == ["tool:news.py/search", "tool:web.py/search"]


def test_mcp_servers_of_one_name_and_two_commands_are_two() -> None:
    def server(path: str, command: str | None) -> Observation:
        facts = {} if command is None else {"command": command}
        return Observation(
            subject=Subject(kind=Kind.TOOL, origin="mcp", name="files"),
            evidence=Evidence(path=path, line=3),
            facts=facts,
        )

    inventory = build(
        server(".mcp.json", "npx server-a"),
        server(".cursor/mcp.json", "npx server-a"),
        server("other/.mcp.json", "npx server-b"),
        server("other/server.py", None),
    )
    assert [(one.ref, len(one.evidence)) for one in inventory.components] == [
        ("tool:mcp/files", 2),
        ("tool:mcp/files#2", 2),
    ]


def test_facts_that_differ_follow_their_rule() -> None:
    merged = only(
        build(
            library("torch", "2.6.0", "uv.lock", pinned=True, scope="dev", extra=["gpu"], hashes=["SHA-256:b"]),
            library(
                "torch", "2.6.0", "requirements.txt", pinned=False, scope="runtime", extra=["cpu"], hashes=["SHA-256:a"]
            ),
        )
    )
    assert merged.facts == {
        "extra": ["cpu", "gpu"],
        "hashes": ["SHA-256:a", "SHA-256:b"],
        "pinned": False,
        "scope": "runtime",
    }


def test_shadow_libraries_are_told_where_the_tree_shows_them() -> None:
    inventory = build(
        library("openai", "1.60.0", "requirements.txt", declared=True, direct=True, ai_role="sdk"),
        library("openai", None, "app.py", imported=True, ai_role="sdk"),
        library("langgraph", None, "app.py", 2, imported=True, ai_role="agent-framework"),
        library("transformers", "4.50.0", "requirements.txt", 2, declared=True, direct=True, ai_role="framework"),
        library("torch", "2.6.0", "uv.lock", declared=True, direct=False, ai_role="framework"),
    )
    told = {one.name: (one.facts.get("declared"), one.facts.get("imported")) for one in inventory.components}
    assert told == {
        "langgraph": (False, True),
        "openai": (True, True),
        "torch": (True, None),
        "transformers": (True, False),
    }


def test_without_a_manifest_nothing_is_undeclared() -> None:
    assert "declared" not in only(build(library("openai", None, "app.py", imported=True, ai_role="sdk"))).facts


def test_what_a_test_mentions_may_be_used_all_the_same() -> None:
    used = only(
        build(model("gpt-4o", "openai", "tests/test_chat.py", usage="mentioned"), model("gpt-4o", "openai", "app.py"))
    )
    assert "usage" not in used.facts


def test_what_is_only_mentioned_is_no_component() -> None:
    inventory = build(
        model("gpt-4", "openai", "prices.py", usage="mentioned"),
        model("gpt-4o", "openai", "prices.py", usage="mentioned"),
        model("gpt-4o", "openai", "app.py", usage="used"),
    )
    assert [one.name for one in inventory.components] == ["gpt-4o"]


def test_links_become_relations_and_the_root_leads_to_the_rest() -> None:
    agent = Subject(kind=Kind.AGENT, name="helpdesk", scope="agent.py")
    chat = Subject(kind=Kind.MODEL, origin="openai", name="gpt-4o")
    inventory = build(
        Observation(subject=agent, evidence=Evidence(path="agent.py", line=12)),
        model("gpt-4o", "openai", "settings.py"),
        Link(source=agent, kind=RelationKind.USES_MODEL, target=chat),
        Link(source=agent, kind=RelationKind.USES_MODEL, target=chat),
    )
    assert [(one.source, str(one.kind), one.target) for one in inventory.relations] == [
        ("agent:agent.py/helpdesk", "uses-model", "model:openai/gpt-4o"),
        ("application:chatbot", "contains", "agent:agent.py/helpdesk"),
    ]


def test_the_end_of_a_link_that_nobody_observed_is_a_component() -> None:
    agent = Subject(kind=Kind.AGENT, name="helpdesk", scope="agent.py")
    link = Link(
        source=agent,
        kind=RelationKind.CALLS_SERVICE,
        target=Subject(kind=Kind.SERVICE, name="OpenAI"),
        evidence=Evidence(path="agent.py", line=7),
    )
    assert [one.ref for one in build(link).components] == ["agent:agent.py/helpdesk", "service:OpenAI"]


def test_the_root_is_named_by_the_manifest_at_the_top() -> None:
    def application(path: str, name: str) -> Observation:
        return Observation(
            subject=Subject(kind=Kind.APPLICATION, origin="pypi", name=name, version="2.0"),
            evidence=Evidence(path=path, line=2),
        )

    inventory = build(application("pyproject.toml", "helpdesk-agent"), application("web/package.json", "web"))
    assert (inventory.root.name, inventory.root.version) == ("helpdesk-agent", "2.0")
    assert [one.name for one in inventory.components] == ["web"]


def test_the_order_of_sightings_does_not_matter() -> None:
    agent = Subject(kind=Kind.AGENT, name="helpdesk", scope="agent.py")
    sightings: list[Sighting] = [
        library("openai", "1.60.0", "a/uv.lock", scope="dev"),
        library("openai", "1.59.0", "b/uv.lock"),
        library("openai", None, "main.py", imported=True),
        model("gpt-4o", "openai", "main.py", 4, hosted=True),
        model("gpt-4o", "", "main.py", 9, hosted=True),
        Observation(
            subject=Subject(kind=Kind.MODEL, origin="openai", name="gpt-4o"),
            evidence=Evidence(path="main.py", line=4),
            uses=(Use(path="main.py", line=4, symbol="openai.chat", args={"model": "gpt-4o"}),),
        ),
        Link(
            source=agent,
            kind=RelationKind.USES_MODEL,
            target=Subject(kind=Kind.MODEL, name="gpt-4o"),
            evidence=Evidence(path="main.py"),
        ),
        Unknown(topic="model", path="main.py", line=30, reason="computed at run time", expression="pick()"),
        Unknown(topic="file", path="big.json", reason="larger than 10 MiB, not read"),
    ]
    expected = build(*sightings)
    for seed in range(20):
        random.Random(seed).shuffle(sightings)
        assert build(*sightings) == expected


def test_a_tree_that_names_ai_only_in_tests_says_so() -> None:
    mentioned = model("gpt-4o", "openai", "tests/test_chat.py", 3, usage="mentioned")
    bare = build(mentioned, library("openai", None, "main.py", imported=True))
    assert bare.summary.mentioned == 1
    assert "stands only in tests" in bare.summary.notes[0]
    used = build(mentioned, model("gpt-4.1", "openai", "main.py", 3))
    assert (used.summary.mentioned, used.summary.notes) == (1, ())


def test_the_end_of_a_hosted_model_is_a_fact_and_its_passing_is_none() -> None:
    bedrock = "us.anthropic.claude-3-7-sonnet-20250219-v1:0"
    found = build(
        model("gpt-4-32k", "openai", "a.py", 1), model(bedrock, "bedrock", "a.py", 2), model("x", "hf", "a.py", 3)
    )
    ends = {one.name: {k: v for k, v in one.facts.items() if k.startswith("retirement.")} for one in found.components}
    assert ends["gpt-4-32k"]["retirement.date"] == "2025-06-06"
    assert ends["gpt-4-32k"]["retirement.announced"] == "2024-06-06"
    assert str(ends["gpt-4-32k"]["retirement.source"]).startswith("https://")
    assert ends[bedrock]["retirement.date"] == "2026-04-28"
    assert ends["x"] == {}


def test_a_comment_names_the_unknown_of_its_line() -> None:
    unknown = Unknown(topic="model", path="compose.yaml", line=4, reason="is a variable", expression="${MODEL}")
    other = Unknown(topic="model", path="compose.yaml", line=9, reason="is a variable", expression="${OTHER}")
    remark = Remark(path="compose.yaml", line=4, last=4, verb="name", text="acme/served")
    lost = Remark(path="compose.yaml", line=90, last=90, verb="name", text="acme/lost")
    found = build(unknown, other, remark, lost)
    assert [(one.name, one.kind) for one in found.components] == [("acme/served", Kind.MODEL)]
    assert [(one.topic, one.expression) for one in found.unknowns] == [("model", "${OTHER}"), ("comment", "acme/lost")]


def test_an_agent_that_a_variable_of_a_file_holds() -> None:
    offered = Subject(kind=Kind.AGENT, name="Deep Researcher", scope="src/graph.py")
    built = Subject(kind=Kind.AGENT, name="researcher", scope="src/graph.py")
    held = Subject(kind=Kind.AGENT, name="researcher", origin=ENTRY, scope="src/graph.py")
    nobody = Subject(kind=Kind.AGENT, name="graph", origin=ENTRY, scope="src/other.py")
    place = Evidence(path="langgraph.json", line=3)
    inventory = build(
        Observation(subject=offered, evidence=place, facts={}),
        Observation(subject=built, evidence=Evidence(path="src/graph.py", line=8), facts={}),
        *(Link(source=offered, kind=RelationKind.CONTAINS, target=one, evidence=place) for one in (held, nobody)),
    )
    assert [(one.name, len(one.evidence)) for one in inventory.components] == [("researcher", 2)]


def test_a_part_of_the_agent_that_a_deployment_names_is_none_of_its_own() -> None:
    def built(variable: str, holds: str) -> tuple[set[str], bool]:
        offered = Subject(kind=Kind.AGENT, name="Mail Assistant", scope="src/mail.py")
        inner = Subject(kind=Kind.AGENT, name=holds, scope="src/mail.py")
        held = Subject(kind=Kind.AGENT, name=variable, origin=ENTRY, scope="src/mail.py")
        place = Evidence(path="langgraph.json", line=3)
        inventory = build(
            Observation(subject=offered, evidence=place, facts={}),
            Observation(subject=inner, evidence=Evidence(path="src/mail.py", line=8), facts={}),
            Link(source=offered, kind=RelationKind.CONTAINS, target=held, evidence=place),
        )
        refs = {one.name: one.ref for one in inventory.components}
        pair = (refs.get("Mail Assistant"), refs.get(holds))
        return set(refs), pair in {(one.source, one.target) for one in inventory.relations}

    assert built("mail_assistant", "writer") == ({"Mail Assistant", "writer"}, True)
    assert built("graph", "graph") == ({"Mail Assistant"}, False)
    assert built("graph", "Mailer") == ({"Mailer"}, False)


def test_a_name_of_the_hub_where_somebody_serves_it_is_that_model_and_elsewhere_the_hubs() -> None:
    name = "meta-llama/Llama-3.3-70B-Instruct"
    inventory = build(
        model(name, "hf", ".env", 3, hosted=False, source=f"hf:{name}"),
        model(name, "hf", "train.py", 9, hosted=False, source=f"hf:{name}"),
        model(name, "together", "bot.js", 5, hosted=True),
        model(name, "together", ".env", 3, hosted=True),
    )
    places = {one.origin: [f"{at.path}:{at.line}" for at in one.evidence] for one in inventory.components}
    assert places["hf"] == ["train.py:9"]
    assert {".env:3", "bot.js:5"} == set(places["together"])

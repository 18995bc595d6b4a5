"""Edges to the only partner that a file or an application names, and none where there may be several."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from aibom.bom.write import build_document
from aibom.inventory.build import build_inventory
from aibom.model.component import Inventory, ScanSummary
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import ENTRY, Evidence, Link, Observation, Sighting, Subject

SUMMARY = ScanSummary(listed_by="walk", files=3, files_read=3)


def seen(
    kind: Kind, name: str, path: str, technique: Technique = Technique.SOURCE, *, origin: str = "", **facts: str
) -> Observation:
    local = kind in (Kind.AGENT, Kind.PROMPT, Kind.TOOL)
    subject = Subject(kind=kind, name=name, origin=origin, scope=path if local else "")
    return Observation(subject=subject, evidence=Evidence(path=path, line=4, technique=technique), facts=facts)


def chat(name: str, path: str, technique: Technique = Technique.SOURCE) -> Observation:
    return seen(Kind.MODEL, name, path, technique, origin="openai", model_class="chat")


def inventory(*sightings: Sighting) -> Inventory:
    return build_inventory(sightings, name="support-desk", summary=SUMMARY)


def drawn(*sightings: Sighting) -> set[tuple[str, str, str]]:
    """The inferred edges by the names of their ends."""
    found = inventory(*sightings)
    names = {one.ref: one.name for one in found.components}
    return {(names[one.source], str(one.kind), names[one.target]) for one in found.relations if one.inferred}


AGENT = seen(Kind.AGENT, "TriageAgent", "desk/agents.py")


def test_an_agent_uses_the_one_chat_model_of_its_application() -> None:
    settings = chat("gpt-4o", "desk/.env.example", Technique.MANIFEST)
    assert drawn(AGENT, settings) == {("TriageAgent", "uses-model", "gpt-4o")}


def test_the_file_goes_before_the_application() -> None:
    assert drawn(AGENT, chat("gpt-4o", "desk/agents.py"), chat("gpt-4o-mini", "desk/summary.py")) == {
        ("TriageAgent", "uses-model", "gpt-4o")
    }


def test_of_several_models_none_is_taken() -> None:
    assert drawn(AGENT, chat("gpt-4o", "desk/main.py"), chat("gpt-4o-mini", "desk/main.py")) == set()
    unclassed = seen(Kind.MODEL, "house-model-7b", "desk/main.py")
    assert drawn(AGENT, chat("gpt-4o", "desk/main.py"), unclassed) == set()
    assert drawn(AGENT, unclassed) == set()


def test_a_prompt_goes_to_each_of_the_few_models_of_its_file() -> None:
    prompt = seen(Kind.PROMPT, "greeting", "desk/main.py")
    few = [chat(f"gpt-4o-{size}", "desk/main.py") for size in ("mini", "nano", "audio", "search")]
    assert drawn(prompt, *few[:3]) == {(one.subject.name, "uses-prompt", "greeting") for one in few[:3]}
    assert drawn(prompt, *few) == set()
    elsewhere = [replace(one, evidence=replace(one.evidence, path="desk/models.py")) for one in few[:2]]
    assert drawn(prompt, *elsewhere) == set()
    notebook = seen(Kind.PROMPT, "greeting", "desk/tour.ipynb")
    assert (
        drawn(notebook, *(replace(one, evidence=replace(one.evidence, path="desk/tour.ipynb")) for one in few[:2]))
        == set()
    )


def test_a_model_of_another_application_is_not_taken() -> None:
    tops = [seen(Kind.APPLICATION, name, f"{name}/package.json", origin="npm") for name in ("desk", "shop")]
    assert drawn(*tops, AGENT, chat("gpt-4o", "shop/main.ts")) == set()


def test_a_notebook_stands_for_itself() -> None:
    assert drawn(AGENT, chat("gpt-4o", "desk/try_out.ipynb")) == set()


def test_what_is_stated_is_not_guessed_again() -> None:
    other = chat("gpt-4o-mini", "shop/main.py")
    stated = Link(
        source=AGENT.subject,
        kind=RelationKind.USES_MODEL,
        target=other.subject,
        evidence=Evidence(path="desk/agents.py"),
    )
    assert drawn(AGENT, chat("gpt-4o", "desk/agents.py"), other, stated) == set()


def test_prompts_belong_to_the_agent_of_their_file_else_to_the_model() -> None:
    near = seen(Kind.PROMPT, "TRIAGE_RULES", "desk/agents.py", role="system")
    far = seen(Kind.PROMPT, "SUMMARY_RULES", "desk/prompts.py", role="system")
    listed = seen(Kind.PROMPT, ".claude/commands/release.md", ".claude/commands/release.md", origin="file")
    assert drawn(AGENT, near, far, listed, chat("gpt-4o", "desk/main.py")) == {
        ("TriageAgent", "uses-model", "gpt-4o"),
        ("TriageAgent", "uses-prompt", "TRIAGE_RULES"),
        ("gpt-4o", "uses-prompt", "SUMMARY_RULES"),
    }


def test_tools_belong_to_the_server_that_is_written_there() -> None:
    tool = seen(Kind.TOOL, "find_order", "orders/tools.py", tool_type="function")
    own = seen(Kind.TOOL, "orders", "orders/server.py", tool_type="mcp-server", framework="mcp")
    foreign = seen(Kind.TOOL, "github", "orders/server.py", tool_type="mcp-server", command="npx")
    assert drawn(tool, own, foreign) == {("orders", "contains", "find_order")}
    assert drawn(tool, foreign) == set()


def test_a_store_embeds_with_the_one_embedding_model_and_holds_the_knowledge() -> None:
    store = seen(Kind.SERVICE, "Qdrant", "desk/store.py", service_type="vector-store")
    model = seen(Kind.MODEL, "text-embedding-3-small", "desk/embed.py", origin="openai", model_class="embedding")
    manuals = seen(Kind.DATASET, "data/manuals", "desk/load.py", origin="file", role="knowledge-base")
    assert drawn(store, model, manuals) == {
        ("Qdrant", "uses-model", "text-embedding-3-small"),
        ("Qdrant", "reads-data", "data/manuals"),
    }


def test_the_bom_says_which_edges_are_inferred() -> None:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    document = build_document(inventory(AGENT, chat("gpt-4o", "desk/main.py")), moment=moment, tool_version="1")
    (agent,) = [one for one in document["components"] if one["name"] == "TriageAgent"]
    target = {one["name"]: one["value"] for one in agent["properties"]}
    assert target["aibom:inferred:uses-model"] == target["aibom:relation:uses-model"] == "model:openai/gpt-4o"
    assert "model:openai/gpt-4o" in json.dumps(document["dependencies"])


def test_an_agent_beside_one_that_tells_its_model_keeps_silent() -> None:
    router, model = seen(Kind.AGENT, "RouterAgent", "desk/agents.py"), chat("gpt-4o", "desk/agents.py")
    stated = Link(
        source=router.subject,
        kind=RelationKind.USES_MODEL,
        target=model.subject,
        evidence=Evidence(path="desk/agents.py"),
    )
    assert drawn(AGENT, router, model, stated) == set()


def test_a_deployment_that_lists_an_agent_whose_code_tells_its_model_says_nothing_of_the_others() -> None:
    def offered(name: str, path: str) -> tuple[Observation, Link]:
        place = Evidence(path="langgraph.json", line=3)
        subject = Subject(kind=Kind.AGENT, name=name, scope=path)
        held = Subject(kind=Kind.AGENT, name="app", origin=ENTRY, scope=path)
        return Observation(subject=subject, evidence=place, facts={}), Link(
            source=subject, kind=RelationKind.CONTAINS, target=held, evidence=place
        )

    app, model = seen(Kind.AGENT, "app", "desk/first_steps.py"), chat("gpt-4.1", "desk/first_steps.py")
    stated = Link(
        source=app.subject,
        kind=RelationKind.USES_MODEL,
        target=model.subject,
        evidence=Evidence(path="desk/first_steps.py"),
    )
    both = (*offered("first_steps", "desk/first_steps.py"), *offered("mail_assistant", "desk/mail.py"))
    assert drawn(*both, app, model, stated) == {("mail_assistant", "uses-model", "gpt-4.1")}


def test_a_file_that_speaks_to_another_service_has_another_model() -> None:
    openai, anthropic = (
        seen(Kind.SERVICE, name, path, service_type="ai-api")
        for name, path in (("OpenAI", "desk/summary.py"), ("Anthropic", "desk/agents.py"))
    )
    model = chat("gpt-4o", "desk/summary.py")
    served = Link(
        source=model.subject,
        kind=RelationKind.SERVED_BY,
        target=openai.subject,
        evidence=Evidence(path="desk/summary.py"),
    )
    prompt = seen(Kind.PROMPT, "SYSTEM_PROMPT", "desk/agents.py")
    assert drawn(AGENT, prompt, model, openai, served) == {
        ("TriageAgent", "uses-model", "gpt-4o"),
        ("TriageAgent", "uses-prompt", "SYSTEM_PROMPT"),
    }
    assert ("TriageAgent", "uses-model", "gpt-4o") not in drawn(AGENT, prompt, model, openai, anthropic, served)
    listed = seen(Kind.SERVICE, "Anthropic", "desk/agents.py", Technique.MANIFEST, service_type="ai-api")
    assert ("TriageAgent", "uses-model", "gpt-4o") in drawn(AGENT, prompt, model, openai, listed, served)


def test_examples_and_the_application_have_nothing_to_do_with_each_other() -> None:
    assert drawn(AGENT, chat("gpt-4o-mini", "examples/report.py")) == set()
    of_app = chat("gpt-4o", "desk/main.py")
    assert drawn(AGENT, of_app, chat("gpt-4o-mini", "examples/report.py")) == {("TriageAgent", "uses-model", "gpt-4o")}
    shown = seen(Kind.AGENT, "Reviewer", "examples/review/agent.py")
    assert drawn(shown, chat("o3", "examples/notes/main.py")) == set()
    assert drawn(shown, chat("o3", "examples/review/main.py")) == {("Reviewer", "uses-model", "o3")}


def test_a_tool_of_an_agent_framework_is_none_of_the_server() -> None:
    server = seen(Kind.TOOL, "weather", "desk/server.py", tool_type="mcp-server", framework="mcp")
    order, forecast = (
        seen(Kind.TOOL, name, "desk/tools.py", tool_type="function", framework=framework)
        for name, framework in (("lookup_order", "langchain"), ("forecast", "mcp"))
    )
    assert drawn(server, order, forecast) == {("weather", "contains", "forecast")}


def test_a_tool_that_nothing_joins_is_that_of_the_one_agent_of_its_application() -> None:
    tool = seen(Kind.TOOL, "find_order", "desk/tools.py", tool_type="function", framework="ollama")
    assert drawn(AGENT, tool) == {("TriageAgent", "has-tool", "find_order")}
    other = seen(Kind.AGENT, "BillingAgent", "desk/billing.py")
    assert not any(kind == "has-tool" for _, kind, _ in drawn(AGENT, other, tool))


def test_a_function_of_another_language_is_none_of_the_agent() -> None:
    page = seen(Kind.TOOL, "find_order", "web/tools.ts", tool_type="function")
    assert drawn(AGENT, page) == set()
    notebook = seen(Kind.TOOL, "find_order", "desk/try.ipynb", tool_type="function")
    assert drawn(seen(Kind.AGENT, "TriageAgent", "desk/try.ipynb"), notebook)


def test_a_tool_that_is_made_for_another_framework_or_a_server_is_none_of_the_agent() -> None:
    agent = seen(Kind.AGENT, "TriageAgent", "desk/agents.py", framework="langchain")
    for framework in ("mcp", "semantic-kernel"):
        tool = seen(Kind.TOOL, "find_order", "desk/tools.py", tool_type="function", framework=framework)
        assert drawn(agent, tool) == set()
    assert drawn(AGENT, seen(Kind.TOOL, "find_order", "desk/tools.py", tool_type="function", framework="mcp")) == set()


def test_a_model_that_runs_here_is_served_by_nobody() -> None:
    service = seen(Kind.SERVICE, "OpenAI", "desk/main.py", service_type="ai-api")
    own = seen(Kind.MODEL, "bert-cased", "desk/math.py", model_class="embedding")
    here = replace(own, facts={**own.facts, "hosted": False})
    assert ("bert-cased", "served-by", "OpenAI") in drawn(service, own)
    assert ("bert-cased", "served-by", "OpenAI") not in drawn(service, here)


def test_a_store_beside_a_chat_model_of_another_service_embeds_with_the_one_embedding_model() -> None:
    store = seen(Kind.SERVICE, "pgvector", "desk/answer.rb", service_type="vector-store")
    claude = seen(Kind.SERVICE, "Anthropic", "desk/answer.rb", service_type="ai-api")
    openai = seen(Kind.SERVICE, "OpenAI", "desk/embed.rb", service_type="ai-api")
    model = seen(Kind.MODEL, "text-embedding-3-small", "desk/embed.rb", origin="openai", model_class="embedding")
    served = Link(source=model.subject, kind=RelationKind.SERVED_BY, target=openai.subject, evidence=model.evidence)
    assert ("pgvector", "uses-model", "text-embedding-3-small") in drawn(store, claude, openai, model, served)


def test_a_prompt_of_a_file_goes_to_the_one_model_and_rules_of_coding_agents_do_not() -> None:
    letter = seen(Kind.PROMPT, "prompts/letter.md", "prompts/letter.md", origin="file", role="system")
    rules = seen(Kind.PROMPT, "AGENTS.md", "AGENTS.md", origin="file", role="instructions")
    editor = seen(Kind.PROMPT, ".github/prompts/fix.md", ".github/prompts/fix.md", origin="file", role="template")
    edges = drawn(letter, rules, editor, chat("gpt-4o", "desk/main.py"))
    assert edges == {("gpt-4o", "uses-prompt", "prompts/letter.md")}


def test_a_tool_that_bears_the_name_of_a_product_asks_its_service() -> None:
    tools = [seen(Kind.TOOL, name, "desk/tools.py") for name in ("BraveSearch", "FalTools", "OpenMeteo", "save_file")]
    services = [
        seen(Kind.SERVICE, name, "desk/clients.py", service_type="search-api")
        for name in ("Brave Search", "fal.ai", "OpenAI", "Google Search")
    ]
    assert drawn(*tools, *services) == {
        ("BraveSearch", "calls-service", "Brave Search"),
        ("FalTools", "calls-service", "fal.ai"),
    }


def test_a_tool_that_asks_another_service_is_not_joined_by_its_name() -> None:
    tool = seen(Kind.TOOL, "tavily_notes", "desk/tools.py")
    notion, tavily = (seen(Kind.SERVICE, name, "desk/tools.py") for name in ("Notion", "Tavily"))
    link = Link(
        source=tool.subject, kind=RelationKind.CALLS_SERVICE, target=notion.subject, evidence=Evidence(path="a.py")
    )
    assert drawn(tool, notion, tavily, link) == set()


def test_a_model_that_is_a_chat_model_by_its_name_alone_has_the_prompt() -> None:
    prompt = seen(Kind.PROMPT, "LETTER", "desk/main.py")
    weights = seen(Kind.MODEL, "TheBloke/Mistral-7B-Instruct-GGUF", "desk/main.py", origin="hf")
    assert drawn(prompt, weights) == {("TheBloke/Mistral-7B-Instruct-GGUF", "uses-prompt", "LETTER")}
    for name in ("sentence-transformers/all-MiniLM-L6-v2", "intfloat/e5-mistral-7b-instruct", "house-model-7b"):
        assert drawn(prompt, seen(Kind.MODEL, name, "desk/main.py", origin="hf")) == set()


def test_an_agent_that_asks_another_service_does_not_take_the_applications_model() -> None:
    reviewer = seen(Kind.AGENT, "claude-code-action", ".github/workflows/review.yml")
    anthropic = seen(Kind.SERVICE, "Anthropic", "desk/other.py", service_type="ai-api")
    openai = seen(Kind.SERVICE, "OpenAI", "desk/main.py", service_type="ai-api")
    model = chat("gpt-4o", "desk/main.py")
    asks = Link(
        source=reviewer.subject, kind=RelationKind.CALLS_SERVICE, target=anthropic.subject, evidence=reviewer.evidence
    )
    serves = Link(source=model.subject, kind=RelationKind.SERVED_BY, target=openai.subject, evidence=model.evidence)
    assert drawn(reviewer, anthropic, openai, model, asks, serves) == set()
    assert drawn(reviewer, anthropic, openai, model, serves) == {("claude-code-action", "uses-model", "gpt-4o")}

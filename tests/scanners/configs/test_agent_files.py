"""Sub-agents, slash commands, skills and prompt files of coding agents."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, origins, places

from aibom.model.kinds import Kind, RelationKind

REVIEWER = """---
name: ledger-reviewer
description: Use this agent when a booking was changed. Context: the user asks: "is it right?"
  <example>user: "check it" assistant: "I do: now"</example>
tools: Read, Grep, mcp__ledger__query
model: opus
color: red
---
You check bookings of the ledger against the rules of the house.
"""
COMMAND = """---
description: Close the month
allowed-tools: Bash(git status:*), Read
argument-hint: [month]
model: claude-sonnet-4-5
---
Close the month $ARGUMENTS and write the report.
"""
SKILL = (
    "---\nname: invoice-reading\ndescription: Reads invoices and lists their positions\n---\n\nRead the PDF first.\n"
)


def test_a_sub_agent_has_its_model_its_line_and_its_servers() -> None:
    seen = configured({"plugins/books/agents/ledger-reviewer.md": REVIEWER})
    assert places(seen, "agent") == {("ledger-reviewer", 2)}
    assert origins(seen) == {("anthropic", "opus")}
    assert edges(seen, RelationKind.USES_MODEL) == {("ledger-reviewer", "opus")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("ledger-reviewer", "ledger")}
    agent = next(one for one in seen.observations if one.subject.kind == "agent")
    assert agent.uses[0].args == {"tools": ["Grep", "Read", "mcp__ledger__query"]}


def test_a_collection_holds_sub_agents_in_folders_by_subject() -> None:
    page = "---\nname: closing-the-month\ndescription: How a month is closed\ntags: [books]\n---\nClose it.\n"
    titled = "---\ntitle: Ledgers\nname: ledgers\ndescription: All of them\nmodel: double entry\n---\nLedgers.\n"
    seen = configured(
        {
            "finance/ledger-reviewer.md": REVIEWER,
            "finance/somebody-else.md": REVIEWER,
            "finance/closing-the-month.md": page,
            "finance/ledgers.md": titled,
        }
    )
    assert places(seen, "agent") == {("ledger-reviewer", 2)}
    assert edges(seen, RelationKind.USES_MODEL) == {("ledger-reviewer", "opus")}


def test_open_code_agents_switch_their_tools() -> None:
    text = "---\ndescription: Writes the docs\nmode: subagent\nmodel: openai/gpt-5-mini\ntools:\n  write: true\n  bash: false\n---\nWrite.\n"
    seen = configured({".opencode/agent/docs-writer.md": text})
    assert names(seen, "agent") == {"docs-writer"}
    assert origins(seen) == {("openai", "gpt-5-mini")}


def test_commands_and_skills_are_prompts_in_files() -> None:
    seen = configured({".claude/commands/close.md": COMMAND, "skills/invoices/SKILL.md": SKILL})
    assert names(seen, "prompt") == {".claude/commands/close.md", "skills/invoices/SKILL.md"}
    assert edges(seen, RelationKind.USES_MODEL) == {(".claude/commands/close.md", "claude-sonnet-4-5")}


def test_an_agent_has_the_skills_that_it_names_the_nearest_of_that_name() -> None:
    agent = REVIEWER.replace("model: opus", "model: opus\nskills: invoices, payroll")
    seen = configured(
        {
            "finance/agents/ledger-reviewer.md": agent,
            "finance/skills/invoices/SKILL.md": SKILL,
            "sales/skills/invoices/SKILL.md": SKILL,
        }
    )
    assert edges(seen, RelationKind.USES_PROMPT) == {("ledger-reviewer", "finance/skills/invoices/SKILL.md")}
    roles = {one.subject.name: one.facts["role"] for one in seen.observations if one.subject.kind == "prompt"}
    assert roles == dict.fromkeys(("finance/skills/invoices/SKILL.md", "sales/skills/invoices/SKILL.md"), "skill")


def test_a_command_may_use_the_servers_of_its_allowed_tools() -> None:
    allowed = "allowed-tools: Bash(git:*), mcp__ledger__*, mcp__archive__find"
    seen = configured(
        {".claude/commands/close.md": COMMAND.replace("allowed-tools: Bash(git status:*), Read", allowed)}
    )
    command = ".claude/commands/close.md"
    assert edges(seen, RelationKind.HAS_TOOL) == {(command, "ledger"), (command, "archive")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/agents/overview.md", "---\ntitle: Agents\ndescription: What they are\n---\nAgents are programs.\n"),
        ("content/agents/overview.md", "---\ntitle: Agents\ndescription: What they are\nlayout: page\n---\nText.\n"),
        ("skills/invoices/references/system-prompt.md", "You are an accountant who reads invoices."),
        ("src/commands/README.md", "# Commands\n\nThey are listed here.\n"),
        ("agents/README.md", "# Agents\n"),
    ],
)
def test_pages_about_agents_are_none(path: str, text: str) -> None:
    seen = configured({path: text})
    assert names(seen, "agent") == set()
    assert names(seen, "prompt") == set()


def test_custom_resources_of_clusters_are_read_as_settings() -> None:
    text = (
        "apiVersion: kagent.dev/v1alpha2\nkind: ModelConfig\nmetadata: {name: fast}\n"
        "spec:\n  provider: OpenAI\n  model: gpt-4o-mini\n"
    )
    assert origins(configured({"k8s/model.yaml": text})) == {("openai", "gpt-4o-mini")}


def test_deployments_on_azure_are_served_there() -> None:
    text = "deployments:\n  - name: chat\n    model:\n      format: OpenAI\n      name: gpt-4o\n    sku: {name: Standard}\n"
    seen = configured({"infra/ai.yaml": text})
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o", "Azure OpenAI")}


def test_policies_tell_which_services_a_role_calls() -> None:
    text = (
        "Resources:\n  Role:\n    Properties:\n      Policies:\n        - PolicyDocument:\n            Statement:\n"
        "              - Effect: Allow\n                Action:\n                  - logs:PutLogEvents\n"
        "                  - bedrock:InvokeModel\n                Resource: '*'\n"
    )
    assert places(configured({"template.yaml": text}), "service") == {("Amazon Bedrock", 10)}


def test_commands_of_a_plugin_may_have_a_front_matter_of_their_own() -> None:
    text = "---\nname: close\ndescription: Close the month\ncategory: utility\n---\nClose the month.\n"
    seen = configured({"plugins/books/commands/close.md": text, "plugins/books/modes/strict.md": text})
    assert names(seen, "prompt") == {"plugins/books/commands/close.md", "plugins/books/modes/strict.md"}
    assert names(seen, "agent") == set()


def test_a_variable_may_hold_its_own_default() -> None:
    seen = configured({".env": "EMBEDDING_MODEL=${EMBEDDING_MODEL:-Qwen/Qwen3-Embedding-0.6B}\n"})
    assert names(seen, "model") == {"Qwen/Qwen3-Embedding-0.6B"}


def test_notes_for_agents_count_where_they_are_all_that_a_tree_is_about() -> None:
    notes = {
        f".cursor/plans/{name}.md": f"# {name}\nKeep to it.\n" for name in ("naming", "errors", "tests", "commits")
    }
    collection = configured({**notes, "README.md": "# Plans\n"})
    assert all("usage" not in one.facts for one in collection.observations)
    program = configured({**notes, **{f"src/part{number}.py": "x = 1\n" for number in range(12)}})
    assert all(one.facts["usage"] == "mentioned" for one in program.observations)


@pytest.mark.parametrize(
    "path",
    [
        "AGENTS.md", "packages/shop/CLAUDE.md", ".github/copilot-instructions.md", ".cursorrules", ".cursor/rules/tests.mdc",
        ".github/instructions/tests.instructions.md", ".kiro/steering/tech.md", ".clinerules/style.md",
        ".roo/rules-code/style.md", "config/.roorules-architect",
    ],
)  # fmt: skip
def test_what_coding_agents_are_given_without_being_asked_is_a_prompt(path: str) -> None:
    [rule] = configured({path: "Run the tests before you commit.\n", "src/app.py": "print(1)\n"}).observations
    assert (rule.subject.kind, rule.facts["role"], rule.facts.get("usage")) == (Kind.PROMPT, "instructions", None)


def test_an_agent_that_a_file_in_a_folder_of_agents_describes() -> None:
    text = (
        "name: Sql\ndescription: Helps with a database\nversion: 0.1.0\ninstructions: |\n"
        "  You are an agent that manages a database.\n  Ask before you delete.\nvariables:\n  - name: dsn\n"
    )
    seen = configured({"agents/sql/index.yaml": text})
    assert set(seen.named("agent")) == {"Sql"}
    assert set(seen.named("prompt")) == {"Sql.instructions"}
    assert not configured({"recipes/soup/index.yaml": text}).named("agent")


def test_what_a_skill_is_accompanied_by_is_no_prompt_of_its_own() -> None:
    seen = configured(
        {
            ".agents/skills/deploy/SKILL.md": SKILL,
            ".agents/skills/deploy/references/regions.md": "# Regions\nUse eu-central-1 for everything that is public.\n",
            ".agents/skills/deploy/guides/deep/prompts/prompts.md": "# Prompts\nYou are asked for a region first.\n",
            ".agents/skills/deploy/style-guide.md": "# Style\nWrite short sentences and name the service first.\n",
        }
    )
    assert names(seen, "prompt") == {".agents/skills/deploy/SKILL.md"}


def test_what_a_skill_looks_up_is_no_data_set() -> None:
    rows = "region,continent\neu-central-1,Europe\nus-east-1,America\n"
    seen = configured(
        {
            ".agents/skills/deploy/SKILL.md": SKILL,
            ".agents/skills/deploy/data/regions.csv": rows,
            "data/regions.csv": rows,
        }
    )
    assert names(seen, "dataset") == {"data/regions.csv"}


DISPATCHED = """# Reviewer template

Fill it in for every change.

```
Task tool (general-purpose):
  description: "Review the change"
  prompt: |
    You are reviewing the change {DESCRIPTION}.
```
"""


def test_what_a_skill_tells_sub_agents_is_a_prompt_that_it_uses() -> None:
    named = SKILL + "\nUse `./reviewer.md`, then [the tester](tester-prompt.md), and look at `style-guide.md`.\n"
    seen = configured(
        {
            "skills/review/SKILL.md": named,
            "skills/review/reviewer.md": DISPATCHED,
            "skills/review/tester-prompt.md": "Try each of the commands in {FOLDER}.\n",
            "skills/review/agents/grader.md": "# Grader\n\nYou are the grader of reviews.\n",
            "skills/review/style-guide.md": "# Style\nWrite short sentences and name the service first.\n",
        }
    )
    told = {"skills/review/reviewer.md", "skills/review/tester-prompt.md"}
    assert names(seen, "prompt") == told | {"skills/review/SKILL.md", "skills/review/agents/grader.md"}
    links = [one for one in seen.links if one.source is not None]
    joined = {one.target.name for one in links if one.source.name == "skills/review/SKILL.md"}
    assert joined == told | {"skills/review/style-guide.md"}
    assert all(one.tentative for one in links)


PLAIN_AGENT = """---
name: harbour-pilot
description: PROACTIVELY USE this agent when a ship asks for a berth
---

You are an expert harbour pilot who finds berths.
"""


def test_sub_agents_of_a_collection_may_have_nothing_but_a_name_and_a_description() -> None:
    seen = configured(
        {
            "harbour-pilot.md": PLAIN_AGENT,
            "harbour-page.md": PLAIN_AGENT.replace("-pilot", "-page").replace("PROACTIVELY USE this agent", "Shown"),
            "harbour-text.md": PLAIN_AGENT.replace("-pilot", "-text").replace("You are an expert", "There is a"),
        }
    )
    assert places(seen, "agent") == {("harbour-pilot", 2)}


PLANNER = """---
name: Planner
description: Makes plans
model: Claude Sonnet 4.5 (copilot)
tools: ['search', 'search/codebase', 'ms-python.python/envs', 'github/*', 'playwright/browser_click']
handoffs:
  - label: Implement
    agent: implementer
    prompt: Implement the plan.
---
You make plans and never write code.
"""


def test_an_agent_of_copilot_has_servers_a_model_by_its_menu_name_and_whom_it_hands_over_to() -> None:
    implementer = "---\nname: implementer\ndescription: Implements plans\ntools: ['edit']\n---\nImplement the plan.\n"
    seen = configured({".github/agents/planner.agent.md": PLANNER, ".github/agents/implementer.agent.md": implementer})
    assert names(seen, "model") == {"claude-sonnet-4.5"}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Planner", "github"), ("Planner", "playwright")}
    assert edges(seen, RelationKind.CONTAINS) == {("Planner", "implementer")}


def test_a_prompt_of_copilot_names_the_servers_that_it_may_call() -> None:
    text = "---\ndescription: Add tests\ntools: ['codebase', 'edit/editFiles', 'playwright/*']\n---\nAdd tests.\n"
    seen = configured({".github/prompts/add-tests.prompt.md": text})
    path = ".github/prompts/add-tests.prompt.md"
    assert edges(seen, RelationKind.HAS_TOOL) == {(path, "playwright")}


def test_agents_and_commands_in_folders_by_subject() -> None:
    agent = "---\nname: design-review\ndescription: Use this agent to review: designs\ntools: Read, mcp__playwright__click\n"
    command = (
        "---\nallowed-tools: Grep, mcp__context7__get-library-docs\ndescription: Review the design\n---\nReview it.\n"
    )
    seen = configured(
        {
            "design-review/design-review-agent.md": agent + "model: opus\n---\nYou review designs.\n",
            "design-review/design-review-slash-command.md": command,
        }
    )
    assert names(seen, "agent") == {"design-review"}
    assert names(seen, "model") == {"opus"}
    assert edges(seen, RelationKind.HAS_TOOL) == {
        ("design-review", "playwright"),
        ("design-review/design-review-slash-command.md", "context7"),
    }


def test_texts_for_the_sub_agents_of_a_skill_are_prompts() -> None:
    grader = "# Grader\n\nEvaluate expectations against a transcript.\n"
    seen = configured({"skills/creator/SKILL.md": SKILL, "skills/creator/agents/grader.md": grader})
    assert names(seen, "prompt") == {"skills/creator/SKILL.md", "skills/creator/agents/grader.md"}


def test_commands_of_a_kit_that_ask_the_user() -> None:
    said = "# Plan\n\nAlways use the AskUserQuestion tool when something is missing.\n"
    manual = "# plan\n\nPrints the plan of a project. Options: -v\n"
    kit = {f"commands/kit/{name}.md": said for name in ("plan", "shape", "index")}
    seen = configured(kit)
    assert {one.subject.name for one in seen.observations if "usage" not in one.facts} == set(kit)
    plain = configured(dict.fromkeys(kit, manual))
    assert not {one.subject.name for one in plain.observations if "usage" not in one.facts}

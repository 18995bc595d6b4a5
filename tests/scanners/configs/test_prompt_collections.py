"""Files whose name says that they hold prompts: every text in them is one."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import Kind, RelationKind

PROMPTS = """description: Texts of the refund desk, kept apart from the code
intent_classification: |
  You classify the wish of a customer.
  User: "{user_message}"
response_assembly: |
  You write for a shop of children's shoes.
  {context}
"""


def test_each_text_is_a_prompt_under_its_key() -> None:
    seen = configured({"config/prompts.yaml": PROMPTS})
    assert names(seen, "prompt") == {"intent_classification", "response_assembly"}
    assert ("response_assembly", 5) in places(seen, "prompt")


def test_the_same_texts_under_another_name_are_not() -> None:
    assert names(configured({"config/texts.yaml": PROMPTS}), "prompt") == set()


def test_prompts_in_files_without_an_ending() -> None:
    text = "You write code and you test what you have written.\n"
    seen = configured({"prompts/default/system_message": text, "prompts/Makefile": text, "src/system_message": text})
    assert names(seen, "prompt") == {"prompts/default/system_message"}


def test_texts_whose_first_sentence_tells_a_model_what_it_is() -> None:
    seen = configured(
        {
            "context/main-agent.md": "# Main agent\n\n## Role\nYou are the primary coordinating agent of the news desk.\n",
            "assets/tutor.txt": "Act as a patient tutor who explains one step at a time.\n",
            "patterns/sum/system.md": "# IDENTITY\n\nSums up.\n",
            "notes/visit.md": "# Visit\nThe museum opens at nine. You are a guest there.\n",
            "README.md": "You are a developer? Read on.\n",
            "docs/talk.md": "You are an early reader of this page.\n",
        }
    )
    assert names(seen, "prompt") == {"context/main-agent.md", "assets/tutor.txt", "patterns/sum/system.md"}


def test_prompts_that_langchain_and_dspy_saved() -> None:
    hub = '{"_type": "prompt", "input_variables": ["question"], "template": "Answer the customer: {question}"}'
    saved = (
        '{"predict": {"signature": {"instructions": "Given the field question, produce a short answer in English."},'
        ' "lm": {"model": "openai/gpt-4o-mini"}}}'
    )
    seen = configured({"chains/qa.json": hub, "programs/qa.json": saved})
    assert names(seen, "prompt") == {"chains/qa.json", "signature.instructions"}


def test_agents_and_hooks_of_other_clients() -> None:
    declared = (
        '{"$schema": "https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.2/schema.json",'
        ' "name": "Repairs", "description": "Tracks", "instructions": "You help technicians to find their repairs today."}'
    )
    hook = '{"name": "Docs", "then": {"type": "askAgent", "prompt": "Review the change and update the docs folder please."}}'
    amazon = '{"name": "reviewer", "prompt": "You look for security problems in code.", "model": "claude-sonnet-4"}'
    seen = configured(
        {
            "appPackage/declarativeAgent.json": declared,
            ".kiro/hooks/docs.kiro.hook": hook,
            ".amazonq/cli-agents/reviewer.json": amazon,
            ".windsurf/workflows/release.md": "---\ndescription: Release\n---\n1. Run the tests\n",
            ".claude/output-styles/teacher.md": "---\nname: Teacher\ndescription: Explains\n---\nExplain each step.\n",
        }
    )
    assert names(seen, "agent") >= {"Repairs", "reviewer"}
    assert names(seen, "prompt") >= {
        "Repairs.instructions",
        "then.prompt",
        ".windsurf/workflows/release.md",
        ".claude/output-styles/teacher.md",
    }


def test_models_of_sweeps_and_of_images() -> None:
    sweep = "program: train.py\nparameters:\n  model_name:\n    values: [bert-base-uncased, roberta-base]\n"
    truss = "model_name: Speech\nmodel_cache:\n  - repo_id: Systran/faster-whisper-large-v3\n"
    seen = configured({"sweep.yaml": sweep, "config.yaml": truss})
    assert names(seen, "model") == {"bert-base-uncased", "roberta-base", "Systran/faster-whisper-large-v3"}


COMMANDS = {
    "commands/commit.md": "# Commit\n\nI'll look at your changes and write a message for them.\n",
    "commands/review.md": "# Review\n\nReviews $ARGUMENTS line by line.\n",
    "commands/test.md": "# Tests\n\nI will run the tests and mend what fails.\n",
}


def test_commands_without_front_matter_count_where_a_tree_is_about_them() -> None:
    seen = configured({**COMMANDS, "install.sh": "cp commands/*.md ~/.claude/commands\n", "README.md": "# Commands\n"})
    assert names(seen, "prompt") == set(COMMANDS)


def test_the_manual_of_a_program_is_no_collection_of_commands() -> None:
    program = {f"src/{name}.go": "package main\n" for name in ("main", "root", "run", "test", "fmt", "vet", "get")}
    used = [one for one in configured({**COMMANDS, **program}).observations if one.facts.get("usage") != "mentioned"]
    assert not used
    manual = {name.replace("/", "/go-"): "# Run\n\nRuns a program. Flags: -v.\n" for name in COMMANDS}
    assert all(one.facts.get("usage") == "mentioned" for one in configured(manual).observations)


def test_plain_commands_beside_the_agents_of_a_kit_are_used() -> None:
    commands = {"commands/git/commit.md": "Create a commit of the staged changes.\n", "src/app.py": "print(1)\n"}
    agent = "---\nname: reviewer\ndescription: Reviews code\nmodel: sonnet\n---\nReview the diff.\n"
    alone = [one for one in configured(commands).observations if one.facts.get("usage") != "mentioned"]
    kit = configured({**commands, "agents/reviewer.md": agent}).observations
    assert not alone
    assert [one.evidence.path for one in kit if one.subject.kind is Kind.PROMPT and "usage" not in one.facts] == [
        "commands/git/commit.md"
    ]


def test_plain_commands_of_a_kit_may_lie_deeper_in_the_tree() -> None:
    agent = "---\nname: planner\ndescription: Plans\ntools: Read\n---\nPlan the work.\n"
    seen = configured(
        {
            "src/markdown/agents/planner.md": agent,
            "src/markdown/commands/plan.md": "# Plan\n\nWrite a plan of the feature.\n",
            "cli/commands/serve.md": "# Serve\n\nServes the site on port 80.\n",
        }
    )
    used = {one.subject.name for one in seen.observations if one.facts.get("usage") != "mentioned"}
    assert used == {"planner", "src/markdown/commands/plan.md"}


def test_a_command_may_be_called_like_a_test() -> None:
    text = 'description = "Write tests"\nprompt = "Write the tests of the file that is given and run them. {{args}}"\n'
    seen = configured({".gemini/commands/spec-design.toml": text, ".gemini/commands/test.toml": text})
    assert names(seen, "prompt") == {".gemini/commands/spec-design.toml", ".gemini/commands/test.toml"}


def test_a_function_of_semantic_kernel_has_its_prompt_beside_its_settings() -> None:
    settings = '{"schema": 1, "type": "completion", "execution_settings": {"default": {"model_id": "gpt-4"}}}'
    folder = "plugins/Mail/Summarise"
    seen = configured({f"{folder}/config.json": settings, f"{folder}/skprompt.txt": "Summarise the mail: {{$input}}\n"})
    assert edges(seen, RelationKind.USES_PROMPT) == {("gpt-4", f"{folder}/skprompt.txt")}
    assert not edges(configured({f"{folder}/config.json": settings}), RelationKind.USES_PROMPT)


def test_a_prompt_in_poml_names_its_model() -> None:
    text = '<poml>\n<role>You tell stories.</role>\n<runtime provider="openai" model="gpt-4.1"/>\n</poml>\n'
    seen = configured({"story.poml": text, "other.poml": text.replace("runtime", "example")})
    assert edges(seen, RelationKind.USES_MODEL) == {("story.poml", "gpt-4.1")}
    assert places(seen, "model") == {("gpt-4.1", 3)}


GITHUB = """name: Summarise
model: openai/gpt-4o-mini
messages:
  - role: system
    content: You summarise the issues of a harbour office in one line.
"""


def test_prompts_of_github_are_run_on_its_own_models() -> None:
    seen = configured({".github/prompts/summarise.prompt.yml": GITHUB})
    assert names(seen, "service") == {"GitHub Models"}
    assert edges(seen, RelationKind.SERVED_BY) == {("gpt-4o-mini", "GitHub Models")}
    other = configured({"prompts/summarise.yaml": GITHUB})
    assert "GitHub Models" not in names(other, "service")


def test_prompts_that_are_kept_with_what_a_page_shows() -> None:
    prompt = "name: Desk\ntemplate: |\n  You answer letters of {{name}}.\ntemplate_format: handlebars\n"
    assert names(configured({"assets/prompts/desk.yaml": prompt}), "prompt") == {"assets/prompts/desk.yaml"}
    assert names(configured({"assets/pages/desk.yaml": prompt}), "prompt") == set()


def test_sentences_about_somebody_are_no_prompts() -> None:
    person = (
        '{"persona": {"name": "Astrid Holm", "skills": ['
        '"You are a quick learner but often lack the patience to finish a course.", '
        '"Has strong communication skills, both written and verbal.", '
        '"Speaks three languages and writes in two of them."]}}'
    )
    team = '{"prompts": ["You are a patient tutor who explains one step at a time.", "You are a strict teacher who answers in the words of a child."]}'
    assert names(configured({"people/astrid.agent.json": person}), "prompt") == set()
    assert len(names(configured({"config/agents.json": team}), "prompt")) == 2


def test_what_an_agent_wrote_about_a_tree_instructs_nobody() -> None:
    page = "# Data\n\nYou can read the prices of the houses here. Always write the year first.\n"
    seen = configured({".qoder/repowiki/en/Data.md": page, ".qoder/rules/style.md": page})
    assert names(seen, "prompt") == {".qoder/rules/style.md"}


def test_a_user_of_a_store_with_the_password_is_no_model() -> None:
    compose = (
        "services:\n  ollama:\n    image: ollama/ollama:0.5\n  neo4j:\n    image: neo4j:5\n    environment:\n"
        "      NEO4J_AUTH: neo4j/password\n      MODEL: openai/gpt-4o\n"
    )
    assert names(configured({"docker-compose.yml": compose}), "model") == {"gpt-4o"}

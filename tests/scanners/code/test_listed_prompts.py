"""Prompts of lists that stand apart from the code which asks a model: commands, presets, quick actions."""

from __future__ import annotations

from aibom.model.kinds import Kind

ASK = """import OpenAI from "openai";
import { builtinCommands } from "./commands";
const client = new OpenAI();
export async function run(name: string, input: string) {
  const command = builtinCommands.find((one) => one.command === name);
  return client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: command.prompt + input }] });
}
"""
COMMANDS = """import { Command } from "./types";
export const builtinCommands: Command[] = [
  {
    command: "release",
    description: "Write the notes of a release",
    prompt:
      "Write the notes of a release from the list of commits that follows, one line for each change that a user sees, newest first.",
  },
];
"""
QUESTIONS = COMMANDS.replace(
    "Write the notes of a release from the list of commits that follows, one line for each change that a user sees,",
    "The name of the release as it is shown on the page of the project, without a number and without any mark,",
)


def test_prompts_of_a_list_of_commands(scan):
    found = scan({"src/ask.ts": ASK, "src/commands.ts": COMMANDS})
    assert found.names(Kind.PROMPT) == ["release prompt"]
    assert found.places(Kind.PROMPT, "release prompt") == {"src/commands.ts:7"}


def test_what_a_list_asks_a_user_is_none(scan):
    assert not scan({"src/ask.ts": ASK, "src/commands.ts": QUESTIONS}).names(Kind.PROMPT)


def test_without_a_model_anywhere_it_is_none(scan):
    plain = ASK.replace("client.chat.completions.create", "show").replace('from "openai"', 'from "./plain"')
    plain = plain.replace(
        'model: "gpt-4o-mini", messages: [{ role: "user", content: command.prompt + input }]', "input"
    )
    assert not scan({"src/ask.ts": plain, "src/commands.ts": COMMANDS}).names(Kind.PROMPT)


PASSES = """<?php
return [
    'review' => ['model' => 'gpt-4o', 'system_message' => 'You review code for mistakes in the handling of errors.'],
    'docs' => ['model' => 'gpt-4o-mini', 'system_message' => 'You generate concise documentation from code.'],
];
"""


def test_prompts_of_mappings_of_one_form_are_called_after_these(scan):
    ask = "<?php\nuse OpenAI;\n$a = OpenAI::client($key)->chat()->create(['model' => 'gpt-4o', 'messages' => $m]);\n"
    found = scan({"config/passes.php": PASSES, "ask.php": ask})
    assert found.names(Kind.PROMPT) == ["docs system_message", "review system_message"]
    single = PASSES.replace("    'docs' =>", "    // 'docs' =>")
    assert scan({"config/passes.php": single, "ask.php": ask}).names(Kind.PROMPT) == ["system_message"]

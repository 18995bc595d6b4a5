"""Names that are bound in branches: both values are told, and never one that the branch of a use excludes."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.scanners.code.facts import Arm, Binding, Lit
from aibom.scanners.code.resolving.branches import Branches

_WHISPER = """
import whisper

def load(model="base", english=False):
    if english:
        model = model + ".en"
    return whisper.load_model(model)
"""

_ARMS = """
from anthropic import Anthropic
from openai import OpenAI

def ask(text, careful):
    if careful:
        model = "claude-3-5-haiku-20241022"
        return Anthropic().messages.create(model=model, messages=[{"role": "user", "content": text}])
    else:
        model = "gpt-4o-mini"
        return OpenAI().chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
"""

_LEFT = """
from openai import OpenAI

def ask(text, effort="quick"):
    if effort == "quick":
        effort = "low"
    elif effort == "long":
        raise ValueError(effort)
    else:
        effort = "high"
    return OpenAI().chat.completions.create(model=f"o3-mini-{effort}", messages=[{"role": "user", "content": text}])
"""

_FILES = {
    "ask.ts": """
import OpenAI from "openai";
export async function ask(question: string, careful: boolean, model = "gpt-4.1-mini") {
  if (careful) {
    model = "gpt-4.1";
  }
  return new OpenAI().responses.create({ model, input: question });
}
""",
    "Chat.java": """
package shop;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Chat {
    OpenAiChatModel model(boolean careful) {
        String name = "gpt-4.1-mini";
        if (careful) {
            name = "gpt-4.1";
        }
        return OpenAiChatModel.builder().modelName(name).build();
    }
}
""",
    "main.go": """
package main
import openai "github.com/sashabaranov/go-openai"
func ask(careful bool) {
	model := "gpt-4.1-mini"
	if careful {
		model = "gpt-4.1"
	}
	client := openai.NewClient("")
	client.CreateChatCompletion(nil, openai.ChatCompletionRequest{Model: model})
}
""",
    "chat.rb": """
require "openai"
def ask(question, careful)
  model = "gpt-4.1-mini"
  model = "gpt-4.1" if careful
  OpenAI::Client.new.chat(parameters: { model: model, messages: [{ role: "user", content: question }] })
end
""",
}


def test_a_name_that_a_branch_lengthens_is_told_as_it_was_before_too(scan):
    assert scan({"load.py": _WHISPER}).names(Kind.MODEL) == ["whisper-base", "whisper-base.en"]
    always = _WHISPER.replace("if english:", "with lock:")
    assert scan({"load.py": always}).names(Kind.MODEL) == ["whisper-base.en"]


def test_each_branch_has_its_own_name(scan):
    found = scan({"ask.py": _ARMS})
    served = {("claude-3-5-haiku-20241022", "served-by", "Anthropic"), ("gpt-4o-mini", "served-by", "OpenAI")}
    assert {link for link in found.links if link[1] == "served-by"} == served


def test_branches_of_which_one_is_taken_hide_what_was_before(scan):
    assert scan({"ask.py": _LEFT}).names(Kind.MODEL) == ["o3-mini-high", "o3-mini-low"]
    open_ = _LEFT.replace("    else:\n        effort", "    elif text:\n        effort")
    assert scan({"ask.py": open_}).names(Kind.MODEL) == ["o3-mini-high", "o3-mini-low", "o3-mini-quick"]


@pytest.mark.parametrize("path", _FILES)
def test_both_values_of_a_variable_in_other_languages(scan, path):
    assert scan({path: _FILES[path]}).names(Kind.MODEL) == ["gpt-4.1", "gpt-4.1-mini"]


def test_what_a_loop_binds_below_a_line_holds_there_the_next_time():
    branches = Branches((Arm("run", 4, 9, 4, 9, loop=True), Arm("run", 8, 8, 7, 8)))
    below = Binding("model", "run", Lit("gpt-4o-mini", 8), 8)
    assert branches.holds(below, 6)
    assert not branches.holds(below, 3)


def test_what_is_bound_before_a_branch_leaves_is_not_seen_below_it():
    left = Binding("model", "run", Lit("gpt-4o-mini", 3), 3)
    assert not Branches((Arm("run", 3, 4, 2, 4, leaves=True),)).holds(left, 5)
    assert Branches((Arm("run", 3, 4, 2, 4),)).holds(left, 5)

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

def ask(text, effort="usual"):
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
    assert scan({"ask.py": open_}).names(Kind.MODEL) == ["o3-mini-high", "o3-mini-low", "o3-mini-usual"]


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


_PUT = """
from openai import OpenAI

def client(local=False):
    arguments = {"timeout": 30}
    if local:
        arguments["base_url"] = "http://localhost:1234/v1"
    return OpenAI(**arguments)

client().chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": text}])
"""

_GATEWAY = """
import Together from "together-ai";
const options = {};
if (process.env.HELICONE_API_KEY) {
  options.baseURL = "https://together.helicone.ai/v1";
}
await new Together(options).chat.completions.create({ model: "Qwen/Qwen2.5-72B-Instruct-Turbo", messages });
"""

_TWICE = """
from openai import OpenAI

def ask(url, model, text):
    return OpenAI(base_url=url).chat.completions.create(model=model, messages=[{"role": "user", "content": text}])

ask("https://api.deepseek.com", "house-coder", "Fix it.")
ask("https://api.groq.com/openai/v1", "house-writer", "Write it.")
"""

_BUILDER = """
package shop;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Chat {
    OpenAiChatModel model(boolean local) {
        var builder = OpenAiChatModel.builder().modelName("gpt-4.1");
        if (local) {
            builder.baseUrl("http://localhost:11434/v1");
        }
        return builder.build();
    }
}
"""


def served(found):
    return {(model, service) for model, kind, service in found.links if kind == "served-by"}


def test_an_address_that_a_branch_puts_into_the_arguments_stands_beside_the_default(scan):
    assert scan({"client.py": _PUT}).names(Kind.SERVICE) == ["LM Studio", "OpenAI"]
    always = _PUT.replace("if local:", "with lock:")
    assert scan({"client.py": always}).names(Kind.SERVICE) == ["LM Studio"]


def test_a_model_is_served_by_its_maker_where_the_client_may_talk_to_others(scan):
    assert served(scan({"client.py": _PUT})) == {("gpt-4o-mini", "OpenAI")}


def test_a_gateway_and_the_vendor_behind_it(scan):
    model = "Qwen/Qwen2.5-72B-Instruct-Turbo"
    both = {(model, "Together AI"), (model, "Helicone")}
    assert served(scan({"route.ts": _GATEWAY})) == both
    assert served(scan({"route.ts": _GATEWAY.replace("if (process.env.HELICONE_API_KEY) ", "")})) == both


def test_a_router_is_no_gateway_of_the_maker_of_the_client(scan):
    source = 'from openai import OpenAI\nOpenAI(base_url="https://openrouter.ai/api/v1").responses.create(model="qwen/qwq-32b")'
    assert scan({"ask.py": source}).names(Kind.SERVICE) == ["OpenRouter"]


def test_each_call_of_a_function_has_its_own_address_and_name(scan):
    assert served(scan({"ask.py": _TWICE})) == {("house-coder", "DeepSeek"), ("house-writer", "Groq")}


def test_a_builder_that_gets_its_address_in_a_branch(scan):
    assert scan({"Chat.java": _BUILDER}).names(Kind.SERVICE) == ["Ollama", "OpenAI"]
    assert scan({"Chat.java": _BUILDER.replace("if (local) ", "")}).names(Kind.SERVICE) == ["Ollama"]


def test_nothing_or_an_address(scan):
    source = """
import OpenAI from "openai";
export const client = new OpenAI({ baseURL: process.env.LOCAL ? "http://localhost:11434/v1" : undefined });
client.responses.create({ model: "gpt-4.1-mini", input });
"""
    found = scan({"client.ts": source})
    assert found.names(Kind.SERVICE) == ["Ollama", "OpenAI"]
    assert served(found) == {("gpt-4.1-mini", "OpenAI")}


_OPTIONS = """
package main
import (
	"github.com/tmc/langchaingo/llms/openai"
)
func careful() { openai.New(openai.WithModel("gpt-4.1")) }
func local() { openai.New(openai.WithBaseURL("http://localhost:11434/v1"), openai.WithModel("phi-4")) }
func listed() {
	options := []openai.Option{openai.WithModel("qwen2.5"), openai.WithBaseURL("http://localhost:1234/v1")}
	openai.New(options...)
}
"""


def test_an_option_function_beside_another_says_who_serves_the_model(scan):
    assert served(scan({"main.go": _OPTIONS})) == {("gpt-4.1", "OpenAI"), ("phi-4", "Ollama"), ("qwen2.5", "LM Studio")}


def test_a_key_in_the_place_of_an_address_is_none(scan):
    source = """
using Microsoft.SemanticKernel;
var kernel = Kernel.CreateBuilder();
kernel.AddOpenAIChatCompletion("gpt-4.1", "%s");
"""
    assert scan({"Program.cs": source % "your-api-key"}).names(Kind.SERVICE) == ["OpenAI"]
    assert scan({"Program.cs": source % "http://localhost:11434/v1"}).names(Kind.SERVICE) == ["Ollama"]


_MATCH = """
from openai import OpenAI

def ask(provider, text):
    match provider:
        case "groq":
            url, model = "https://api.groq.com/openai/v1", "house-groq-1"
        case "deepseek":
            url, model = "https://api.deepseek.com", "house-deep-1"
    return OpenAI(base_url=url).chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
"""

_EITHER = """
import OpenAI from "openai";
const client = process.env.LOCAL
  ? new OpenAI({ baseURL: "http://localhost:11434/v1" })
  : new OpenAI();
client.responses.create({ model: "gpt-4.1-mini", input });
"""


def test_an_address_and_a_name_of_two_branches_do_not_belong_together(scan):
    assert served(scan({"ask.py": _MATCH})) == {("house-groq-1", "Groq"), ("house-deep-1", "DeepSeek")}


def test_one_of_two_clients_has_an_address(scan):
    found = scan({"ask.ts": _EITHER})
    assert found.names(Kind.SERVICE) == ["Ollama", "OpenAI"]
    assert served(found) == {("gpt-4.1-mini", "OpenAI")}


def test_the_path_of_a_gateway_names_the_vendor(scan):
    source = """
import OpenAI from "openai";
const client = new OpenAI({ baseURL: "https://gateway.ai.cloudflare.com/v1/acme/main/%s" });
client.chat.completions.create({ model: "house-1", messages });
"""
    assert scan({"ask.ts": source % "groq"}).names(Kind.SERVICE) == ["Cloudflare AI Gateway", "Groq"]
    assert scan({"ask.ts": source % "compat"}).names(Kind.SERVICE) == ["Cloudflare AI Gateway"]


def test_what_lies_a_thousand_branches_deep_is_found_by_leaps():
    class Counted(list):
        looked_at = 0

        def __getitem__(self, at):
            Counted.looked_at += 1
            return super().__getitem__(at)

    branches = Branches(Arm("run", 2 * n, 3_000 - n, 2 * n - 1, 3_000 - n, leaves=n == 7) for n in range(1, 1_000))
    nest = branches._trees["run"]
    nest.arms = Counted(nest.arms)
    deep = Binding("model", "run", Lit("gpt-4o", 1_998), 1_998)
    assert branches.holds(deep, 2_992)
    assert not branches.holds(deep, 2_994)  # below the seventh, which leaves
    assert len(list(branches.around("run", 2_990))) == 10
    assert Counted.looked_at < 300  # 115; 5,000 one after the other


_CLIENT = "from openai import OpenAI\nclient = OpenAI()\n"
_ASK = "client.responses.create(model='{}', input=text)"


@pytest.mark.parametrize(
    "source",
    [
        "def ask(text):\n    return {live}\n    return {dead}\n",
        "def ask(text):\n    {live}\n    raise NotImplementedError\n    {dead}\n",
        "for text in TEXTS:\n    {live}\n    continue\n    {dead}\n",
        "{live}\nif False:\n    {dead}\n",
        "if 0:\n    {dead}\nelse:\n    {live}\n",
        "if True:\n    {live}\nelif chosen:\n    {dead}\n",
        "{live}\nwhile False:\n    {dead}\n",
    ],
)
def test_what_is_never_come_to_is_not_used(scan, source):
    text = source.format(live=_ASK.format("gpt-4o"), dead=_ASK.format("gpt-4.1"))
    assert scan({"ask.py": _CLIENT + text}).names(Kind.MODEL) == ["gpt-4o"]


@pytest.mark.parametrize(
    "source",
    [
        "def ask(text):\n    if text:\n        return {live}\n    return {other}\n",
        "def ask(text):\n    try:\n        return {live}\n    except ValueError:\n        pass\n    return {other}\n",
        "if DEBUG:\n    {live}\nelse:\n    {other}\n",
        "DEBUG = False\nif DEBUG:\n    {live}\n{other}\n",
        "def ask(text):\n    while True:\n        {live}\n        break\n    {other}\n",
    ],
)
def test_what_may_be_come_to_is_used(scan, source):
    text = source.format(live=_ASK.format("gpt-4o"), other=_ASK.format("gpt-4.1"))
    assert scan({"ask.py": _CLIENT + text}).names(Kind.MODEL) == ["gpt-4.1", "gpt-4o"]


def test_branches_of_other_languages_that_are_never_taken(scan):
    script = "import OpenAI from 'openai';\nconst client = new OpenAI();\nif (false) { %s; } else { %s; }\n"
    ask = "client.responses.create({ model: '%s', input: text })"
    assert scan({"ask.ts": script % (ask % "gpt-4.1", ask % "gpt-4o")}).names(Kind.MODEL) == ["gpt-4o"]
    page = (
        "<?php\n$client = OpenAI::client($key);\nif (false) {\n  $client->chat()->create(['model' => 'gpt-4.1']);\n"
        "} elseif ($fast) {\n  $client->chat()->create(['model' => 'gpt-4o-mini']);\n"
        "} else {\n  $client->chat()->create(['model' => 'gpt-4o']);\n}\n"
    )
    assert scan({"ask.php": page}).names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]

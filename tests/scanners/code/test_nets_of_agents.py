"""Agents that a project declares in a form of its own: records or classes made alike, each with a text for a model."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

TALK = """from openai import OpenAI
from panel.cast import CAST

def hear(one, plan):
    return OpenAI().chat.completions.create(
        model=one.engine,
        messages=[{"role": "system", "content": one.charter}, {"role": "user", "content": plan}],
    )

def discuss(plan):
    return [hear(one, plan) for one in CAST]
"""
CAST = """from dataclasses import dataclass

@dataclass
class Panelist:
    title: str
    charter: str
    engine: str = "gpt-4o-mini"

CAST = [
    Panelist("economist", "You judge a plan by what it costs and what it brings in.", engine="gpt-4o"),
    Panelist("engineer", "You judge a plan by whether it can be built at all in time."),
]
"""
RUN = """import { generateText } from "ai";
import { openai } from "@ai-sdk/openai";
import { team } from "./team";
export const work = async (who: string, text: string) =>
  generateText({ model: openai(team[who].engine), system: team[who].charter, prompt: text });
"""
TEAM = """export const team = {
  economist: { charter: "You judge a plan by what it costs and what it brings in.", engine: "gpt-4o" },
  engineer: { charter: "You judge a plan by whether it can be built at all in time.", engine: "gpt-4o-mini" },
};
"""
ASK = """import litellm
import yaml
TEAM = {one["handle"]: one for one in yaml.safe_load(open("team.yaml"))["members"]}
def ask(handle, text):
    one = TEAM[handle]
    messages = [{"role": "system", "content": one["charter"]}, {"role": "user", "content": text}]
    return litellm.completion(model=one["engine"], messages=messages)
"""
LISTED = """members:
  - handle: economist
    charter: You judge a plan by what it costs and what it brings in.
    engine: gpt-4o
  - handle: engineer
    charter: You judge a plan by whether it can be built at all in time.
    engine: claude-3-5-sonnet-20241022
"""
MAIN = """package main
import openai "github.com/sashabaranov/go-openai"
func say(ctx context.Context, client *openai.Client, who string, text string) {
	one := panel[who]
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model: one.Engine,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: one.Charter},
			{Role: openai.ChatMessageRoleUser, Content: text},
		},
	})
}
"""
PANEL = """package main
import openai "github.com/sashabaranov/go-openai"
type Panelist struct {
	Charter string
	Engine  string
}
var panel = map[string]Panelist{
	"economist": {Charter: "You judge a plan by what it costs and what it brings in.", Engine: openai.GPT4o},
	"engineer":  {Charter: "You judge a plan by whether it can be built at all in time.", Engine: openai.GPT4oMini},
}
"""
WORKER = """import anthropic

class Worker:
    charter = ""
    engine = "claude-sonnet-4-20250514"

    def work(self, text):
        messages = [{"role": "user", "content": text}]
        return anthropic.Anthropic().messages.create(model=self.engine, system=self.charter, messages=messages)
"""
PEOPLE = """from studio.base import Worker

class Economist(Worker):
    charter = "You judge a plan by what it costs and what it brings in."

class Engineer(Worker):
    charter = "You judge a plan by whether it can be built at all in time."
"""
SHOW = """from studio.people import Economist, Engineer

def show(text):
    return Engineer().work(Economist().work(text))
"""
WRITTEN = {
    "records": {"panel/talk.py": TALK, "panel/cast.py": CAST},
    "a table": {"src/run.ts": RUN, "src/team.ts": TEAM},
    "structs": {"main.go": MAIN, "panel.go": PANEL},
}
STUDIO = {"studio/base.py": WORKER, "studio/people.py": PEOPLE, "studio/show.py": SHOW}
KEPT = """from openai import OpenAI
from shop.base import Sample

class FirstSample(Sample):
    charter = "You judge a plan by what it costs and what it brings in."

    def run(self, plan):
        return OpenAI().chat.completions.create(
            model="gpt-4o", messages=[{"role": "system", "content": self.charter}, {"role": "user", "content": plan}]
        )
"""


@pytest.mark.parametrize("form", WRITTEN)
def test_records_with_a_text_for_a_model_and_the_model_are_agents(scan, form):
    seen = scan(WRITTEN[form])
    assert {"economist", "engineer"} <= set(seen.names(Kind.AGENT))
    assert ("economist", "uses-model", "gpt-4o") in seen.links


def test_records_of_a_document_are_agents(scan):
    seen = scan({"main.py": ASK}, documents={"team.yaml": LISTED})
    assert seen.names(Kind.AGENT) == ["economist", "engineer"]
    assert ("engineer", "uses-model", "claude-3-5-sonnet-20241022") in seen.links


def test_classes_whose_base_tells_a_model_what_they_say_are_agents(scan):
    assert scan(STUDIO).names(Kind.AGENT) == ["Economist", "Engineer"]


def test_classes_whose_base_knows_nothing_of_their_texts_are_none(scan):
    second = KEPT.replace("FirstSample", "SecondSample").replace("by what it costs and", "by whom it helps most and")
    files = {"shop/base.py": "class Sample:\n    retries = 3\n", "shop/first.py": KEPT, "shop/second.py": second}
    assert scan(files).names(Kind.AGENT) == []


def test_texts_without_a_model_are_prompts_and_no_agents(scan):
    talk = TALK.replace("model=one.engine", 'model="gpt-4o"')
    cast = CAST.replace(', engine="gpt-4o"', "").replace('    engine: str = "gpt-4o-mini"\n', "")
    seen = scan({"panel/talk.py": talk, "panel/cast.py": cast})
    assert seen.names(Kind.AGENT) == []
    assert seen.names(Kind.PROMPT) != []


def test_tasks_that_speak_to_nobody_are_no_agents(scan):
    cast = CAST.replace("You judge a plan by", "Summarize the plan below and say")
    assert scan({"panel/talk.py": TALK, "panel/cast.py": cast}).names(Kind.AGENT) == []


def test_agents_of_a_framework_are_told_by_it_alone(scan):
    made = (
        'import { Agent } from "@mastra/core/agent";\nimport { openai } from "@ai-sdk/openai";\n'
        'export const one = new Agent({\n  id: "ID",\n  name: "ID of the panel",\n'
        '  instructions: "You judge a plan by what TEXT.",\n  model: openai("gpt-4o"),\n});\n'
    )
    files = {
        "src/a.ts": made.replace("ID", "economist").replace("TEXT", "it costs the town each year"),
        "src/b.ts": made.replace("ID", "engineer").replace("TEXT", "can be built at all in time"),
    }
    assert scan(files).names(Kind.AGENT) == ["economist of the panel", "engineer of the panel"]

"""Template methods: what a base leaves open and its subclasses fill in, each for itself."""

from __future__ import annotations

from aibom.model.kinds import Kind

BASE = '''
from abc import ABC, abstractmethod
from openai import OpenAI

class Reviewer(ABC):
    @property
    @abstractmethod
    def model(self) -> str: ...

    @abstractmethod
    def system_prompt(self) -> str:
        """The instructions."""

    def review(self, text):
        messages = [{"role": "system", "content": self.system_prompt()}, {"role": "user", "content": text}]
        return OpenAI().chat.completions.create(model=self.model, messages=messages)
'''
REVIEWERS = """
from base import Reviewer

class StyleReviewer(Reviewer):
    @property
    def model(self) -> str:
        return "gpt-4o-mini"

    def system_prompt(self) -> str:
        return "You review the style of a change and answer with a list of remarks."

class SecurityReviewer(Reviewer):
    model = "gpt-4.1"

    def system_prompt(self) -> str:
        return "You look for security holes in a change and tell the lines and their severity."
"""
TASKS = """
from datasets import load_dataset

class Task:
    def dataset_id(self):
        raise NotImplementedError
    def load(self):
        return load_dataset(self.dataset_id())

class Classification(Task):
    pass

class Movies(Classification):
    def dataset_id(self):
        return "stanfordnlp/imdb"
"""
ASKED = """
package app;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
public abstract class Asked {
  protected abstract String modelName();
  public String ask(String question) {
    var params = ChatCompletionCreateParams.builder().addUserMessage(question).model(modelName()).build();
    return OpenAIOkHttpClient.fromEnv().chat().completions().create(params).toString();
  }
}
"""
SUMMARY = """
package app;
public class Summary extends Asked {
  @Override protected String modelName() { return "gpt-4.1-nano"; }
}
"""
TRANSLATOR = """
import Anthropic from "@anthropic-ai/sdk";
export abstract class Translator {
  protected abstract modelName(): string;
  async run(text: string) {
    return new Anthropic().messages.create({ model: this.modelName(), max_tokens: 500, messages: [{ role: "user", content: text }] });
  }
}
"""
GERMAN = """
import { Translator } from "./base";
export class GermanTranslator extends Translator {
  protected modelName() { return "claude-3-5-haiku-latest"; }
}
"""


def test_subclasses_fill_in_the_model_and_the_prompt_of_their_base_each_its_own(scan):
    found = scan({"base.py": BASE, "reviewers.py": REVIEWERS})
    assert found.names(Kind.MODEL) == ["gpt-4.1", "gpt-4o-mini"]
    models = found.names(Kind.MODEL)
    pairs = {(user, prompt) for user, kind, prompt in found.links if kind == "uses-prompt" and user in models}
    assert pairs == {("gpt-4o-mini", "system_prompt"), ("gpt-4.1", "system_prompt 2")}


def test_a_method_of_a_grandchild_tells_the_data_of_its_base(scan):
    assert scan({"tasks.py": TASKS}).names(Kind.DATASET) == ["stanfordnlp/imdb"]


def test_a_base_that_says_its_own_is_not_asked_of_its_subclasses(scan):
    said = TASKS.replace("raise NotImplementedError", 'return "fancyzhx/ag_news"')
    assert scan({"tasks.py": said}).names(Kind.DATASET) == ["fancyzhx/ag_news"]


def test_abstract_methods_of_java_and_typescript_are_filled_in_too(scan):
    java = scan({"src/Asked.java": ASKED, "src/Summary.java": SUMMARY})
    assert java.places(Kind.MODEL, "gpt-4.1-nano") >= {"src/Asked.java:8", "src/Summary.java:4"}
    assert scan({"base.ts": TRANSLATOR, "german.ts": GERMAN}).names(Kind.MODEL) == ["claude-3-5-haiku-latest"]


def test_tools_that_hand_their_names_to_the_constructor_of_their_base(scan):
    base = (
        'import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\n'
        "export class Tool {\n  name: string;\n"
        "  constructor(name: string, private run: (args: any) => Promise<any>) { this.name = name; }\n"
        '  bind(server: McpServer) { return server.tool(this.name, "A tool of the desk", {}, this.run); }\n}\n'
    )
    own = (
        'import { Tool } from "./base";\n'
        'class Resume extends Tool {\n  constructor() { super("get_resume", async () => ({ content: [] })); }\n}\n'
        'class Contact extends Tool {\n  constructor() { super("contact_candidate", async () => ({ content: [] })); }\n}\n'
        "export const tools = { resume: new Resume(), contact: new Contact() };\n"
    )
    server = (
        'import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\nimport { tools } from "./tools";\n'
        'const server = new McpServer({ name: "candidate", version: "1" });\n'
        "tools.resume.bind(server);\ntools.contact.bind(server);\n"
    )
    found = scan({"src/base.ts": base, "src/tools.ts": own, "src/server.ts": server})
    assert found.names(Kind.TOOL) == ["candidate", "contact_candidate", "get_resume"]
    scopes = {
        one.subject.scope for one in found.observations if one.subject.name in ("get_resume", "contact_candidate")
    }
    assert scopes == {"src/tools.ts"}
    assert {("candidate", "contains", "get_resume"), ("candidate", "contains", "contact_candidate")} <= found.links

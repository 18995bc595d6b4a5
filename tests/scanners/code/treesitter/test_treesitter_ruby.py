"""Ruby as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, line_of, plain, read

SERVICE = """
require "openai"
require_relative "../lib/tools"

module Acme
  # Talks to a model.
  #
  # In Ruby.
  class ChatService < Base::Service
    include Retryable
    MODEL = "gpt-4o".freeze
    MODELS = { chat: MODEL, "embed" => "e5" }.freeze
    NAMES = %w[a b]

    def initialize(client: OpenAI::Client.new(access_token: ENV.fetch("KEY")), model: ENV["MODEL"] || MODEL, **opts)
      @client = client
      @model ||= model
      super(client)
    end

    def ask(question)
      prompt = <<~TEXT
        You are a bot.
          Answer #{question}.
      TEXT
      response = @client.chat(
        parameters: { model: @model, messages: [{ role: "user", content: "Hi #{question}" }], temperature: -1 }
      )
      RubyLLM.chat(model: 'gpt-4o').with_tool(Weather).ask prompt
      MODELS.each { |name, model| register(name, model) }
      picked = fast ? "a" : "b"
      self.last = format("%s!", picked)
      response.dig("choices", 0)
    end

    def self.build(*args, **rest, &block) = new(*args, **rest)
  end
end

class Weather < RubyLLM::Tool
  description "Gets the weather"
  param :city, desc: "The city"
  def execute(city:)
    "sun in " + city
  end
end

RubyLLM.configure do |config|
  config.default_model = "gpt-4o-mini"
end
"""


def test_requires() -> None:
    assert imported(read("app/services/chat_service.rb", SERVICE)) == [
        ("openai", None, ""),
        ("../lib/tools", None, ""),
    ]


def test_classes_and_constants() -> None:
    facts = read("chat_service.rb", SERVICE)
    assert [(one.scope, one.name, [plain(facts, base) for base in one.bases], one.doc) for one in facts.classes] == [
        ("", "Acme", ["=module"], ""),
        ("Acme", "ChatService", ["=Base.Service", "=Retryable"], "Talks to a model."),
        ("", "Weather", ["=RubyLLM.Tool"], ""),
    ]
    names = bound(facts)
    assert names["Acme.ChatService:MODEL"] == "gpt-4o"
    assert names["Acme.ChatService:MODELS"] == {"chat": "=MODEL", "embed": "e5"}
    assert names["Acme.ChatService:NAMES"] == ["a", "b"]
    assert args(facts, "description") == ["Gets the weather"]
    assert (args(facts, "param"), kwargs(facts, "param")) == (["city"], {"desc": "The city"})
    assert names[f"<lambda:{line_of(SERVICE, 'RubyLLM.configure')}>:config.default_model"] == "gpt-4o-mini"


def test_methods_and_calls() -> None:
    facts = read("chat_service.rb", SERVICE)
    names = bound(facts)
    client = call(facts, "OpenAI.Client")
    assert (client.form, kwargs(facts, "OpenAI.Client")) == ("new", {"access_token": "ENV.fetch()"})
    assert names["Acme.ChatService.constructor:self.client"] == "=client"
    assert names["Acme.ChatService.constructor:model"] == ("either", ("item", "=ENV", "MODEL"), "=MODEL")
    assert kwargs(facts, "self.client.chat") == {
        "parameters": {
            "model": "=self.model",
            "messages": [{"role": "user", "content": ("template", "Hi ", "=question")}],
            "temperature": -1,
        }
    }
    assert plain(facts, call(facts, "ask").receiver) == "RubyLLM.chat().with_tool()"
    assert names["Acme.ChatService.ask:prompt"] == ("template", "You are a bot.\n  Answer ", "=question", ".")
    assert names["Acme.ChatService.ask:self.last"] == ("template", "=picked", "!")
    assert args(facts, "MODELS.each") == [f"function Acme.ChatService.ask.<lambda:{line_of(SERVICE, 'MODELS.each')}>"]
    built = next(one for one in facts.calls if one.callee == "ChatService")
    assert (built.form, built.spread) == ("new", True)
    execute = next(one for one in facts.functions if one.name == "execute")
    assert [plain(facts, value) for value in execute.returns] == [("template", "sun in ", "=city")]

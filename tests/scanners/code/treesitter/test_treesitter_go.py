"""Go as facts."""

from __future__ import annotations

import pytest
from treesitter_facts import args, bound, call, imported, kwargs, plain, read

SERVICE = """
// Package chat talks to a model.
package chat

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/anthropics/anthropic-sdk-go"
	openai "github.com/sashabaranov/go-openai"
	"github.com/tmc/langchaingo/llms/v2"
)

const (
	DefaultModel = openai.GPT4o
	Embedding, dims = "text-embedding-3-small", 1536
)

//go:embed prompts/system.txt
var systemPrompt string

type Config struct {
	llms.Options
	Model string `json:"model" default:"gpt-4o-mini"`
	Key   string
}

// Service answers questions.
type Service[T any] struct{ client *openai.Client }

// Ask sends one question.
//
// It retries.
func (s *Service[T]) Ask(ctx context.Context, question string, opts ...llms.CallOption) (string, error) {
	resp, err := s.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:    DefaultModel,
		Messages: []openai.ChatCompletionMessage{{Role: "user", Content: fmt.Sprintf("Answer %s in %d words", question, 5)}},
		Metadata: map[string]string{"team": "search"},
	})
	if err != nil {
		return "", err
	}
	s.last = resp.Model
	llm := llms.New[T](llms.WithModel("gpt-4o"), opts...).(*llms.Model)
	run := func(x string) string { return x + "!" }
	for i, tool := range s.tools {
		register(i, tool)
	}
	_ = anthropic.NewClient()
	return resp.Choices[0].Message.Content, nil
}
"""


def test_imports_are_named_as_the_file_uses_them() -> None:
    facts = read("internal/chat/service.go", SERVICE)
    assert imported(facts) == [
        ("context", None, "context"),
        ("embed", None, ""),
        ("fmt", None, "fmt"),
        ("github.com/anthropics/anthropic-sdk-go", None, "anthropic"),
        ("github.com/sashabaranov/go-openai", None, "openai"),
        ("github.com/tmc/langchaingo/llms/v2", None, "llms"),
    ]
    assert facts.package == "chat"
    assert not facts.problems


@pytest.mark.parametrize(
    ("path", "alias"),
    [
        ("github.com/openai/openai-go/v2", "openai"),
        ("gopkg.in/yaml.v3", "yaml"),
        ("github.com/google/generative-ai-go/genai", "genai"),
    ],
)
def test_default_import_names(path: str, alias: str) -> None:
    facts = read("main.go", f'package main\nimport "{path}"\nfunc main() {{ {alias}.New() }}\n')
    assert imported(facts) == [(path, None, alias)]


def test_composite_literals() -> None:
    facts = read("service.go", SERVICE)
    request = call(facts, "openai.ChatCompletionRequest")
    assert (request.form, request.scope) == ("new", "Service.Ask")
    assert kwargs(facts, "openai.ChatCompletionRequest") == {
        "Model": "=DefaultModel",
        "Messages": ["openai.ChatCompletionMessage()"],
        "Metadata": {"team": "search"},
    }
    assert kwargs(facts, "openai.ChatCompletionMessage") == {
        "Role": "user",
        "Content": ("template", "Answer ", "=question", " in 5 words"),
    }
    assert args(facts, "self.client.CreateChatCompletion") == ["=ctx", "openai.ChatCompletionRequest()"]


def test_bindings_and_methods() -> None:
    facts = read("service.go", SERVICE)
    names = bound(facts)
    assert names[":DefaultModel"] == "=openai.GPT4o"
    assert (names[":Embedding"], names[":dims"]) == ("text-embedding-3-small", 1536)
    assert names[":systemPrompt"] == "go:embed()"
    assert args(facts, "go:embed") == ["prompts/system.txt"]
    assert names["Config:Model"] == "gpt-4o-mini"
    assert names["Config:Key"] == "?"
    assert names["Service.Ask:resp"] == "self.client.CreateChatCompletion()"
    assert names["Service.Ask:self.last"] == "=resp.Model"
    assert names["Service.Ask:llm"] == "llms.New()"
    assert call(facts, "llms.New").types == ("T",)
    assert call(facts, "llms.New").spread
    assert names["Service.Ask:tool"] == ("member", "=self.tools", "*values")
    ask = next(one for one in facts.functions if one.name == "Ask")
    assert (ask.scope, ask.doc) == ("Service", "Ask sends one question.")
    assert [(p.name, p.annotation) for p in ask.params] == [
        ("ctx", "context.Context"),
        ("question", "string"),
        ("*opts", "llms.CallOption"),
    ]
    assert [plain(facts, value) for value in ask.returns] == [
        "",
        ("member", ("item", "=resp.Choices", 0), "Message.Content"),
    ]
    assert [(one.name, [plain(facts, base) for base in one.bases]) for one in facts.classes] == [
        ("Config", ["=llms.Options"]),
        ("Service", []),
    ]
    run = next(one for one in facts.functions if one.name == "run")
    assert [plain(facts, value) for value in run.returns] == [("template", "=x", "!")]

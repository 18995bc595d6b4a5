"""What other methods of a class put under a member of one of its fields."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PAGE = """using Microsoft.Extensions.AI;
using OllamaSharp;
public class Desk
{{
    private readonly IChatClient client = new OllamaApiClient(new Uri("http://localhost:11434"), "llama3.2");
    private readonly ChatOptions chatOptions = new();
    public void Prepare() {{ {prepare} }}
    public async Task Ask(string question)
    {{
        {own}
        await foreach (var update in client.GetStreamingResponseAsync(question, chatOptions)) {{ }}
    }}
    private IEnumerable<string> FindBerth(string day) => [];
}}
"""
TOOL = "AIFunctionFactory.Create(FindBerth)"


@pytest.mark.parametrize(
    "prepare",
    [
        f"chatOptions.Tools = [{TOOL}];",
        f"this.chatOptions.Tools = [{TOOL}];",
        f"chatOptions.Tools ??= []; chatOptions.Tools.Add({TOOL});",
    ],
)
def test_another_method_gives_tools_to_the_options_of_a_field(scan, prepare):
    found = scan({"Desk.cs": PAGE.format(prepare=prepare, own="")})
    assert found.names(Kind.AGENT) == ["Desk"]
    assert ("Desk", "has-tool", "FindBerth") in found.links


def test_a_variable_of_the_same_name_in_another_method_gives_none(scan):
    prepare = f"var chatOptions = new ChatOptions(); Use(chatOptions); var tool = {TOOL};"
    own = "var chatOptions = new ChatOptions();"
    found = scan({"Desk.cs": PAGE.format(prepare=prepare, own=own)})
    assert ("Desk", "has-tool", "FindBerth") not in found.links

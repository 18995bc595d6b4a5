"""The tools that Semantic Kernel's agents have with their kernels."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

DESK = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;

namespace Clinic;

public static class Desk
{
    public static Agent Clerk(Kernel kernel)
    {
        Kernel own = kernel.Clone();
        var lights = own.Services.GetRequiredService<LightsPlugin>();
        own.Plugins.AddFromObject(lights);
        return new ChatCompletionAgent { Name = "Clerk", Instructions = "You help the staff.", Kernel = own };
    }

    public static Agent Porter()
    {
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion("gpt-4o", "key");
        builder.Plugins.AddFromType<TimePlugin>("time");
        var kernel = builder.Build();
        kernel.ImportPluginFromObject(new DoorsPlugin(), "doors");
        return new ChatCompletionAgent { Name = "Porter", Instructions = "You open the doors.", Kernel = kernel };
    }

    public static Agent Mute(Kernel kernel) =>
        new ChatCompletionAgent { Name = "Mute", Instructions = "You answer with a nod.", Kernel = kernel };
}
"""
PLUGINS = """
using Microsoft.SemanticKernel;

namespace Clinic;

public class LightsPlugin
{
    [KernelFunction("switch_lights")]
    public Task SwitchAsync(bool on) => Task.CompletedTask;
}

public class TimePlugin
{
    [KernelFunction("tell_time")]
    public string Tell() => "";
}

public class DoorsPlugin
{
    [KernelFunction("open_door")]
    public string Open() => "";
}
"""


def test_agents_have_the_plugins_that_are_added_to_their_kernels(scan) -> None:
    found = scan({"app/Desk.cs": DESK, "app/Plugins.cs": PLUGINS})
    assert found.names(Kind.AGENT) == ["Clerk", "Mute", "Porter"]
    tools = {(source, target) for source, kind, target in found.links if kind == RelationKind.HAS_TOOL.value}
    assert tools == {("Clerk", "switch_lights"), ("Porter", "tell_time"), ("Porter", "open_door")}

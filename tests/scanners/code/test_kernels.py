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


FILLED = """
using Microsoft.SemanticKernel;
builder.Services.AddKernel().Plugins.AddFromType<Lights>();
builder.Services.AddAzureOpenAIChatCompletion("gpt-4o", endpoint, key);
"""
BUTLER = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
public class Butler(Kernel kernel)
{
    private readonly ChatCompletionAgent agent = new() { Name = "Butler", Instructions = "You run the house.", Kernel = kernel };
}
"""
LIGHTS = """
using Microsoft.SemanticKernel;
public class Lights
{
    [KernelFunction("switch_light")] public string Switch(string room) => room;
}
"""


def test_the_kernel_of_a_container_brings_its_plug_ins(scan):
    links = scan({"Program.cs": FILLED, "Butler.cs": BUTLER, "Lights.cs": LIGHTS}).links
    assert ("Butler", RelationKind.HAS_TOOL.value, "switch_light") in links


def test_a_kernel_that_is_made_beside_its_agent_brings_none_of_the_container(scan):
    own = BUTLER.replace(
        "public class Butler(Kernel kernel)\n{\n    private readonly", "var kernel = Make();\n"
    ).replace("};\n}", "};")
    found = scan({"Program.cs": FILLED, "Butler.cs": own, "Lights.cs": LIGHTS})
    assert found.names(Kind.AGENT) == ["Butler"]
    assert ("Butler", RelationKind.HAS_TOOL.value, "switch_light") not in found.links


CHAT = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
var builder = Kernel.CreateBuilder().AddAzureOpenAIChatCompletion("gpt-4.1", endpoint, key);
Kernel kernel = builder.Build();
kernel.Plugins.AddFromType<Lights>("Lights");
OpenAIPromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
var answer = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(words, settings, kernel);
"""


def test_a_chat_model_that_may_choose_has_the_tools_of_its_kernel(scan):
    found = scan({"Program.cs": CHAT, "Lights.cs": LIGHTS})
    assert ("gpt-4.1", RelationKind.HAS_TOOL.value, "switch_light") in found.links


def test_a_chat_model_that_may_not_choose_has_no_tools(scan):
    found = scan({"Program.cs": CHAT.replace("FunctionChoiceBehavior", "Temperature"), "Lights.cs": LIGHTS})
    assert found.names(Kind.TOOL) == ["switch_light"]
    assert ("gpt-4.1", RelationKind.HAS_TOOL.value, "switch_light") not in found.links


_GUIDE = (
    "using Microsoft.SemanticKernel;\n"
    "public class GuidePlugin {\n"
    "  [KernelFunction]\n"
    "  public async Task<string> FindPlaceAsync(Kernel kernel, string country) {\n"
    '    var suggest = kernel.Plugins["Travel"]["Suggest"];\n'
    "    return (await kernel.InvokeAsync(suggest)).ToString();\n"
    "  }\n"
    "}\n"
)


def test_a_function_asks_for_prompts_by_plug_in_and_name(scan):
    asked, others = "Plugins/Travel/Suggest/skprompt.txt", ("Plugins/Travel/Book/skprompt.txt", "Plugins/Hotel/x.txt")
    found = scan({"Guide.cs": _GUIDE}, also=(asked, *others))
    told = [(source, target) for source, kind, target in found.links if kind == "uses-prompt"]
    assert told == [("FindPlaceAsync", asked)]


def test_a_prompt_of_which_there_are_two_is_not_guessed(scan):
    files = ("a/Travel/Suggest/skprompt.txt", "b/Travel/Suggest/skprompt.txt")
    assert not [one for one in scan({"Guide.cs": _GUIDE}, also=files).links if one[1] == "uses-prompt"]


PLANNED = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Planning;
using Microsoft.SemanticKernel.Planning.Handlebars;
public class TripService(Kernel kernel)
{
    public async Task<string> RecommendAsync(string question)
    {
        var planner = new FunctionCallingStepwisePlanner(new FunctionCallingStepwisePlannerOptions { MaxIterations = 5 });
        return (await planner.ExecuteAsync(kernel, $"You recommend resorts for a winter trip. The question: {question}")).FinalAnswer;
    }
    public async Task PlanAsync(string goal)
    {
        var planner = new HandlebarsPlanner(new HandlebarsPlannerOptions { AllowLoops = true });
        await planner.CreatePlanAsync(kernel, goal);
    }
}
"""
FILLED_BY_TYPE = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Plugins.Memory;
builder.Services.AddScoped<Kernel>(provider =>
{
    var made = Kernel.CreateBuilder().AddAzureOpenAIChatCompletion("gpt-4-trips", endpoint, key).Build();
    made.ImportPluginFromType<TextMemoryPlugin>();
    made.ImportPluginFromType<Lights>();
    return made;
});
"""


def test_planners_are_agents_with_the_plug_ins_and_models_of_their_kernel(scan):
    found = scan({"Program.cs": FILLED_BY_TYPE, "TripService.cs": PLANNED, "Lights.cs": LIGHTS})
    assert found.names(Kind.AGENT) == ["FunctionCallingStepwisePlanner", "HandlebarsPlanner"]
    assert "TextMemoryPlugin" in found.names(Kind.TOOL)
    for planner in found.names(Kind.AGENT):
        assert (planner, RelationKind.HAS_TOOL.value, "TextMemoryPlugin") in found.links
        assert (planner, RelationKind.HAS_TOOL.value, "switch_light") in found.links
        assert (planner, RelationKind.USES_MODEL.value, "gpt-4-trips") in found.links
    prompt = "FunctionCallingStepwisePlanner system prompt"
    assert ("FunctionCallingStepwisePlanner", RelationKind.USES_PROMPT.value, prompt) in found.links


ASKING = """
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
public class HouseService(Kernel kernel, IChatCompletionService chat)
{
    private readonly ChatHistory _words = new ChatHistory(systemMessage: "You run the house and switch its lights.");
    public async Task<string> AskAsync(string question)
    {
        _words.AddUserMessage(question);
        var settings = new OpenAIPromptExecutionSettings { ToolCallBehavior = ToolCallBehavior.AutoInvokeKernelFunctions };
        return (await chat.GetChatMessageContentAsync(_words, settings, kernel)).Content;
    }
}
"""


def test_who_asks_the_model_of_a_container_is_the_agent_and_its_history_the_prompt(scan):
    found = scan({"Program.cs": FILLED, "HouseService.cs": ASKING, "Lights.cs": LIGHTS})
    assert found.names(Kind.AGENT) == ["HouseService"]
    assert ("HouseService", RelationKind.HAS_TOOL.value, "switch_light") in found.links
    assert ("gpt-4o", RelationKind.USES_PROMPT.value, "_words") in found.links


def test_a_service_that_leaves_the_model_no_choice_is_no_agent(scan):
    plain = ASKING.replace("ToolCallBehavior = ToolCallBehavior.AutoInvokeKernelFunctions", "Temperature = 0.1")
    assert scan({"Program.cs": FILLED, "HouseService.cs": plain, "Lights.cs": LIGHTS}).names(Kind.AGENT) == []


PLANNING = """
import semantic_kernel as sk
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion
from semantic_kernel.functions.kernel_function_decorator import kernel_function
from semantic_kernel.planners import FunctionCallingStepwisePlanner

class Lights:
    @kernel_function(name="switch_lights", description="Switches the lights of a room")
    def switch_lights(self, room: str) -> str:
        return room

async def main():
    kernel = sk.Kernel()
    kernel.add_service(OpenAIChatCompletion("gpt-4o", "key", service_id="planning"))
    kernel.add_plugin(Lights(), "lights")
    planner = FunctionCallingStepwisePlanner(service_id="planning")
    print(await planner.invoke(kernel, "Make the house ready for guests who arrive at eight."))
"""


def test_planners_of_python_have_the_models_and_tools_of_their_kernel(scan):
    found = scan({"house.py": PLANNING})
    assert found.names(Kind.AGENT) == ["FunctionCallingStepwisePlanner"]
    assert ("FunctionCallingStepwisePlanner", "uses-model", "gpt-4o") in found.links
    assert ("FunctionCallingStepwisePlanner", "has-tool", "switch_lights") in found.links


LAMPS = """using Microsoft.SemanticKernel;
public class LightsPlugin
{
    [KernelFunction("switch_light")] public string Switch(int id) => "on";
}
"""
LAB = """using Microsoft.SemanticKernel;
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<LightsPlugin>();
builder.Services.AddKernel().Plugins.AddFromType<LightsPlugin>();
"""
POETS = """using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
class Poets
{
    Kernel Make() => Kernel.CreateBuilder().AddOpenAIChatCompletion("gpt-4o", key).Build();
    ChatCompletionAgent Poet(Kernel kernel) => new ChatCompletionAgent { Name = "Poet", Instructions = "You write.", Kernel = kernel };
}
"""


def test_a_program_that_makes_its_kernel_has_no_plugins_of_others(scan) -> None:
    lab = {"lab1/Program.cs": LAB, "lab1/LightsPlugin.cs": LAMPS}
    projects = {"lab1/Lab1.csproj": "<Project/>", "lab2/Lab2.csproj": "<Project/>"}
    apart = scan({**lab, "lab2/Poets.cs": POETS}, documents=projects)
    assert ("Poet", "has-tool", "switch_light") not in apart.links
    beside = scan({**lab, "lab1/Poets.cs": POETS}, documents=projects)
    assert ("Poet", "has-tool", "switch_light") in beside.links

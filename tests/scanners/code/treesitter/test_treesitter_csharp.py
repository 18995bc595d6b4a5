"""C# as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, plain, read

PLUGIN = '''
global using System.ComponentModel;
using Microsoft.SemanticKernel;
using static Acme.Models;
using History = Microsoft.SemanticKernel.ChatCompletion.ChatHistory;

namespace Acme.Assistant;

/// <summary>
/// Knows the <b>weather</b>.
/// </summary>
public sealed class WeatherPlugin(ILogger logger, string region = "eu") : PluginBase<Weather>(logger), IPlugin
{
    private const string Model = "gpt-4o";
    private readonly Kernel _kernel;
    public string Deployment { get; set; } = "gpt-4o-mini";
    public string Full => "azure/" + this.Deployment;
    public enum Kind { Fast, Smart = 2 }

    public WeatherPlugin(Kernel kernel) : base(kernel) { _kernel = kernel ?? throw new ArgumentNullException(nameof(kernel)); }

    [KernelFunction("get_weather")]
    [Description("Gets the weather")]
    public async Task<string> GetAsync([Description("The city")] string city, int days = 3)
    {
        var builder = Kernel.CreateBuilder().AddOpenAIChatCompletion(modelId: Model, apiKey: Environment.GetEnvironmentVariable("KEY")!);
        builder.Services.AddSingleton<IChatClient>(services => new OpenAIClient("k").AsChatClient("gpt-4o"));
        _kernel.Plugins.AddFromType<TimePlugin>("Time");
        OpenAIPromptExecutionSettings settings = new() { ModelId = "gpt-4o", Temperature = -1.5f, StopSequences = { "END" } };
        var agent = new ChatCompletionAgent(_kernel) { Name = nameof(WeatherPlugin), Instructions = """
            You are
            a bot
            """ };
        string name = config["AI:Model"] ?? "gpt-4";
        var names = new List<string> { "a", $"{Model}-mini" };
        var map = new Dictionary<string, object> { ["model"] = Model, ["n"] = 1 };
        await foreach (var part in agent.InvokeAsync(city).ConfigureAwait(false)) { Use(part?.Content?[0].Text); }
        return kind switch { Kind.Fast => "a", _ => string.Format("{0}-b", city) };
    }
}
'''


def test_usings_and_namespace() -> None:
    facts = read("src/Plugins/WeatherPlugin.cs", PLUGIN)
    assert imported(facts) == [
        ("System.ComponentModel", "*", "*"),
        ("Microsoft.SemanticKernel", "*", "*"),
        ("Acme.Models", "*", "*"),
        ("Microsoft.SemanticKernel.ChatCompletion", "ChatHistory", "History"),
    ]
    assert [one.scope for one in facts.imports][:2] == ["<global>", ""]
    assert facts.package == "Acme.Assistant"
    assert not facts.problems


def test_attributes_and_classes() -> None:
    facts = read("WeatherPlugin.cs", PLUGIN)
    plugin = facts.classes[0]
    assert [plain(facts, base) for base in plugin.bases] == ["=PluginBase", "=IPlugin"]
    assert plugin.doc == "Knows the weather."
    method = next(one for one in facts.functions if one.name == "GetAsync")
    assert [plain(facts, one) for one in method.decorators] == ["KernelFunction()", "Description()"]
    assert args(facts, "KernelFunction") == ["get_weather"]
    assert [(p.name, plain(facts, p.default), p.annotation) for p in method.params] == [
        ("city", None, "string"),
        ("days", 3, "int"),
    ]


def test_fields_and_members() -> None:
    names = bound(read("WeatherPlugin.cs", PLUGIN))
    assert names["WeatherPlugin:Model"] == "gpt-4o"
    assert names["WeatherPlugin:region"] == "eu"
    assert names["WeatherPlugin:_kernel"] == "?"
    assert names["WeatherPlugin:Deployment"] == "gpt-4o-mini"
    assert names["WeatherPlugin:Full"] == ("template", "azure/", "=this.Deployment")
    assert names["WeatherPlugin.Kind:Smart"] == 2
    assert names["WeatherPlugin.constructor:this._kernel"] == "=kernel"


def test_calls_and_initialisers() -> None:
    facts = read("WeatherPlugin.cs", PLUGIN)
    names = bound(facts)
    assert kwargs(facts, "AddOpenAIChatCompletion") == {
        "modelId": "=Model",
        "apiKey": "Environment.GetEnvironmentVariable()",
    }
    assert call(facts, "builder.Services.AddSingleton").types == ("IChatClient",)
    assert call(facts, "this._kernel.Plugins.AddFromType").types == ("TimePlugin",)
    assert call(facts, "OpenAIPromptExecutionSettings").form == "new"
    assert kwargs(facts, "OpenAIPromptExecutionSettings") == {
        "ModelId": "gpt-4o",
        "Temperature": -1.5,
        "StopSequences": ["END"],
    }
    assert kwargs(facts, "ChatCompletionAgent") == {"Name": "WeatherPlugin", "Instructions": "You are\na bot"}
    assert names["WeatherPlugin.GetAsync:name"] == ("either", ("item", "=config", "AI:Model"), "gpt-4")
    assert names["WeatherPlugin.GetAsync:names"] == ["a", ("template", "=Model", "-mini")]
    assert names["WeatherPlugin.GetAsync:map"] == {"model": "=Model", "n": 1}
    assert names["WeatherPlugin.GetAsync:part"] == "agent.InvokeAsync().ConfigureAwait()"
    assert args(facts, "Use") == [("member", ("item", "=part.Content", 0), "Text")]
    method = next(one for one in facts.functions if one.name == "GetAsync")
    assert [plain(facts, value) for value in method.returns] == [("either", "a", ("template", "=city", "-b"))]

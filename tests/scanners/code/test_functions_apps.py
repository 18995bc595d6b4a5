"""Azure Functions apps as MCP servers: triggers on parameters, constants of a class imported by `using static`."""

from __future__ import annotations

from aibom.model.kinds import Kind

NAMES = (
    "namespace Orders;\ninternal sealed class ToolNames\n{\n"
    '    public const string LookUp = "look_up_order";\n'
    '    public const string LookUpDescription = "Finds an order by its number.";\n}\n'
)
TOOLS = """using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Mcp;
using static Orders.ToolNames;
namespace Orders;
public class OrderTools
{
    [Function(nameof(LookUpOrder))]
    public string LookUpOrder(
        [McpToolTrigger(LookUp, LookUpDescription)] ToolInvocationContext context,
        [McpToolProperty("number", "The order's number.")] string number)
    {
        return Store.Find(number);
    }

    [Function(nameof(Cancel))]
    public string Cancel([McpToolTrigger(nameof(Cancel), "Cancels an order.")] ToolInvocationContext context) => "ok";

    [Function(nameof(Review))]
    public string Review([McpPromptTrigger("review_order", Description = "Reviews.")] PromptInvocationContext context)
    {
        return "You are a careful clerk who checks an order line by line before it is sent.";
    }
}
"""
JAVA = """package com.orders;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.McpToolTrigger;
public class Orders {
    @FunctionName("LookUp")
    public String lookUp(@McpToolTrigger(name = "look_up_order", description = "Finds an order.") String context) {
        return context;
    }
}
"""


def test_a_trigger_on_a_parameter_makes_the_method_a_tool(scan):
    found = scan({"src/Orders/ToolNames.cs": NAMES, "src/Orders/OrderTools.cs": TOOLS})
    assert found.names(Kind.TOOL) == ["Cancel", "look_up_order"]
    assert "src/Orders/OrderTools.cs:8" in found.places(Kind.TOOL, "look_up_order")


def test_what_a_prompt_function_returns_is_no_second_prompt(scan):
    found = scan({"src/Orders/ToolNames.cs": NAMES, "src/Orders/OrderTools.cs": TOOLS})
    assert found.names(Kind.PROMPT) == ["review_order"]


def test_the_same_in_java(scan):
    assert scan({"src/Orders.java": JAVA}).names(Kind.TOOL) == ["look_up_order"]


TYPESCRIPT = """import { app } from "@azure/functions";
const LOOK_UP = "look_up_order";
export async function lookUp(args: unknown) { return "found"; }
app.mcpTool("lookUp", { toolName: LOOK_UP, description: "Finds an order by its number.", handler: lookUp });
app.mcpPrompt("Review", { promptName: "review_order", handler: async () => "You are a careful clerk." });
app.http("lookUp", { methods: ["GET"], handler: lookUp });
"""


def test_functions_in_typescript_offer_tools_and_prompts(scan):
    found = scan({"src/functions/orders.ts": TYPESCRIPT})
    assert found.names(Kind.TOOL) == ["look_up_order"]
    assert "review_order" in found.names(Kind.PROMPT)

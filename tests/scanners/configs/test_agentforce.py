"""Metadata of Salesforce's Agentforce."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

FUNCTION = """<?xml version="1.0" encoding="UTF-8"?>
<GenAiFunction xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>Finds an order by its number</description>
    <invocationTarget>FindOrder</invocationTarget>
</GenAiFunction>
"""
PLUGIN = """<?xml version="1.0" encoding="UTF-8"?>
<GenAiPlugin xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>Questions about orders</description>
    <genAiFunctions><functionName>Find_Order</functionName></genAiFunctions>
</GenAiPlugin>
"""
TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<GenAiPromptTemplate xmlns="http://soap.sforce.com/2006/04/metadata">
    <templateVersions>
        <content>You write letters to {!$Input:Contact.Name}.</content>
        <primaryModel>sfdc_ai__DefaultGPT4Omni</primaryModel>
    </templateVersions>
</GenAiPromptTemplate>
"""


def test_actions_topics_and_templates() -> None:
    seen = configured(
        {
            "app/genAiFunctions/Find_Order/Find_Order.genAiFunction-meta.xml": FUNCTION,
            "app/genAiPlugins/Orders.genAiPlugin-meta.xml": PLUGIN,
            "app/genAiPromptTemplates/Letter.genAiPromptTemplate-meta.xml": TEMPLATE,
        }
    )
    assert places(seen, "tool") == {("Find_Order", 2)}
    assert places(seen, "agent") == {("Orders", 2)}
    assert names(seen, "prompt") == {"Letter"}
    assert places(seen, "model") == {("sfdc_ai__DefaultGPT4Omni", 5)}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Orders", "Find_Order")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("sfdc_ai__DefaultGPT4Omni", "Letter")}


def test_other_metadata_tells_nothing() -> None:
    assert not configured({"app/objects/Order.object-meta.xml": FUNCTION, "Orders.xml": PLUGIN}).observations

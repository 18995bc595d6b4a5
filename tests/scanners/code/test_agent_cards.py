"""Agents by the card with which they are known to others (A2A), in languages other than Python."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

SCRIPT = """import { AgentCard } from "@a2a-js/sdk";
import OpenAI from "openai";
export const filmCard: AgentCard = {
  name: "Film Agent",
  description: "Answers questions about films",
  url: "http://localhost:41241/",
  capabilities: { streaming: true },
  defaultInputModes: ["text"],
  skills: [{ id: "films", name: "Films", tags: ["films"] }],
};
"""
JAVA = """package tide;
import io.a2a.spec.AgentCard;
class Cards {
    AgentCard card() {
        return new AgentCard.Builder().name("Tide Agent").description("Tells the tides").url("http://localhost:10001").build();
    }
}
"""
DOTNET = """using A2A;
var card = new AgentCard { Name = "Ferry Agent", Description = "Tells the ferries", Skills = [] };
"""
GO = """package main
import "github.com/a2aproject/a2a-go/a2a"
var card = &a2a.AgentCard{Name: "Harbour Agent", Description: "Tells the berths"}
"""
PYTHON = """import json
from a2a.types import AgentCard
card = AgentCard(name="Ferry Agent", description="Tells the ferries", url="http://localhost:10002", skills=[])
def find_agent(row):
    return AgentCard(**json.loads(row))
"""


@pytest.mark.parametrize(
    ("path", "source", "name"),
    [
        ("src/card.ts", SCRIPT, "Film Agent"),
        ("src/main/java/tide/Cards.java", JAVA, "Tide Agent"),
        ("Program.cs", DOTNET, "Ferry Agent"),
        ("main.go", GO, "Harbour Agent"),
        ("directory.py", PYTHON, "Ferry Agent"),  # cards that are read are those of others
    ],
)
def test_a_card_is_an_agent(scan, path, source, name):
    assert scan({path: source}).names(Kind.AGENT) == [name]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("src/card.ts", SCRIPT.replace("capabilities:", "hobbies:")),
        ("src/card.ts", SCRIPT.replace("Film Agent", "%%character.name%%")),
        ("src/main/java/tide/Cards.java", JAVA.replace("io.a2a.spec", "tide.own")),
        ("Program.cs", DOTNET.replace("using A2A", "using Ferries")),
        ("main.go", GO.replace("a2aproject/a2a-go/a2a", "tide/own/a2a")),
    ],
)
def test_cards_of_other_kinds_are_none(scan, path, source):
    assert not scan({path: source}).names(Kind.AGENT)

"""What the container of a Nest program hands over for a token."""

from __future__ import annotations

import pytest

MODULE = """import { Module } from "@nestjs/common";
import { ConfigService } from "@nestjs/config";
import { ChatOpenAI } from "@langchain/openai";
import { tool } from "@langchain/core/tools";
import { z } from "zod";
import { DeskService } from "./desk.service";
import { DATES_TOOL } from "./tokens";
import { Weather } from "./weather";
const find = tool(async ({ id }) => id, { name: "find_order", description: "Find an order", schema: z.object({}) });
@Module({
  providers: [
    DeskService,
    { provide: "CHAT_MODEL", useFactory: (config: ConfigService) => new ChatOpenAI({ model: "gpt-4o-mini" }) },
    { provide: "ORDER_TOOL", useValue: find },
    { provide: DATES_TOOL, useFactory: () => tool(async () => 1, { name: "list_dates", description: "List dates", schema: z.object({}) }) },
    { provide: "OTHER_TOOL", useFactory: () => tool(async () => 1, { name: "other", description: "Another", schema: z.object({}) }) },
  ],
})
export class DeskModule {}
"""
SERVICE = """import { Inject, Injectable } from "@nestjs/common";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { DATES_TOOL } from "./tokens";
@Injectable()
export class DeskService {
  private readonly desk: any;
  @Inject(DATES_TOOL) private readonly dates: any;
  constructor(@Inject("CHAT_MODEL") model: any, %s private readonly orders: any) {
    this.desk = createReactAgent({ llm: model, tools: [this.orders, this.dates], name: "desk" });
  }
}
"""
FILES = {"src/desk.module.ts": MODULE, "src/tokens.ts": 'export const DATES_TOOL = "dates tool";\n'}


def scanned(scan, inject: str):
    return scan(FILES | {"src/desk.service.ts": SERVICE % inject}).links


def test_an_agent_has_the_model_and_the_tools_of_its_tokens(scan):
    links = scanned(scan, '@Inject("ORDER_TOOL")')
    assert ("desk", "uses-model", "gpt-4o-mini") in links
    assert {target for source, kind, target in links if (source, kind) == ("desk", "has-tool")} == {
        "find_order",
        "list_dates",
    }


@pytest.mark.parametrize("inject", ["", '@Inject("NO_SUCH_TOOL")'])
def test_what_no_provider_makes_is_not_there(scan, inject):
    links = scanned(scan, inject)
    assert {target for source, kind, target in links if (source, kind) == ("desk", "has-tool")} == {"list_dates"}


def test_the_providers_of_another_program_are_not_asked(scan):
    other = MODULE.replace("find_order", "find_ship")
    service = {"src/desk.service.ts": SERVICE % '@Inject("ORDER_TOOL")'}
    near = {f"apps/shop/{path}": text for path, text in (FILES | service).items()}
    far = {f"apps/harbour/{path}": text for path, text in (FILES | {"src/desk.module.ts": other}).items()}
    links = scan(near | far).links
    assert "find_ship" not in {target for source, _, target in links if source == "desk"}

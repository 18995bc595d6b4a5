"""Settings of Nest programs, which are looked up by their path."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

SERVICE = """import { Injectable } from "@nestjs/common";
import { ConfigService } from "@nestjs/config";
import OpenAI from "openai";
@Injectable()
export class TideService {
  private readonly model: string;
  constructor(private readonly config: ConfigService) { this.model = this.config.LOOK; }
  ask(text: string) {
    return new OpenAI().chat.completions.create({ model: this.model, messages: [{ role: "user", content: text }] });
  }
}
"""
REGISTERED = """import { registerAs } from "@nestjs/config";
export default registerAs("llm", () => ({ model: process.env.LLM_MODEL || "gpt-4o", speech: { model: "tts-1" } }));
"""
LOADED = (
    "export default () => ({ llm: { model: process.env.LLM_MODEL ?? 'gpt-4.1' }, mail: { model: 'gpt-4o-mini' } });"
)
MODULE = """import { ConfigModule } from "@nestjs/config";
import configuration from "./configuration";
@Module({ imports: [ConfigModule.forRoot({ load: [configuration] })] })
export class AppModule {}
"""


@pytest.mark.parametrize(
    ("look", "files", "named"),
    [
        ('get<string>("llm.model")', {"llm.config.ts": REGISTERED}, "gpt-4o"),
        ('getOrThrow("llm.model")', {"configuration.ts": LOADED, "app.module.ts": MODULE}, "gpt-4.1"),
        ('get("ship.model", "o3-mini")', {"llm.config.ts": REGISTERED}, "o3-mini"),
        ('get("LLM_MODEL", "o3-mini")', {}, "o3-mini"),
    ],
)
def test_a_setting_is_what_its_path_leads_to_or_its_default(scan, look, files, named) -> None:
    found = scan({"tide.service.ts": SERVICE.replace("LOOK", look), **files})
    assert "tide.service.ts:9" in found.places(Kind.MODEL, named)
    assert found.unknowns == []


def test_a_path_that_leads_nowhere_names_no_model(scan) -> None:
    found = scan({"tide.service.ts": SERVICE.replace("LOOK", 'get("ship.model")'), "llm.config.ts": REGISTERED})
    assert not any(place.startswith("tide") for place in found.places(Kind.MODEL, "gpt-4o"))


def test_the_variable_of_a_setting_is_looked_for_in_the_environment(scan) -> None:
    source = {"tide.service.ts": SERVICE.replace("LOOK", 'get("LLM_MODEL")')}
    assert scan(source, documents={".env": "LLM_MODEL=gpt-4o\n"}).names(Kind.MODEL) == ["gpt-4o"]


INJECTED = """import { Inject } from "@nestjs/common";
import { ConfigType } from "@nestjs/config";
import OpenAI from "openai";
import llmConfig from "./llm.config";
export class ShipService {
  constructor(@Inject(llmConfig.KEY) private readonly settings: ConfigType<typeof llmConfig>) {}
  say(text: string) {
    return new OpenAI().audio.speech.create({ model: this.settings.speech.model, input: text });
  }
}
"""


def test_settings_that_are_injected_by_their_function_are_what_it_returns(scan) -> None:
    found = scan({"ship.service.ts": INJECTED, "llm.config.ts": REGISTERED})
    assert "ship.service.ts:8" in found.places(Kind.MODEL, "tts-1")
    assert found.unknowns == []

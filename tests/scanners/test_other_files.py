"""Languages without a front end: files of weights, models of the hub, tables, and what Swift names by members."""

from __future__ import annotations

import pytest
from memory_tree import run

from aibom.model.kinds import Kind
from aibom.scanners.other_languages import OtherLanguages

CPP = """#include "llama.h"
#include "whisper.h"
#include <onnxruntime_cxx_api.h>
int main() {
    auto * model = llama_load_model_from_file("models/qwen2.5-1.5b-instruct-q4_k_m.gguf", params);
    auto * ears = whisper_init_from_file_with_params("./models/ggml-base.en.bin", params);
    Ort::Session vad(env, "models/silero_vad.onnx", options);
}
"""
DART = """import 'package:tflite_flutter/tflite_flutter.dart';
Future<Interpreter> load() => Interpreter.fromAsset('assets/mobilenet_v1.tflite');
"""
ELIXIR = """defmodule Desk.Serving do
  def mood, do: Bumblebee.load_model({:hf, "finiteautomata/bertweet-base-sentiment-analysis"})
end
"""
SWIFT = """import OpenAI
import MLXLLM
let query = ChatQuery(messages: messages, model: .gpt4_o_mini)
// let old = ChatQuery(messages: messages, model: .gpt3_5Turbo)
let local = ModelConfiguration(id: "mlx-community/Llama-3.2-1B-Instruct-4bit")
let url = Bundle.main.url(forResource: "FlowerClassifier", withExtension: "mlmodelc")!
"""
R = """library(caret)
iris <- read.csv("data/iris.csv")
fit <- train(Species ~ ., data = iris)
saveRDS(fit, "models/iris.rds")
write.csv(iris, "out/rows.csv")
"""


@pytest.mark.parametrize(
    ("path", "source", "models"),
    [
        (
            "src/main.cpp",
            CPP,
            {"models/ggml-base.en.bin", "models/qwen2.5-1.5b-instruct-q4_k_m.gguf", "models/silero_vad.onnx"},
        ),
        ("lib/eyes.dart", DART, {"assets/mobilenet_v1.tflite"}),
        ("lib/serving.ex", ELIXIR, {"finiteautomata/bertweet-base-sentiment-analysis"}),
        (
            "Sources/Chat.swift",
            SWIFT,
            {"FlowerClassifier.mlmodel", "gpt-4o-mini", "mlx-community/Llama-3.2-1B-Instruct-4bit"},
        ),
        ("R/train.R", R, {"models/iris.rds"}),
    ],
)
def test_weights_and_models_of_the_hub_are_told(path: str, source: str, models: set[str]) -> None:
    assert set(run(OtherLanguages(), {path: source}).named(Kind.MODEL)) == models


def test_a_member_that_names_a_model_has_its_service() -> None:
    assert set(run(OtherLanguages(), {"Sources/Chat.swift": SWIFT}).named(Kind.SERVICE)) == {"OpenAI"}


def test_tables_that_are_read_are_data_and_those_that_are_written_are_none() -> None:
    assert set(run(OtherLanguages(), {"R/train.R": R}).named(Kind.DATASET)) == {"data/iris.csv"}


@pytest.mark.parametrize(
    "line",
    [
        'if (name.endsWith(".onnx")) load(name);',
        'assert(path == "models/silero_vad.onnx");',
        'std::cerr << "usage: voice path/to/model.gguf";',
        '// old: "models/silero_vad.onnx"',
        'open("notes/readme.bin");',
    ],
)
def test_what_is_compared_shown_or_no_model_is_none(line: str) -> None:
    source = f'#include "llama.h"\nvoid load() {{\n{line}\n}}\n'
    assert not run(OtherLanguages(), {"src/main.cpp": source}).named(Kind.MODEL)

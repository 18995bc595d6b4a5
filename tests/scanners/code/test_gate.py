"""What lets a file speak of AI by itself: packages of the catalogue, never what every program imports."""

from __future__ import annotations

import pytest

from aibom.scanners.code.gate import gate_of

ORDINARY = {
    "python": b"import json\nimport os, io, pathlib\nimport subprocess\nimport numpy as np\nimport requests\nimport logging\n"
    b"from urllib.request import urlopen\nfrom datetime import date\n",
    "javascript": b"import fs from 'node:fs';\nimport { readFile } from 'fs/promises';\nimport express from 'express';\n"
    b"const fsx = require('fs-extra');\nimport path from 'path';\n",
    "jvm": b"package org.museum;\nimport java.util.List;\nimport org.springframework.stereotype.Service;\n",
    "dotnet": b"using System;\nusing System.Linq;\nusing Microsoft.Extensions.Logging;\n",
    "go": b'package main\nimport (\n\t"fmt"\n\t"os"\n\t"encoding/json"\n\t"net/http"\n)\n',
    "rust": b"use std::fs;\nuse serde_json::json;\nuse tokio::net::TcpListener;\n",
    "ruby": b"require 'json'\nrequire 'net/http'\nrequire 'rails'\n",
    "php": b"<?php\nuse Illuminate\\Http\\Request;\nuse Symfony\\Component\\Console\\Command\\Command;\n",
}
SPEAKING = {
    "python": b"import json\nfrom openai import OpenAI\n",
    "javascript": b"import fs from 'fs';\nimport { streamText } from 'ai';\n",
    "jvm": b"import dev.langchain4j.model.chat.ChatModel;\n",
    "dotnet": b"using Microsoft.SemanticKernel;\n",
    "go": b'import openai "github.com/sashabaranov/go-openai"\n',
    "rust": b"use async_openai::Client;\n",
    "ruby": b"require 'ruby_llm'\n",
    "php": b"<?php\nuse LLPhant\\OpenAIConfig;\n",
}


@pytest.mark.parametrize("group", sorted(ORDINARY))
def test_what_every_program_imports_does_not_speak_of_ai(group: str) -> None:
    assert not gate_of(group)(ORDINARY[group])


@pytest.mark.parametrize("group", sorted(SPEAKING))
def test_a_package_of_the_catalogue_does(group: str) -> None:
    assert gate_of(group)(SPEAKING[group])


def test_the_schema_of_a_function_as_openai_is_told_of_it_does_without_an_import() -> None:
    told = b'class Tide(BaseModel):\n    SCHEMA = {\n        "type": "function",\n        "function": {"name": "read_tide_table"},\n    }\n'
    assert gate_of("python")(told)
    assert not gate_of("python")(told.replace(b'"function": {', b'"inputs": {'))  # a contract's interface

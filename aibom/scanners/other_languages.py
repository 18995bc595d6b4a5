"""Source code in languages that aibom has no front end for: R, Swift, C++, ...

It is not parsed, which the BOM says of every file that speaks of AI; what its literals say by themselves is told
(other_literals): an API's address, `model = "gpt-4o"`, the text of a system message.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from aibom.core import re
from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting, Unknown
from aibom.scanners.base import PerFileScanner, Tree
from aibom.scanners.code.paths import is_test
from aibom.scanners.other_literals import told

_ENDINGS = {
    **dict.fromkeys((".r", ".rmd", ".qmd"), "R"),
    **dict.fromkeys((".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".cu", ".m", ".mm"), "C and C++"),
    **dict.fromkeys((".ex", ".exs"), "Elixir"),
    **dict.fromkeys((".clj", ".cljs"), "Clojure"),
    **dict.fromkeys((".ps1", ".psm1"), "PowerShell"),
    ".jl": "Julia", ".swift": "Swift", ".scala": "Scala", ".dart": "Dart", ".lua": "Lua", ".hs": "Haskell",
    ".fs": "F#", ".vb": "Visual Basic", ".zig": "Zig", ".el": "Emacs Lisp",
}  # fmt: skip
# How these languages bring AI packages: R, Julia, Swift, Scala, Dart, Elixir, C and its kin.
_R = (
    "ellmer tidyllm openai chatgpt rollama ollamar ragnar mall keras keras3 torch tensorflow tidymodels caret "
    "randomForest xgboost lightgbm mlr3 h2o huggingfaceR chattr gptstudio"
)
_JULIA = "Flux MLJ Lux Knet Transformers OpenAI PromptingTools RAGTools ONNXRunTime"
_SWIFT = (
    r"CoreML CreateML FoundationModels MLX\w* OpenAI OpenAIKit SwiftOpenAI GoogleGenerativeAI FirebaseAI "
    r"FirebaseVertexAI WhisperKit TensorFlowLite MCP Ollama\w* SwiftAnthropic"
)
_SCALA = (
    r"org\.apache\.spark\.ml com\.johnsnowlabs sttp\.ai sttp\.openai io\.cequence\.openaiscala dev\.langchain4j ai\.djl"
)
_DART = (
    r"dart_openai openai_dart langchain\w* google_generative_ai firebase_ai firebase_vertexai tflite_flutter "
    "ollama_dart mcp_dart anthropic_sdk_dart chat_gpt_sdk"
)
_ELIXIR = "Bumblebee Axon LangChain InstructorLite ReqLLM OpenaiEx"
_C = r"llama ggml whisper onnxruntime\w* tensorflow/ torch/ openvino/ ncnn/ tflite/ mlpack opencv2/dnn CoreML/"


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_BROUGHT = (
    rf"(?m:^)[ \t]*(?:library|require)\({_any(_R)}[,)]",
    r"\b(?:ellmer|tidyllm|rollama|ollamar|ragnar)::",
    rf"(?m:^)[ \t]*(?:using|import)[ \t]+{_any(_JULIA)}\b",
    rf"(?m:^)[ \t]*(?:@preconcurrency[ \t]+)?import[ \t]+{_any(_SWIFT)}\b",
    rf"(?m:^)[ \t]*import[ \t]+{_any(_SCALA)}\b",
    rf"package:{_any(_DART)}/",
    rf"\b{_any(_ELIXIR)}\.[A-Z]|\bBumblebee\.load_",
    rf"#[ \t]*(?:include|import)[ \t]*[<\"]{_any(_C)}",
)
_SHOWN = re.compile(r"(?:^|/)(?:(?:docs?|vignettes|man)/|README[^/]*$)", re.IGNORECASE)
_LIMIT = 2 << 20
_EACH = 10  # files of one language that are told apart


class OtherLanguages(PerFileScanner):
    """Files in languages without a front end that speak of AI."""

    name = "other-languages"
    effort = 0.1

    def wants(self, path: str) -> bool:
        ending = posixpath.splitext(path)[1].lower()
        return ending in _ENDINGS and not is_test(path) and not _SHOWN.search(path)

    def observe(self, file: SourceFile) -> Iterable[Sighting]:
        data = file.head(_LIMIT)
        place = _speaks()(data)
        return [*told(file.path, data), _unread(file.path, data, place)] if place >= 0 else ()

    def join(self, records: Mapping[str, list[Sighting]], tree: Tree) -> Iterable[Sighting]:
        """The sightings; of a language with many such files the first says how many there are."""
        unread: dict[str, list[Unknown]] = defaultdict(list)
        for one in super().join(records, tree):
            if isinstance(one, Unknown):
                unread[_language(one.path)].append(one)
            else:
                yield one
        for language, files in sorted(unread.items()):
            if len(files) <= _EACH:
                yield from files
            else:
                reason = f"{language} is not read; {len(files)} files speak of AI"
                yield Unknown(topic="file", path=files[0].path, line=files[0].line, reason=reason)


def _language(path: str) -> str:
    return _ENDINGS[posixpath.splitext(path)[1].lower()]


def _unread(path: str, data: bytes, place: int) -> Unknown:
    line = data.count(b"\n", 0, place) + 1
    return Unknown(topic="file", path=path, line=line, reason=f"{_language(path)} is not read; this file speaks of AI")


@cache
def _speaks() -> Callable[[bytes], int]:
    """Where bytes speak of AI first, -1 where they do not: imports, names of models, addresses and keys."""
    import re2

    from aibom.catalog.loader import load_catalogue

    _, forms, words = load_catalogue().gate("python")
    options = re2.Options()
    options.encoding, options.log_errors, options.max_mem = re2.Options.Encoding.LATIN1, False, 64 << 20
    whole = "|".join(re2.escape(form) for form in sorted(forms) if not form.endswith("*"))
    begun = "|".join(re2.escape(form[:-1]) for form in sorted(forms) if form.endswith("*"))
    said = "|".join(re2.escape(word) for word in sorted(words))
    parts = (*_BROUGHT, r"\b11434\b|[Ss]ystem_?[Pp]rompt\b", rf"[\"'](?:(?:{whole})[\"']|(?:{begun}))", said)
    compiled: Any = re2.compile("|".join(f"(?:{part})" for part in parts).encode("latin-1", "replace"), options)

    def place(data: bytes) -> int:
        found = compiled.search(data)
        return -1 if found is None else int(found.start())

    return place

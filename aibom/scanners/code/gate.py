"""Which source files speak of AI by themselves: a cheap test over bytes before anything is parsed.

A file passes when it imports a package of the catalogue, writes a model's name, an API's host or key name, or the
name of a weights or data file. Whatever else such a file needs (a constant of a settings module, a prompt of a
prompts module, a caller in another file) is read later, when the project's imports lead there (see
aibom.scanners.code.closure).

RE2 runs over all words at once, in linear time; measured at 100 to 650 MB/s where `re` makes 1 to 20.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from aibom.catalog.loader import load_catalogue
from aibom.catalog.named_clients import IMPORTS
from aibom.catalog.products import products
from aibom.core import re

_MAX_MEMORY = 64 << 20  # bytes of RE2's automaton; without enough of it RE2 falls back to a slower one
_HEAD = 1024
# Files that code names by a literal, and comments to us. An ending counts before a quote only.
_FILES = (
    "safetensors", "gguf", "onnx", "pkl", "pickle", "joblib", "pt", "pth", "ckpt", "h5", "keras", "tflite", "pb",
    "mlmodel", "csv", "tsv", "parquet", "jsonl", "arrow", "feather", "npz", "npy", "pdf", "prompt", "prompty",
)  # fmt: skip
# Standard modules and arrays that the catalogue follows values through: by themselves they say nothing of AI.
_PLAIN_MODULES = frozenset(
    "numpy seaborn cv2 json os subprocess pathlib builtins io requests httpx urllib.request"
    " path/filepath io/ioutil io/fs std std.fs tokio tokio.fs walkdir java.nio.file System.IO"
    " org.springframework.context.annotation glob fs fs/promises fs-extra node:fs node:fs/promises".split()
)
# Settings that programs get by a flag, and programs that have all they use made of settings: no import leads there.
_OF_SETTINGS = {"python": ("ml_collections", "hydra")}

# Organisations of the hub that write themselves with capitals; forms of names are kept in lower case.
_CAPITALS = (
    "Xenova", "BAAI", "Qwen", "HuggingFaceTB", "HuggingFaceH4", "TheBloke", "EleutherAI", "NousResearch", "THUDM",
    "Systran", "Salesforce", "Helsinki-NLP", "CompVis", "TinyLlama", "CohereForAI", "CohereLabs", "FacebookAI",
    "Alibaba-NLP", "Snowflake", "ProsusAI", "WizardLMTeam", "SmilingWolf", "MoritzLaurer", "Lykon", "Kijai",
)  # fmt: skip

_PECULIAR = 9  # letters of a name that no other package is likely to have

# Folders whose code is for a model, in languages whose files name no others that they need.
_FOLDERS = re.compile(r"(?:^|/)(?:agents?|assistants?|prompts?|llms?|chatbots?|tool(?:s|box)?|mcp)/", re.IGNORECASE)

_NAMED = re.compile(r"prompt|system-?_?instruction", re.IGNORECASE)

Gate = Callable[[bytes], bool]


def speaks_by_place(group: str, path: str) -> bool:
    """Whether a file is read for the folder that it stands in, or for being called after prompts: Rails and Laravel
    find classes by their names alone."""
    named = _NAMED.search(path.rpartition("/")[2]) is not None
    return group in ("ruby", "php") and (named or _FOLDERS.search(path) is not None)


@cache
def gate_of(group: str) -> Gate:
    """The test for the files of one language group (see catalog.entries.GROUP_OF_LANGUAGE)."""
    modules, forms, words = load_catalogue().gate(group)
    wanted = [*_OF_SETTINGS.get(group, ()), *(module for module in modules if module not in _PLAIN_MODULES)]
    search = _compiled(
        [
            *_imports(group, wanted),
            *_peculiar(group),
            *([IMPORTS[group]] if group in IMPORTS else []),
            rf"[\"'`/:=](?:{_either(form.removesuffix('*') for form in forms if form.endswith('*'))})",
            rf"[\"'`/:=](?:{_either(form for form in forms if not form.endswith('*'))})[\"'`]",
            rf"[\"'`](?:{_either(_CAPITALS)})/[A-Za-z0-9]",
            _either(words),
            rf"\.(?:{'|'.join(_FILES)})[\"'`]",
            r"Role(?:\.|::)(?:SYSTEM|System)[^A-Za-z0-9_]",  # `new Message(Role.SYSTEM, "...")`
            # a message of a chat, in any form: `['role' => 'user', 'content' => $text]`, `Map.of("role", "system",`
            r"[Rr]ole[\"']?[ \t]*(?:=>|[:=,])[ \t]*[\"'](?:system|developer|user)[\"'][ \t]*,\s*[\"']?[Cc]ontent",
            r"[Ss][Yy][Ss][Tt][Ee][Mm]_?[Pp][Rr][Oo][Mm][Pp][Tt]",
            r"(?:[a-z]Prompt|[a-z]_prompt|[A-Z]_PROMPT)[ \t]*[=(]",  # `createPrompt(`, `SUMMARY_PROMPT =`
            r"/chat/completions|/v1/(?:completions|embeddings|messages|responses|rerank)[^A-Za-z]|:12434\b|\b11434\b|/api/generate\b",
            r"huggingface\.co/(?:datasets/|api/datasets/|[^\s\"'`]{1,200}/resolve/)",
            rf"[\"'`][\w.-]+(?:/[\w.-]+)*/(?:{_either(products().image_names)})[:@\"'`]",
            rf"[Cc]hart[\"']?[ \t]*[:=][ \t]*(?:pulumi\.String\()?[\"'](?:{_either(products().chart_names)})[\"']",
            r"(?:[\"'`]|(?m:^)[ \t]*)(?:You are (?:an?|the) |You are tasked |Act as an? |Your task is to )",
            r"[\"'`](?:tools|prompts)/(?:list|call|get)[\"'`]",  # of MCP, answered by hand
            r"\[INST\]|<\|im_start\|>|<start_of_turn>",
            r"[\"'`]\s*\xe4\xbd\xa0\xe6\x98\xaf",  # "you are" in Chinese
            "aibom:",
        ]
    )

    def passes(data: bytes) -> bool:
        # UTF-16 text, or junk under the name of source code: both are for the front end to tell.
        return b"\0" in data[:_HEAD] or bool(search(data))

    return passes


def _imports(group: str, modules: Iterable[str]) -> Iterator[str]:
    """The forms in which a language names the modules that a file uses."""
    names = _either(modules)
    if not names:
        return
    if group == "python":
        line, ends = r"(?m:^|\\n|\")[ \t>\"]*", r"(?:$|[^A-Za-z0-9_])"
        several = r"(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*"
        yield rf"{line}(?:from[ \t]+(?:{names}){ends}|import[ \t]+{several}(?:{names}){ends})"
        yield rf"import_(?:module|_)\([\"'](?:{names})[\"'.]"
    elif group in ("dotnet", "jvm"):  # a package's own files name it in every `namespace` and `package`
        word = r"(?:global[ \t]+)?using" if group == "dotnet" else "import"
        start = r"(?m:^)[ \t\xef\xbb\xbf]*@?"  # `@using` in Razor pages
        yield rf"{start}{word}[ \t]+(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?(?:{names})(?:$|[^A-Za-z0-9_])"
    elif group == "javascript":
        yield rf"(?:[\"'`]|npm[:/]|jsr:|esm\.sh/|esm\.run/|unpkg\.com/|skypack\.dev/|deno\.land/x/)(?:{names})[\"'`/@]"
    elif group == "go":
        yield rf"[\"'`](?:{names})[\"'`/]"
    else:
        if group == "php":  # namespaces: `use Symfony\\AI\\Agent`
            names = _either(module.replace(".", "\\") for module in modules)
        yield rf"(?:^|[^A-Za-z0-9_])(?:{names})(?:$|[^A-Za-z0-9_])"


def _peculiar(group: str) -> Iterator[str]:
    """Names of the catalogue that tell without an import: what frameworks bring to every file (`Supabase.ai.Session`,
    `has_neighbors`), and classes and methods where files use packages that another file imports for all of them."""
    loose = [
        name for name in load_catalogue().loose_names(group) if len(name) >= _PECULIAR and ("." in name or "_" in name)
    ]
    if loose:
        yield rf"(?:^|[^A-Za-z0-9_])(?:{_either(loose)})(?:$|[^A-Za-z0-9_])"
    if group == "javascript":  # a tool of any kit; what an interface sends to a server of its own
        made = r"\b(?:define|create|make|register)(?:Action|Tool|Skill)"
        yield rf"{made}\(\{{\s*(?:name|id)[ \t]*:[^\n]{{1,100}},\s*description[ \t]*:"
        yield r"\b(?:modelName|systemMessage)[\"']?[ \t]*:[ \t]*[\"'`]"
        yield r"[\"'`]\s*(?:You are an? |Act as an? |Your task is )"
    if group in ("javascript", "python"):  # a decorator that describes what it stands over
        yield r"(?m:^)[ \t]*@[\w.]{2,60}\(\s*\{?\s*name[ \t]*[=:][^,\n]{1,100},\s*description[ \t]*[=:]"
    if group == "jvm":
        yield r"(?m:^)[ \t]*@Description\("  # a function that Spring hands to models by its name
    if group == "rust":  # `openai_model::GPT_4O_MINI`
        yield r"[Mm]odels?::[A-Z][A-Za-z0-9_]{3,}"
    if group == "python":
        yield r"(?:^|[^A-Za-z0-9])mcp_?[Ss]ervers[\"']?[ \t]*[=:]"
        yield r"[ (,]instructions?=[\"'frA-Z(]"  # agents and tools of any framework
        yield r"(?m:^)[ \t]*@(?:\w+\.)?(?:\w*_)?tool(?:s|_?wrapper|_?set|_?kit|_?box|_?fn|_?func|_?def)?\b"
        yield r"[\"']type[\"']\s*:\s*[\"']function[\"']\s*,\s*[\"']function[\"']\s*:"  # a tool as OpenAI is told of it
        yield r"[\"'](?:parameters|input_schema)[\"']\s*:\s*\{\s*[\"']type[\"']\s*:\s*[\"']object"  # a tool's schema
        yield "urlretrieve"  # scripts that prepare data import nothing else
        yield r"\.from_pretrained\("  # a model of the hub, whatever package loads it
        yield r"CascadeClassifier|\bdnn\.(?:readNet|DetectionModel)|face\.(?:LBPH|Eigen|Fisher)FaceRecognizer"
        yield r"(?m:^)[ \t]*class Tools\b"  # whose methods a host offers
        yield r"(?m:^)_base_[ \t]*="  # configurations that are executed, and inherit so
    if group == "dotnet":
        names = [tail for tail in load_catalogue().tails(group) if len(tail) >= _PECULIAR and tail[0].isupper()]
        yield rf"(?:^|[^A-Za-z0-9_])(?:{_either(names)})(?:$|[^A-Za-z0-9_])"


def _either(words: Iterable[str]) -> str:
    import re2

    return "|".join(re2.escape(word) for word in sorted(words))


def _compiled(patterns: list[str]) -> Callable[[bytes], object]:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    pattern = "|".join(f"(?:{pattern})" for pattern in patterns)
    search: Callable[[bytes], object] = re2.compile(pattern.encode("latin-1", "replace"), options).search
    return search

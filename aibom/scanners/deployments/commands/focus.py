"""Leaves of a script only what may matter, so that long scripts cost one cheap pass and not a full reading.

Kept are assignments, loops and lines that name a model server, a model, a data set or a container, each with its
continuation lines; here-documents and all else become blank lines, so that line numbers stay.
"""

from __future__ import annotations

from collections.abc import Iterator

import re2

from aibom.core import re

_WORDS = (
    r"ollama|vllm|text-generation|text-embeddings|llama|triton|sglang|lmdeploy|litellm|bentoml|openllm|mlflow|\bserve\b|hugging"
    r"|\bhf\b|hf\.co|model|dataset|--data|--train|lora|adapter|docker|podman|nerdctl|claude|codex|aider|gemini|\bllm\b|spacy|trtllm"
    r"|xinference|torchserve|mlc_llm|infinity_emb|tabby|\blms\b|local-ai|openai|anthropic|whisper|langgraph|langflow|letta|chroma\b"
    r"|phoenix|open-webui|fastchat|gguf|safetensors|from_pretrained|sentence_transformers|load_dataset|aphrodite|ovms"
    r"|\b(?:wget|curl|aria2c)\b[^\n]{0,300}\.(?:zip|tgz|tar|gz|csv|tsv|parquet|jsonl|pth?|th|ckpt|onnx|h5|hdf5|task"
    r"|tflite|caffemodel|weights|pkl|pb|bin|nemo|joblib|engine|keras)\b"
    r"|cursor-agent|mlx_lm|trtexec|\bovc\b|opencode|\bamp[ \t]+-|\bdroid[ \t]+exec|\bcopilot\b|auggie"
    r"|_api_(?:key|token)|tensorflow_model_server|mlserver|kaggle|https?://api\.|\.pt\b|yolo"
    r"|replicate[ \t]+run|pretrain|prompt[-_]data|ramalama|\bpiper[ \t]|\brembg[ \t]|\baichat\b|\bsgpt\b"
    r"|/_inference/|/_ml/trained_models/|/_ingest/pipeline/|\bmcp[ \t]+add|--add-mcp\b"
)
_ASSIGNED = r"^[ \t]*(?:(?:export|declare|local|readonly|env|set)[ \t]+(?:-\w+[ \t]+)*)?[A-Za-z_]\w*\+?="
_LOOP = r"^[ \t]*for[ \t]+\w+[ \t]+in\b"
_TEXTS = r"<<-?[ \t]*['\"]?[a-z_]|[ \t]-l?c[ \t]+['\"]"  # here-documents, `python -c "..."`
# RE2 is many times faster here than `re`, and generated scripts reach megabytes.
_INTEREST = re2.compile(f"(?i){_WORDS}".encode())
_LISTS = r"\$\{\w+\[[@*]\]"  # what an array holds: `python train.py "${ARGS[@]}"`
_KEPT = re2.compile(f"(?im){_WORDS}|{_ASSIGNED}|{_LOOP}|{_TEXTS}|{_LISTS}".encode())
_HERE = re.compile(r"<<-?[ \t]*['\"]?([A-Za-z_][\w.-]*)['\"]?")
_QUOTE = re.compile(r"""\\.|['"]|(?:^|(?<=\s))#""")
_MAX_TEXT = 400
_OPEN_ARRAY = re.compile(r"[^#=]*=\([^)]*\Z")


def focus(text: str) -> str:
    """The text with uninteresting lines blanked; "" when nothing in it is of interest."""
    data = text.encode("utf-8", "replace")
    if not _INTEREST.search(data):
        return ""
    rows = text.split("\n")
    out = [""] * len(rows)
    free, endless = 0, set[str]()  # the first row that is not yet decided; see _skip_here
    for index in _matching_rows(data):
        if index < free or index >= len(rows):
            continue
        first, last = _logical(rows, index, free)
        free = last + 1
        if not rows[first].lstrip().startswith("#"):
            out[first:free] = rows[first:free]
            free = _skip_here(rows, out, first, free, endless)
    return "\n".join(out)


def _matching_rows(data: bytes) -> Iterator[int]:
    """The indexes of rows with a match, ascending."""
    row = counted = 0
    for match in _KEPT.finditer(data):
        start = match.start()
        row += data.count(b"\n", counted, start)
        counted = start
        yield row


def _logical(rows: list[str], index: int, free: int) -> tuple[int, int]:
    """The rows of the command or array that a row belongs to: continuations before and after it."""
    first = index
    while first > free and rows[first - 1].rstrip().endswith("\\"):
        first -= 1
    last = index
    if _OPEN_ARRAY.match(rows[first]):
        while last + 1 < len(rows) and ")" not in rows[last]:
            last += 1
        return first, last
    while last + 1 < len(rows) and rows[last].rstrip().endswith("\\"):
        last += 1
    return first, _text_end(rows, first, last)


def _text_end(rows: list[str], first: int, last: int) -> int:
    """Where the quoted text ends that the rows leave open: `-c "..."`, the JSON body of a request."""
    opened = ""
    for row in rows[first : last + 1]:
        opened = _left_open(row, opened)
    end = last
    while opened and end + 1 < min(len(rows), last + _MAX_TEXT):
        end += 1
        opened = _left_open(rows[end], opened)
    return last if opened else end


def _left_open(row: str, quote: str) -> str:
    """The quote that is open behind a row, when `quote` was open before it."""
    for match in _QUOTE.finditer(row):
        mark = match[0]
        if mark in ("'", '"'):
            quote = mark if not quote else "" if quote == mark else quote
        elif mark.endswith("#") and not quote:
            return ""
        elif mark[0] == "\\" and quote == "'" and mark[1:] == "'":
            quote = ""  # nothing is escaped between single quotes
    return quote


def _skip_here(rows: list[str], out: list[str], first: int, free: int, endless: set[str]) -> int:
    """Lines of a here-document are text: the row after its end. Its last line is kept, to end it. `endless` are the
    marks that no later row is; they are not looked for again."""
    for row in rows[first:free]:
        for mark in _HERE.findall(row) if "<<" in row else ():
            found = (at for at in range(free, len(rows)) if rows[at].strip() == mark)
            end = next(found, None) if mark not in endless else None
            if end is None:
                endless.add(mark)
            else:  # without an end it is no here-document, or one inside of a quoted text
                out[end] = mark
                free = end + 1
    return free

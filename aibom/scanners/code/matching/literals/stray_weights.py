"""Files of weights that a literal names and that nothing told: `get_model_path("autoregressive.pth")` with a helper of
the project's own, `{"vocoder.pth": "https://host/vocoder.pth"}`, `gr.Textbox(value="assets/f0G40k.pth")`.

Nothing but a model is kept in such files, so that the literal needs no known call. What is written, checked for, shown
or only an ending is left aside, and so are more names than a program loads: a list of what there is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.addresses import addressed
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.literals.written_texts import Written
from aibom.scanners.code.matching.model_names import TreePaths, file_model, is_name, is_stand_in_path

_CONFIDENCE = 0.4
_MAX = 200
_NEAR = 2  # lines beside a model of the hub: the file is one of its repository
# What the weights of any repository of the hub are called: beside a model of the hub they are its own.
_OF_REPOSITORY = re.compile(
    r"(?:onnx/)?(?:model|pytorch_model|diffusion_pytorch_model|tf_model)(?:_quantized)?\.\w{1,11}"
)
_OFFERED = 12  # names that one file gives a program to choose from; more are a list of what there is
_ENDINGS = (
    ".pth", ".pt", ".th", ".pth.tar", ".ckpt", ".safetensors", ".gguf", ".ggml", ".onnx", ".h5", ".hdf5", ".keras",
    ".nemo", ".tflite", ".task", ".caffemodel", ".weights", ".mlmodel", ".pdparams",
)  # fmt: skip
_ARRAYS = re.compile(r"(?:^|[/_.-])(?:adapters?|lora|weights)[\w.-]*\.npz\Z")  # as MLX keeps them
# What the name or callee says when the file is written, looked for, shown or only compared.
_ASIDE = re.compile(
    r"out(?:put)?(?![a-z])|sav(?:e|ing)|writ(?:e|ten)|export|dump|dest|result|checkpoint_?callback|ModelCheckpoint|best|last"
    r"|remove|unlink|delete|rmtree|exists|isfile|access|stat\b|glob|suffix|prefix|extension|pattern|regex|re\.|filter|sort"
    r"|starts|ends|match|replace|split|strip|index|contains|equal|assert|expect|example|sample|placeholder|label|title"
    r"|description|help|doc|message|error|warn|debug|print|log(?:ger|s)?\b|info\b|format|deprecat|legacy|old|convert|target"
    r"|read_hdf|h5py|data|feature|embedding|optim|scheduler|state_dict\Z|config|json|tmp|temp|cache",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:^|[/_.-])(?:data|dataset|features?|embeddings?|optim(?:izer)?|scheduler|train|test|val|batch|tensor"
    r"|stats?|norms?|training_args|rng_state|history)(?:[/_.-]|\Z)",
    re.IGNORECASE,
)


def may_be_weights(text: str) -> bool:
    """Whether a text ends as a file of weights does."""
    lower = text.lower()
    return len(text) <= _MAX and (lower.endswith(_ENDINGS) or bool(_ARRAYS.search(lower)))


def stray_weights(texts: Iterable[Written], path: str, paths: TreePaths, told: Told) -> Iterator[Observation]:
    """The files of weights that the texts of one file of code name; `told` is what is known."""
    found: dict[Subject, list[Observation]] = {}
    known, lines = told.hub_lines.get(path, set()), told.model_lines.get(path, set())
    for written in texts:
        near = (
            written.line in lines
            or (known and _OF_REPOSITORY.fullmatch(written.text))
            or known.intersection(range(written.line - _NEAR, written.line + _NEAR + 1))
        )
        model = _model(written, path, paths, told) if may_be_weights(written.text) and not near else None
        if model is not None:
            symbol = written.symbols.rpartition("\n")[2]
            evidence = Evidence(path=path, line=written.line, symbol=symbol[:200], confidence=_CONFIDENCE)
            one = Observation(subject=model[0], evidence=evidence, facts={**model[1], "usage": "used"})
            found.setdefault(model[0], []).append(one)
    if len(found) <= _OFFERED:
        yield from (one for named in found.values() for one in named)


def _model(written: Written, path: str, paths: TreePaths, told: Told) -> tuple[Subject, dict[str, Json]] | None:
    text = written.text
    name = posixpath.basename(text.replace("\\", "/"))
    if name in told.sources or _ASIDE.search(written.symbols) or _OTHERS.search(name):
        return None
    if "://" in text:
        model = addressed(text)
        on_hub = model is not None and model[0].kind is Kind.MODEL and model[0].origin == "hf"
        known = model is not None and posixpath.basename(model[0].name) in told.sources
        return model if on_hub and not known else None
    if not is_name(text) or is_stand_in_path(text) or name.startswith((".", "_", "-")) or " " in text:
        return None
    return file_model(paths.of(text, path))

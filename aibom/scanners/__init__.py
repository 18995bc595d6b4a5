"""Scanners: one subject each. SCANNERS is the whole list; nothing registers itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from aibom.scanners.base import Scanner
from aibom.scanners.code.scanner import GROUPS, CodeScanner
from aibom.scanners.configs.scanner import ConfigScanner
from aibom.scanners.deployments.scanner import DeploymentScanner
from aibom.scanners.manifests.scanner import ManifestScanner
from aibom.scanners.mcp_configs.scanner import McpConfigScanner
from aibom.scanners.model_files.scanner import ModelFileScanner
from aibom.scanners.other_languages import OtherLanguages
from aibom.scanners.sql_files import SqlScanner

SCANNERS: tuple[Scanner, ...] = (
    *(CodeScanner(group) for group in GROUPS),
    ManifestScanner(),
    McpConfigScanner(),
    ModelFileScanner(),
    DeploymentScanner(),
    ConfigScanner(),
    OtherLanguages(),
    SqlScanner(),
)


def skipped_tests(paths: Iterable[str]) -> int:
    """How many of these files are source code of tests, which the code scanners leave aside."""
    code = [one for one in SCANNERS if isinstance(one, CodeScanner)]
    return sum(any(one.leaves_aside(path) for one in code) for path in paths)


_WEIGHT_ENDINGS = (
    ".safetensors", ".gguf", ".ggml", ".pt", ".pth", ".ckpt", ".bin", ".onnx", ".h5", ".hdf5", ".keras", ".pb",
    ".tflite", ".mlmodel", ".pkl", ".pickle", ".joblib", ".npz", ".nemo", ".mar", ".pte", ".pdparams", ".params",
    ".msgpack", ".ubj", ".cbm", ".rds", ".t7", ".llamafile", ".skops", ".dill",
)  # fmt: skip


def matters_though_ignored(path: str) -> bool:
    """Whether a file that version control ignores is a real input all the same: weights, environment files,
    MCP configurations. A `models/` folder and a `.env` are usually ignored and always matter."""
    name = posixpath.basename(path).lower()
    return (
        name.endswith(_WEIGHT_ENDINGS)
        or name == ".env"
        or name.startswith(".env.")
        or (name.endswith((".json", ".toml")) and "mcp" in name)
    )

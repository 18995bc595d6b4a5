"""A model folder as a hub's client leaves it."""

from __future__ import annotations

import hashlib
from pathlib import Path

HEADER = b'{"weight":{"dtype":"F32","shape":[2560],"data_offsets":[0,10240]}}'
WEIGHTS = len(HEADER).to_bytes(8, "little") + HEADER + bytes(range(256)) * 40
SECOND = len(HEADER).to_bytes(8, "little") + HEADER + bytes(range(255, -1, -1)) * 40
CONFIG = b'{"model_type": "bert", "architectures": ["BertModel"]}\n'
COMMIT = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def gitoid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def make_model(root: Path) -> Path:
    """Weights in two shards, a configuration, a README, a file in a folder."""
    (root / "1_Pooling").mkdir(parents=True)
    (root / "model-00001-of-00002.safetensors").write_bytes(WEIGHTS)
    (root / "model-00002-of-00002.safetensors").write_bytes(SECOND)
    (root / "config.json").write_bytes(CONFIG)
    (root / "1_Pooling" / "config.json").write_bytes(b'{"word_embedding_dimension": 384}\n')
    (root / "README.md").write_bytes(b"# A model\n")
    return root


def make_snapshot(cache: Path) -> Path:
    """The same in the cache of a hub's client: links to blobs that are named by their hashes."""
    repo = cache / "models--acme--ranker"
    snapshot = repo / "snapshots" / COMMIT
    (repo / "blobs").mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for name, data, large in (("model.safetensors", WEIGHTS, True), ("config.json", CONFIG, False)):
        blob = repo / "blobs" / (sha256(data) if large else gitoid(data))
        blob.write_bytes(data)
        (snapshot / name).symlink_to(Path("../../blobs") / blob.name)
    return snapshot

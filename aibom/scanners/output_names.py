"""Names of folders and files that say nothing of what a training run makes."""

from __future__ import annotations

import posixpath

from aibom.core import re

_WORDS = frozenset(
    "out output outputs result results checkpoint checkpoints ckpt ckpts log logs tmp temp save saves saved model"
    " models run runs exp exps experiments workspace work_dir work_dirs data artifacts".split()
)
_NUMBERED = re.compile(r"(?:exp|run|trial|version|try)[_-]?\d+")  # `experiments/vgg/exp00`
_COMPUTED = re.compile(r"[{}$<>*]")


def is_telling(name: str) -> bool:
    """Whether a path or name on a hub tells what a run makes: `lora-out`, `models/churn.pkl`, not `./outputs`."""
    last = posixpath.basename(name.rstrip("/")).lower()
    return last not in _WORDS and not _NUMBERED.fullmatch(last) and not _COMPUTED.search(name)

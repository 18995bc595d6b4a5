"""Files that use an AI package without an import that says so: OpenCV's recognisers, constants of Ruby's gems."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.resolving.modules import Module

# What OpenCV learns and runs (docs.opencv.org: face, dnn, objdetect, ml); all else in it draws and filters.
_RECOGNISERS = re.compile(
    r"(?:^|\.)(?:face\.\w*Recognizer\w*|(?:create)?(?:LBPH|Eigen|Fisher)FaceRecognizer\w*|CascadeClassifier"
    r"|FaceDetectorYN|FaceRecognizerSF|dnn\.\w+|ml\.\w+_create)(?:\.|\Z)"
)


def recognises(module: Module) -> bool:
    """Whether a file of Python runs or trains a model with OpenCV."""
    imports = module.facts.imports
    if module.group != "python" or not any(one.module.partition(".")[0] == "cv2" for one in imports):
        return False
    return any(_RECOGNISERS.search(call.callee) for call in module.facts.calls)


def heads_of_ruby(module: Module) -> set[str]:
    """The constants that a file of Ruby names: one `require` loads a gem for all files."""
    bases = (str(getattr(base, "path", "")) for one in module.facts.classes for base in one.bases)
    named = (*bases, *(call.callee for call in module.facts.calls), *(b.name for b in module.facts.bindings))
    return {name.partition(".")[0] for name in named if name[:1].isupper()} if module.group == "ruby" else set()

"""The analysis of model files by content: which inspectors there are, and how one file is given to them."""

from __future__ import annotations

from aibom.integrity.inspect.arrays import NumpyInspector
from aibom.integrity.inspect.base import Inspector
from aibom.integrity.inspect.classical import ClassicalInspector
from aibom.integrity.inspect.compressed import CompressedInspector
from aibom.integrity.inspect.encoded import EncodedInspector
from aibom.integrity.inspect.graphs import ExecutorchInspector, MessageInspector, TfliteInspector
from aibom.integrity.inspect.hdf5 import Hdf5Inspector
from aibom.integrity.inspect.json_files import JsonInspector
from aibom.integrity.inspect.pickles import PickleInspector
from aibom.integrity.inspect.python_files import PythonInspector
from aibom.integrity.inspect.sevenzips import SevenZipInspector
from aibom.integrity.inspect.tars import TarInspector
from aibom.integrity.inspect.template_files import TemplateInspector
from aibom.integrity.inspect.text_graphs import TextGraphInspector
from aibom.integrity.inspect.unclaimed import UnclaimedInspector
from aibom.integrity.inspect.weights import GgufInspector, SafetensorsInspector
from aibom.integrity.inspect.xml_models import XmlModelInspector
from aibom.integrity.inspect.yaml_files import YamlInspector
from aibom.integrity.inspect.zips import ZipInspector

# Every inspector that claims a blob reads it; the order is that in which formats are named, the most specific first.
INSPECTORS: tuple[Inspector, ...] = (
    SafetensorsInspector(),
    GgufInspector(),
    Hdf5Inspector(),
    TfliteInspector(),
    ExecutorchInspector(),
    MessageInspector(),
    ClassicalInspector(),
    JsonInspector(),
    YamlInspector(),
    XmlModelInspector(),
    TextGraphInspector(),
    TemplateInspector(),
    PythonInspector(),
    PickleInspector(),
    NumpyInspector(),
    TarInspector(),
    SevenZipInspector(),
    CompressedInspector(),
    EncodedInspector(),
    ZipInspector(),
    UnclaimedInspector(),
)

__all__ = ["INSPECTORS"]

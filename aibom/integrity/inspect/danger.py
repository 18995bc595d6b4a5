"""Names of Python that no model needs: what a configuration may not point to, what shipped code and templates say."""

from __future__ import annotations

from aibom.core import re
from aibom.integrity.inspect.base import Session

# Modules of which nothing belongs into a model's configuration.
MODULES = frozenset(
    """os posix nt subprocess sys shutil importlib runpy ctypes _ctypes cffi socket socketserver pickle _pickle cPickle
    marshal shelve dill cloudpickle code codeop pty commands popen2 webbrowser http urllib urllib2 urllib3
    requests httpx
    aiohttp ftplib smtplib telnetlib paramiko multiprocessing signal pdb bdb trace timeit cProfile profile pip ensurepip
    setuptools distutils site venv zipimport pkgutil imp inspect gc types builtins __builtin__ tempfile pathlib io
    fileinput glob linecache nturl2path platform resource mmap threading asyncio concurrent sched atexit psutil pexpect
    fabric sh plumbum jinja2 mako boto3 git""".split()
)
# Functions of otherwise harmless libraries that run, load or fetch what they are given.
FUNCTIONS = frozenset(
    """torch.load torch.hub.load torch.jit.load torch.hub.download_url_to_file torch.hub.load_state_dict_from_url
    torch.utils.model_zoo.load_url torch.compile torch.utils.cpp_extension.load torch.utils.cpp_extension.load_inline
    torch.package.PackageImporter torch.classes.load_library torch.ops.load_library torch.storage._load_from_bytes
    numpy.load numpy.fromfile numpy.memmap numpy.loadtxt numpy.savetxt numpy.save numpy.lib.npyio.load
    numpy.testing._private.utils.runstring
    joblib.load joblib.dump pandas.read_pickle pandas.eval pandas.io.pickle.read_pickle pandas.read_csv pandas.read_html
    yaml.load yaml.unsafe_load yaml.full_load hydra.utils.get_method hydra.utils.get_object hydra.utils.get_class
    hydra.utils.call hydra.utils.instantiate hydra._internal.utils._locate keras.utils.get_file keras.models.load_model
    keras.saving.load_model keras.config.enable_unsafe_deserialization
    keras.src.saving.serialization_lib.enable_unsafe_deserialization
    tensorflow.keras.utils.get_file tensorflow.keras.models.load_model tensorflow.saved_model.load
    tensorflow.load_op_library
    tensorflow.load_library tensorflow.io.read_file tensorflow.io.write_file tensorflow.py_function
    tensorflow.numpy_function
    tensorflow.compat.v1.py_func tensorflow.io.gfile.GFile operator.attrgetter operator.methodcaller functools.partial
    functools.reduce getattr setattr eval exec compile open __import__ breakpoint input sympy.sympify sympy.parse_expr
    nltk.download spacy.load huggingface_hub.hf_hub_download huggingface_hub.snapshot_download datasets.load_dataset
    lightning.pytorch.cli.instantiate_class numpy.f2py.compile scipy.io.loadmat sklearn.utils.fixes.joblib_load
    nemo.utils.get_rank.run logging.config.dictConfig logging.config.fileConfig
    lightning.fabric.utilities.cloud_io._load""".split()
)
_WORDS = re.compile(
    rb"<script\b|\brm -rf\b|/bin/(?:ba|da|z)?sh\b|\b(?:os\.system|os\.popen|posix\.system|nt\.system"
    rb"|subprocess|__import__|__builtins__|__subclasses__|importlib"
    rb"|eval\(|exec\(|compile\(|execfile|Runtime\.getRuntime|ProcessBuilder|cmd\.exe"
    rb"|powershell|curl +-|"
    rb"wget +http|nc +-e|base64\.b64decode|pickle\.loads|marshal\.loads|socket\.socket|io\.popen|os\.execute|"
    rb"loadstring|dofile|require\('child_process'\))"
)


def is_dangerous(name: str, session: Session) -> bool:
    """Whether a dotted name of Python runs, loads, fetches or writes what it is given."""
    return name in session.names.dangerous or name in FUNCTIONS or name.partition(".")[0] in MODULES


def code_in(data: bytes) -> str:
    """The first words of code that stand in data where no code belongs, "" when there are none."""
    found = _WORDS.search(data)
    return found.group().decode("utf-8", "replace") if found else ""

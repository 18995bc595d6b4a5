"""The lists of names that pickles may ask for: what is dangerous stands on none of them."""

from __future__ import annotations

import re

import pytest

from aibom.catalog.pickle_names import load_pickle_names

# Callables that run code or commands, import, unpickle, open files or reach the network, by what they are given: the
# gadgets of published scanners' lists and advisories, and what any Python program would use for it.
DANGEROUS = """
builtins.eval builtins.exec builtins.compile builtins.open builtins.__import__ builtins.input builtins.breakpoint
builtins.setattr builtins.delattr builtins.globals builtins.vars builtins.help builtins.map builtins.filter
builtins.apply __builtin__.eval
os.system os.popen os.execv os.spawnl os.remove os.putenv os.fdopen posix.system nt.system subprocess.Popen
subprocess.run subprocess.call subprocess.check_output pty.spawn commands.getoutput platform.popen sys.settrace
importlib.import_module importlib.util.spec_from_file_location importlib.machinery.SourceFileLoader runpy.run_path
runpy.run_module runpy._run_code code.InteractiveInterpreter code.interact codeop.compile_command imp.load_source
pickle.loads pickle.load pickle.Unpickler _pickle.loads cPickle.loads marshal.loads shelve.open dill.loads
dill._dill.loads cloudpickle.loads joblib.load joblib.numpy_pickle.load jsonpickle.decode yaml.load yaml.unsafe_load
torch.load torch.save torch.serialization.load torch.hub.load torch.jit.load torch.utils.cpp_extension.load
torch.utils.cpp_extension.load_inline torch.classes.load_library torch.ops.load_library torch.package.PackageImporter
torch.fx.graph_module.reduce_graph_module torch.fx.graph_module._forward_from_src torch.jit._script.script
torch.distributed.rpc.internal._run_function torch.utils._config_module.ConfigModule.load_config
torch.utils.collect_env.run torch._dynamo.guards.GuardBuilder.get torch._inductor.codecache.compile_file
torch.distributed.checkpoint.state_dict_loader.load torch.utils.data.datapipes.utils.decoder.basichandlers
torch.multiprocessing.reductions.rebuild_storage_filename torch.storage.UntypedStorage.from_file torch.from_file
numpy.load numpy.save numpy.fromfile numpy.memmap numpy.loadtxt numpy.genfromtxt numpy.DataSource
numpy.testing._private.utils.runstring numpy.f2py.crackfortran.getlincoef numpy.f2py.crackfortran._eval_length
numpy.f2py.diagnose.run_command numpy.distutils.exec_command.exec_command numpy.ctypeslib.load_library
pandas.read_pickle pandas.eval pandas.read_csv pandas.read_html pandas.read_sql pandas.io.pickle.read_pickle
pandas.io.common.get_handle pandas.core.computation.eval.eval pandas.core.frame.DataFrame.query
pandas.core.frame.DataFrame.eval pandas.io.parsers.readers.read_csv
scipy.io.loadmat scipy.stats._distn_infrastructure.rv_generic scipy.stats._continuous_distns.norm_gen
statsmodels.base.data.ModelData statsmodels.iolib.smpickle.load_pickle patsy.highlevel.dmatrices
sklearn.datasets.load_files sklearn.utils._testing.install_mldata_mock sklearn.externals.joblib.load
xgboost.core.Booster.load_model catboost.core.CatBoost.load_model
transformers.pipeline transformers.AutoModel.from_pretrained transformers.dynamic_module_utils.get_class_from_dynamic_module
transformers.utils.hub.cached_file huggingface_hub.hf_hub_download datasets.load_dataset
keras.models.load_model keras.src.saving.saving_api.load_model keras.utils.get_file tensorflow.io.read_file
keras.src.utils.python_utils.func_load tensorflow.python.ops.script_ops.py_func
gensim.utils.unpickle gensim.utils.open_file spacy.util.load_model spacy.load nltk.download nltk.data.load
lightning.fabric.utilities.cloud_io._load lightning.pytorch.cli.LightningCLI fastai.learner.load_learner
fastcore.xtras.load_pickle fastcore.xtras.run fastcore.xtras.untar_dir ultralytics.utils.checks.check_requirements
ultralytics.nn.tasks.torch_safe_load mmengine.config.config.Config.fromfile mmengine.fileio.io.load
monai.bundle.scripts.run torch_geometric.data.download_url omegaconf._utils.get_yaml_loader
hydra.utils.instantiate hydra.utils.get_method hydra._internal.utils._locate
cmdstanpy.model.CmdStanModel cmdstanpy.utils.cmdstan.get_logger prophet.serialize.model_from_json
socket.socket socket.create_connection urllib.request.urlopen urllib.request.urlretrieve http.client.HTTPConnection
requests.get requests.api.request httpx.get aiohttp.client.ClientSession ftplib.FTP smtplib.SMTP telnetlib.Telnet
shutil.rmtree shutil.copyfile shutil.move tempfile.mktemp glob.glob pathlib.Path.write_text pathlib.Path.unlink
io.open io.FileIO _io.FileIO codecs.open tarfile.open zipfile.ZipFile sqlite3.connect ctypes.CDLL ctypes.pythonapi
_ctypes.dlopen cffi.FFI mmap.mmap linecache.getline fileinput.input
functools.reduce operator.call types.FunctionType types.CodeType types.ModuleType copyreg.add_extension
collections.namedtuple dataclasses.make_dataclass typing.get_type_hints typing.ForwardRef inspect.getattr_static
logging.config.dictConfig logging.FileHandler logging.handlers.SocketHandler doctest.debug_script timeit.timeit
cProfile.run profile.run trace.Trace.run bdb.Bdb.run pdb.run idlelib.pyshell.ModifiedInterpreter.runcode
lib2to3.pgen2.grammar.Grammar.loads unittest.mock._importer asyncio.unix_events._UnixSubprocessTransport._start
multiprocessing.util.spawnv_passfds multiprocessing.reduction.rebuild_socket concurrent.futures.ProcessPoolExecutor
signal.signal atexit.register threading.Thread _thread.start_new_thread gc.get_objects weakref.finalize
webbrowser.open pydoc.pipepager pydoc.locate pkgutil.resolve_name pip.main setuptools.setup distutils.spawn.spawn
sympy.sympify sympy.parsing.sympy_parser.parse_expr jinja2.Template jinja2.environment.Environment mako.template.Template
pkg_resources.run_script uuid._popen ctypes.util._findLib_gcc zipimport.zipimporter venv.create ensurepip.bootstrap
""".split()
# Last parts of a name that say that it acts. Methods of data types that are listed were each looked at.
_ACTING = re.compile(
    r"(?:exec|eval|system|popen|Popen|spawn\w*|import_module|load_library|load_module|loads|unpickle|read_pickle|urlopen|"
    r"urlretrieve|download\w*|run_\w*|from_pretrained|hf_hub_download|from_file|fromfile|load_model|open|unlink|rmtree)\Z"
)
_LOOKED_AT: frozenset[str] = frozenset()


@pytest.mark.parametrize("name", DANGEROUS)
def test_what_acts_by_its_arguments_is_on_no_list(name: str) -> None:
    assert load_pickle_names().safe.get(name, "") in ("", "code")


def test_nothing_that_may_be_called_is_named_like_what_acts() -> None:
    safe = load_pickle_names().safe
    callable_ = (name for role in ("call", "enum", "class", "data") for name in safe.of(role))

    assert {name for name in callable_ if _ACTING.match(name.rpartition(".")[2])} - _LOOKED_AT == set()


def test_a_listed_name_says_nothing_of_its_neighbours() -> None:
    names = load_pickle_names()

    assert names.safe.get("sklearn.pipeline.Pipeline") == "class"
    assert "sklearn.pipeline" not in names.safe
    assert "sklearn.pipeline.Pipelines" not in names.safe
    assert "sklearn.pipeline.Pipeline.fit.__globals__" not in names.safe


def test_a_project_adds_names_but_not_dangerous_ones() -> None:
    names = load_pickle_names().extend(["acme.layers.Gate", "os.system"])

    assert names.safe["acme.layers.Gate"] == "call"
    assert names.extended == {"acme.layers.Gate"}
    assert names.danger("os.system")

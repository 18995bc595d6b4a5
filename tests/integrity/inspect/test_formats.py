"""What each format's inspector says of honest and of hostile files, and of files that are cut or damaged."""

from __future__ import annotations

import base64
import json
import marshal
import random
import struct
import zlib

import pytest
from formats.model_bytes import GgufBytes, llama_gguf, raw_safetensors, safetensors
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
    zipped,
)

from aibom.catalog.pickle_names import load_pickle_names
from aibom.formats.blob import BytesBlob
from aibom.integrity.inspect import INSPECTORS
from aibom.integrity.inspect.base import Budget
from aibom.integrity.inspect.session import FileSession
from aibom.model.inspection import Inspection, Status, Verdict


def look(data: bytes | str, name: str) -> Inspection:
    content = data.encode() if isinstance(data, str) else data
    return FileSession(INSPECTORS, load_pickle_names(), Budget()).inspect(BytesBlob(content), name)


def _code(source: str) -> str:
    return base64.b64encode(marshal.dumps(compile(source, "x", "eval").co_consts[0])).decode()


def _lambda(source: str) -> bytes:
    function = {"class_name": "__lambda__", "config": {"code": _code(source)}}
    return keras3(layer("keras.layers", "Lambda", function=function))


def _template(text: str) -> str:
    return json.dumps({"tokenizer_class": "LlamaTokenizer", "chat_template": text})


LLAMA = (
    "{% set ns = namespace(found=false) %}{% for message in messages %}{% if (message['role'] == 'user') != "
    "(loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{{ '<|' + message['role'] + '|>' "
    "+ message.content | trim + eos_token }}{% endfor %}{{ strftime_now('%d %b %Y') }}{% generation %}x{% endgeneration %}"
)
HDF5 = zlib.decompress(
    base64.b64decode(
        "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KGKTQ+FCQAKUZoXQHlF7BBBNnBstJQMUFoOYrMEP4GVDxkCBXV5Dq/2gAZo+HGITmYBgF"
        "IxF4uDoGgOgIeDqCgBNMqOpSUvOKU5HSoweF9gpCbUJP1zxQkxkZ+BhEgKkyO7UosTi+LLWoODM/DyguycgI1ikAdwsHSj4BJf8O"
        "ZkTecXf292FE8hiyOhAw1jNAcdcN/tE0MQpGwSgYBaNgFIyCUTAKRsEoGAWjYBQMNcAIhohxMti4wwZhCP+CKIQmNE62AGrA6DjZ"
        "yAS4xsk+iKKqy04tykvNod44WbCfvwsoBcPSXYcwLF0zYE3HowBXOcAKCTNGGF8DQjNBBGDDnbBxQXQ+M7AEAakUVJBnYAGLKDCI"
        "czCI10PlWYExBJJnYoIYyAEtcZgZX0hCVEiguahiQMMDPV1NEB9NI+SBBntsGABIBltr"
    )
)
GRAPH = graph_def(tf_node("x", "Placeholder"), tf_node("y", "Relu", ["x"]))
CLEAN = {
    "model.safetensors": safetensors({"a.weight": ("F32", (2, 2))}, {"format": "pt"}),
    "model.gguf": llama_gguf(),
    "model.onnx": onnx(),
    "external.onnx": onnx(location="weights.bin"),
    "saved_model.pb": saved_model(GRAPH),
    "frozen.pb": GRAPH,
    "weights.h5": HDF5,
    "config.json": keras3(layer("keras.layers", "Dense", units=4, activation="relu")),
    "tokenizer_config.json": _template(LLAMA).encode(),
    "chat_template.jinja": LLAMA.encode(),
    "model.skops": json.dumps(
        {"__class__": "LogisticRegression", "__module__": "sklearn.linear_model._logistic", "__loader__": "ObjectNode"}
    ).encode(),
    "model.pmml": b'<PMML version="4.4"><Header/><RegressionModel functionName="regression"/></PMML>',
    "model.xml": b'<net name="x" version="11"><layers><layer id="0" type="Relu" version="opset1"/></layers></net>',
    "flax.msgpack": b"\x81\xa1a\xc7\x08\x01\x93\x91\x01\xa2f4\xc4\x00",
    "tokenizer.model": message(1, message(1, "<unk>"), b"\x15\0\0\0\0", number(3, 2)),
    "model.json": json.dumps(
        {"learner": {"gradient_booster": {}, "learner_model_param": {"num_feature": "4"}}}
    ).encode(),
    "params.yaml": b"optimizer:\n  _target_: torch.optim.Adam\n  lr: 0.1\n",
}
MALICIOUS = {
    "lambda.json": _lambda("lambda x: __import__('os').system('id')"),
    "module.json": keras3(layer("subprocess", "Popen", args="id")),
    "function.json": keras3(layer("keras.layers", "Dense", activation=layer("os", "function") | {"config": "system"})),
    "fetch.json": keras3(layer("keras.utils", "get_file", origin="http://x")),
    "unsafe.json": keras3({"module": "keras.config", "class_name": "function", "config": "enable_unsafe_deserialization"}),
    "tfsm.json": keras3(layer("keras.layers", "TFSMLayer", filepath="x")),
    "torch.json": keras3(layer("keras.layers", "TorchModuleWrapper", module="x")),
    "vocabulary.json": keras3(layer("keras.layers", "StringLookup", vocabulary="/etc/passwd")),
    "climb.onnx": onnx(location="../../etc/passwd"),
    "absolute.onnx": onnx(location="/etc/passwd"),
    "python.onnx": onnx("PyOp", "ai.onnx.contrib"),
    "read.pb": graph_def(tf_node("f", "Const", text="/etc/passwd"), tf_node("r", "ReadFile", ["f"])),
    "library.pb": graph_def(function=function_def("f", tf_node("p", "EagerPyFunc"))),
    "saved_model.pb": saved_model(graph_def(tf_node("w", "WriteFile"))),
    "save.pb": graph_def(tf_node("f", "Const", text="/tmp/x"), tf_node("s", "SaveV2", ["f"])),
    "ssti.gguf": GgufBytes().pair("general.architecture", "llama")
    .pair("tokenizer.chat_template", "ok").pair("tokenizer.chat_template.tool_use", "{{ x.__class__ }}").build(),
    "function.skops": json.dumps({"__class__": "system", "__module__": "os", "__loader__": "FunctionNode"}).encode(),
    "xxe.pmml": b'<!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML version="4.4">&x;</PMML>',
    "xxe.xml": b'<!DOCTYPE net [<!ENTITY x SYSTEM "http://h/x">]><net name="x" version="11"><layers/></net>',
    "tag.yaml": b"a: !!python/object/apply:os.system [id]\n",
    "handle.yaml": b"%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system [id]\n",
    "hydra.yaml": b"_target_: os.system\n",
    "modeling_x.py": b"import subprocess\nsubprocess.Popen(['id'])\n",
    "model.t7": torch7_function(),
    "model.rds": rds_promise(),
}  # fmt: skip
SUSPICIOUS = {
    "harmless-lambda.json": _lambda("lambda x: x * 2"),
    "relative.json": keras3(layer("keras.layers", "IntegerLookup", vocabulary="v.txt")),
    "absurd.json": keras3(layer("keras.layers", "Dense", units=10**13)),
    "call.skops": json.dumps(
        {"__class__": "itemgetter", "__module__": "operator", "__loader__": "OperatorFuncNode"}
    ).encode(),
    "config.json": json.dumps({"model_type": "x", "trust_remote_code": True}).encode(),
    "symbol.json": json.dumps({"nodes": [{"op": "Custom", "name": "x"}], "arg_nodes": [], "heads": []}).encode(),
    "ext.msgpack": b"\x81\xa1a\xc7\x02\x50ab",
}
UNKNOWN = {
    "config.json": json.dumps({"model_type": "x", "auto_map": {"AutoModel": "modeling_x.X"}}).encode(),
    "custom.json": keras3(layer("my_package", "Attention")),
    "domain.onnx": onnx("Fused", "my.domain"),
    "custom.pb": graph_def(tf_node("c", "MyOperator")),
    "net.xml": b'<net name="x" version="11"><layers><layer type="Mine" version="extension"/></layers></net>',
    "target.yaml": b"_target_: my_package.models.Net\n",
    "modeling_x.py": b"import torch\nclass Net(torch.nn.Module): pass\n",
}
SSTI = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ messages|attr('__cla' ~ 'ss__') }}",
    "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ messages[['__', 'class', '__'] | join] }}",
    "{% set a = '__glo' %}{{ lipsum[a ~ 'bals__'] }}",
    "{{ messages['%s%s' | format('__', 'class__')] }}",
    "{{ ''['__ssalc__' | reverse] }}",
    "{{ [1] | map(attribute='__class__') | list }}",
    "{{ self.__init__ }}",
)


@pytest.mark.parametrize("name", CLEAN)
def test_honest_files_are_clean(name: str) -> None:
    found = look(CLEAN[name], name)
    assert (found.verdict, found.status) == (Verdict.CLEAN, Status.COMPLETE), found.signals
    assert found.formats


@pytest.mark.parametrize(
    ("name", "data", "verdict"),
    [(name, data, Verdict.MALICIOUS) for name, data in MALICIOUS.items()]
    + [(name, data, Verdict.SUSPICIOUS) for name, data in SUSPICIOUS.items()]
    + [(name, data, Verdict.UNKNOWN) for name, data in UNKNOWN.items()],
)
def test_what_hostile_and_strange_files_are_called(name: str, data: bytes, verdict: Verdict) -> None:
    assert look(data, name).verdict is verdict, look(data, name).signals


@pytest.mark.parametrize("text", SSTI)
def test_templates_that_leave_their_sandbox(text: str) -> None:
    for data, name in ((_template(text), "tokenizer_config.json"), (text, "chat_template.jinja")):
        assert look(data, name).verdict is Verdict.MALICIOUS


def test_configurations_inside_archives_are_judged_as_well() -> None:
    model = zipped({"metadata.json": "{}", "config.json": MALICIOUS["module.json"]})
    assert look(model, "model.keras").verdict is Verdict.MALICIOUS


def test_a_safetensors_layout_that_hides_bytes() -> None:
    overlap = {
        "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
        "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]},
    }
    for header, data in ((json.dumps(overlap), bytes(12)), (json.dumps({"a": overlap["a"]}), bytes(90))):
        found = look(raw_safetensors(header.encode(), data), "m.safetensors")
        assert (found.verdict, found.status) == (Verdict.SUSPICIOUS, Status.INCOMPLETE)


def test_an_overflowing_count_costs_nothing() -> None:
    found = look(b"GGUF" + struct.pack("<IQQ", 3, 1 << 63, 1 << 62), "m.gguf")
    assert found.status is Status.INCOMPLETE


# Whether the rest of these is missing cannot be told: every line of a text is a whole one.
_TEXTS = frozenset(("params.yaml", "chat_template.jinja"))


@pytest.mark.parametrize("name", sorted(CLEAN.keys() - _TEXTS))
def test_cut_anywhere_a_model_is_never_clean(name: str) -> None:
    data = CLEAN[name]
    step = max(len(data) // 300, 1)
    for cut in (*range(1, len(data), step), len(data) - 1):
        found = look(data[:cut], name)
        assert found.verdict is not Verdict.CLEAN, (cut, found.formats)


@pytest.mark.parametrize("name", sorted({**CLEAN, **MALICIOUS}))
def test_damage_never_makes_an_inspector_fail(name: str) -> None:
    data = {**CLEAN, **MALICIOUS}[name]
    dice = random.Random(name)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(dice.choice((1, 2, 8))):
            damaged[dice.randrange(len(damaged))] = dice.choice((0, 127, 128, 255, dice.randrange(256)))
        found = look(bytes(damaged), name)
        assert not any(one.id == "inspector-failed" for one in found.signals), found.signals

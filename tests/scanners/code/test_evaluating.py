"""Scripts that measure a model on data that no call gives it."""

from __future__ import annotations

from aibom.model.kinds import RelationKind

MEASURED = (
    "import evaluate\n"
    "from datasets import load_dataset\n"
    "from transformers import pipeline\n"
    "wer = evaluate.load('wer')\n"
    "asr = pipeline('automatic-speech-recognition', model='openai/whisper-tiny')\n"
    "rows = load_dataset('mozilla-foundation/common_voice_11_0', 'de', split='test')\n"
    "said = [asr(row['audio'])['text'] for row in rows]\n"
    "print(wer.compute(predictions=said, references=[row['sentence'] for row in rows]))\n"
)


def evaluated(found):
    return {(source, target) for source, kind, target in found.links if kind == RelationKind.EVALUATED_ON}


def test_a_script_that_compares_answers_measures_its_model(scan):
    found = scan({"measure.py": MEASURED})
    assert evaluated(found) == {("openai/whisper-tiny", "mozilla-foundation/common_voice_11_0")}


def test_a_script_that_compares_nothing_measures_nothing(scan):
    only_imported = MEASURED.replace("wer = evaluate.load('wer')\n", "").replace("wer.compute", "dict")
    assert not evaluated(scan({"measure.py": only_imported}))


def test_of_many_data_sets_it_is_not_known_which_is_measured(scan):
    more = "".join(f"load_dataset('acme/rows_{number}')\n" for number in range(3))
    assert not evaluated(scan({"measure.py": MEASURED + more}))


def test_a_script_that_trains_tells_its_data_itself(scan):
    training = MEASURED + "asr.model.save_pretrained('out/asr')\n"
    assert not evaluated(scan({"measure.py": training}))

"""Training runs that scripts start: flags with several data sets, variables that hold lists of them."""

from __future__ import annotations

import pytest
from deployed import deployed, edges, lines, names

from aibom.model.kinds import Kind, RelationKind

SCRIPT = """\
#!/bin/bash
MIX="acme/desk-mails 1.0 acme/desk-calls 0.5"
accelerate launch train.py \\
    --model_name_or_path allenai/Olmo-3-1025-7B \\
    --dataset_mixer_list $MIX \\
    --dataset_mixer_eval_list acme/desk-held-out 8 acme/gold-2026 16 \\
    --learning_rate 1e-6
python sft.py --dataset_path=gs://acme-ai/data/desk-instruct-sft-1114-german
"""
NIMS = """\
# the models of the desk
services:
  llm:
    image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3
  rails:
    image: nvcr.io/nvidia/nemo-microservices/guardrails:25.02
    depends_on: [llm]
"""


def test_a_flag_may_name_several_data_sets_with_weights() -> None:
    seen = deployed({"scripts/train.sh": SCRIPT})
    assert names(seen, "model") == {"allenai/Olmo-3-1025-7B"}
    assert names(seen, "dataset") == {
        "acme/desk-mails",
        "acme/desk-calls",
        "acme/desk-held-out",
        "acme/gold-2026",
        "gs://acme-ai/data/desk-instruct-sft-1114-german",
    }
    assert lines(seen, "dataset", "acme/gold-2026") == {6}


def test_compose_files_are_told_by_what_they_hold() -> None:
    seen = deployed({"deploy/nims.yaml": NIMS})
    assert names(seen, "service") == {"NVIDIA NIM", "NeMo Guardrails"}
    assert names(seen, "model") == {"meta/llama-3.1-8b-instruct"}


def test_a_list_of_services_is_no_compose_file() -> None:
    text = "services:\n  - name: OpenAI\n    image: logo.png\nlinks: []\n"
    assert not deployed({"data/links.yaml": text}).observations


def test_variables_that_one_file_sets_hold_wherever_it_lies() -> None:
    compose = "services:\n  desk:\n    image: ${DESK_IMAGE}:${DESK_TAG}\n    command: --model ${DESK_MODEL}\n"
    values = "DESK_IMAGE=vllm/vllm-openai\nDESK_TAG=v0.9\nDESK_MODEL=Qwen/Qwen3-4B\n"
    seen = deployed({"services/compose.desk.yml": compose, "profiles/default.env": values})
    assert lines(seen, "service", "vLLM") == {3}
    assert "Qwen/Qwen3-4B" in names(seen, "model")


def test_two_values_are_none() -> None:
    compose = "services:\n  desk:\n    image: ${DESK_IMAGE}\n"
    seen = deployed(
        {"a/compose.yml": compose, "b/x.env": "DESK_IMAGE=ollama/ollama\n", "c/y.env": "DESK_IMAGE=redis\n"}
    )
    assert not names(seen, "service")


def test_a_service_with_an_image_that_is_not_known_may_bear_the_name_of_what_it_runs() -> None:
    assert names(deployed({"compose.yml": "services:\n  ollama:\n    image: ${IMAGE_OF_IT}\n"}), "service") == {
        "Ollama"
    }


def test_runtimes_whose_images_are_parameters() -> None:
    text = (
        "apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n  - apiVersion: serving.kserve.io/v1alpha1\n"
        "    kind: ServingRuntime\n    spec:\n      containers:\n        - name: kserve-container\n"
        "          image: $(mlserver-cuda-image)\n"
    )
    assert names(deployed({"runtimes/a.yaml": text}), "service") == {"MLServer"}


def test_a_mounted_folder_may_be_the_hubs() -> None:
    text = (
        "services:\n  tei:\n    image: ghcr.io/huggingface/text-embeddings-inference:1.8\n"
        "    command: [--model-id, /data/BAAI/bge-m3]\n"
    )
    assert names(deployed({"compose.yml": text}), "model") == {"BAAI/bge-m3"}


def test_a_run_is_lineage_only_when_its_flags_train() -> None:
    train = (
        "accelerate launch sft.py --model_name_or_path=acme/desk-1b --dataset_name=acme/desk-mails"
        " --learning_rate=1e-5 --num_train_epochs=1 --output_dir=out\n"
    )
    ask = "python judge.py --model_name_or_path=acme/desk-1b --dataset_name=acme/desk-mails --max_tokens=64\n"
    links = deployed({"a.sh": train}).links
    ends = {(link.source.name if link.source else "", link.target.name, link.tentative) for link in links}
    assert ends == {
        ("acme/desk-1b", "acme/desk-mails", False),
        ("out", "acme/desk-1b", True),
        ("out", "acme/desk-mails", True),
    }
    assert not deployed({"a.sh": ask}).links


@pytest.mark.parametrize(
    "command",
    [
        "ray job submit --address http://head:8265 --working-dir . -- vllm serve Qwen/Qwen3-4B --port 8000",
        "srun -N 1 --gres gpu:2 vllm serve Qwen/Qwen3-4B",
        "srun --qos normal --gpus-per-node 4 vllm serve Qwen/Qwen3-4B",
        "apptainer exec --nv --bind /scratch vllm.sif vllm serve Qwen/Qwen3-4B",
        "srun --ntasks=1 bash -c 'python -m vllm.entrypoints.openai.api_server --model Qwen/Qwen3-4B'",
    ],
)
def test_launchers_of_clusters_are_peeled_off(command: str) -> None:
    seen = deployed({"serve.slurm": f"#!/bin/bash\n{command}\n", "serve.sh": f"{command}\n"})
    assert names(seen, "model") == {"Qwen/Qwen3-4B"}
    assert "vLLM" in names(seen, "service")


def test_overrides_of_a_run_and_files_at_home() -> None:
    text = (
        "python3 -m verl.trainer.main_ppo data.train_files=$HOME/data/desk/train.parquet"
        " data.val_files=$HOME/data/desk/test.parquet data.train_batch_size=8 actor.optim.lr=1e-6"
        " actor_rollout_ref.model.path=acme/desk-7b trainer.total_epochs=2\n"
    )
    seen = deployed({"run.sh": text})
    assert names(seen, "dataset") == {"~/data/desk/train.parquet", "~/data/desk/test.parquet"}
    ends = {(link.source.name if link.source else "", link.target.name) for link in seen.links}
    assert ("acme/desk-7b", "~/data/desk/train.parquet") in ends


def test_weights_and_data_of_a_vision_script_are_told_by_their_endings() -> None:
    seen = deployed(
        {"run.sh": "python train.py --img 320 --batch 16 --epochs 5 --data desk.yml --weights yolov5s.pt\n"}
    )
    ends = {(link.source.name if link.source else "", link.target.name) for link in seen.links}
    assert ends == {("yolov5s.pt", "desk.yml")}


def test_commands_and_options_that_variables_keep() -> None:
    text = (
        "read -r -d '' training <<EOF\nopenrlhf.cli.train_sft \\\n   --data.dataset acme/desk-mails \\\n"
        "   --model.model_name_or_path acme/desk-8b \\\n   --adam.lr 5e-6 --train.batch_size 8 --train.max_epochs 1\nEOF\n"
        "deepspeed --module $training\nOPTIONS=(\n  --data.prompt_dataset acme/desk-prompts\n)\n"
        'python3 -m openrlhf.cli.train_ppo_ray "${OPTIONS[@]}"\n'
    )
    seen = deployed({"run.sh": text})
    assert names(seen, "dataset") == {"acme/desk-mails", "acme/desk-prompts"}
    ends = {(link.source.name if link.source else "", link.target.name) for link in seen.links}
    assert ("acme/desk-8b", "acme/desk-mails") in ends


def test_data_that_kaggle_s_command_downloads() -> None:
    script = "kaggle competitions download -c carvana-image-masking-challenge -f train_hq.zip\nkaggle datasets download acme/chest-x-rays --unzip\n"
    seen = deployed({"scripts/download_data.sh": script})
    assert names(seen, "dataset") == {"carvana-image-masking-challenge", "acme/chest-x-rays"}
    assert lines(seen, "dataset", "acme/chest-x-rays") == {2}


SPEECH = """\
MODELS=("acme/ear-base" "acme/ear-large")
for i in "${!MODELS[@]}"; do
  python evaluate.py \\
    --model_name_or_path "${MODELS[i]}" \\
    --vision_tower acme/eye-patch14 \\
    --train_dataset_name "acme/calls+acme/meetings" \\
    --learning_rate 1e-4 --num_train_epochs 2
done
"""


def test_arrays_towers_and_mixed_data_sets_of_a_run() -> None:
    seen = deployed({"scripts/evaluate.sh": SPEECH})
    assert names(seen, "model") == {"acme/ear-base", "acme/ear-large", "acme/eye-patch14"}
    assert names(seen, "dataset") == {"acme/calls", "acme/meetings"}


DOWNLOADS = """\
#!/bin/bash
wget http://images.acme.org/annotations/annotations_trainval2017.zip
wget -q https://files.acme.org/records/weather_2016.csv.zip
curl -LO https://nlp.acme.edu/data/glove.6B.zip
wget https://releases.acme.org/agent/installer-2.1.zip
"""


def test_scripts_that_prepare_data_fetch_it() -> None:
    seen = deployed({"scripts/get_data.sh": DOWNLOADS})
    assert names(seen, "dataset") == {
        "http://images.acme.org/annotations/annotations_trainval2017.zip",
        "https://files.acme.org/records/weather_2016.csv.zip",
    }
    assert names(seen, "model") == {"glove.6B.zip"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("WEIGHTS=$(huggingface-cli download --repo-type model acme/desk-2b)", "acme/desk-2b"),
        ("curl -L -o /models/encodec.th https://host.example/encodec_24khz.th", "encodec_24khz.th"),
    ],
)
def test_weights_that_a_script_fetches(line: str, name: str) -> None:
    assert names(deployed({"fetch.sh": f"#!/bin/bash\n{line}\n"}), "model") == {name}


def test_weights_that_a_build_fetches() -> None:
    text = "build:\n  run:\n    - wget -q https://host.example/models/face_landmarker.task\n"
    assert names(deployed({"cog.yaml": text}), "model") == {"face_landmarker.task"}


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("mlx_lm.lora --model acme/base-7b --train --data ./mails", "dataset", "mails"),
        (
            "accelerate launch tune.py --pretrained_model_name_or_path=acme/x --instance_data_dir=dog-images --output_dir=out",
            "dataset",
            "dog-images",
        ),
        ("python -m spacy train config.cfg --paths.train corpus/train.spacy", "dataset", "corpus/train.spacy"),
        ("torchrun pretrain_gpt.py --data-path corpus_text_document", "dataset", "corpus_text_document"),
        ("ct2-transformers-converter --model acme/desk --output_dir desk-ct2", "model", "acme/desk"),
        ("modelscope download --dataset acme/calls-zh", "dataset", "acme/calls-zh"),
        ("modelscope download --model acme/desk-7b", "model", "acme/desk-7b"),
        ("whisper talk.mp3 --model medium.en", "model", "whisper-medium.en"),
        ("aichat -m openai:gpt-4.1-mini hello", "model", "gpt-4.1-mini"),
        ("replicate run acme/flux-desk prompt=boat", "model", "acme/flux-desk"),
        ("aws bedrock-runtime converse --model-id amazon.nova-micro-v1:0", "model", "amazon.nova-micro-v1:0"),
        ("eland_import_hub_model --hub-model-id acme/msmarco", "service", "Elasticsearch"),
        ("ramalama serve granite3.1-dense", "service", "RamaLama"),
        ("trtexec --onnx=desk.onnx --saveEngine=desk.engine", "model", "desk.onnx"),
    ],
)
def test_what_programs_of_training_and_conversion_are_given(line: str, kind: str, name: str) -> None:
    assert name in names(deployed({"run.sh": f"#!/bin/bash\n{line}\n"}), kind)


@pytest.mark.parametrize("line", ["aws bedrock-runtime help", "aichat --list-models", "sgpt hello", "whisper talk.mp3"])
def test_commands_that_name_no_model_tell_none(line: str) -> None:
    assert not names(deployed({"run.sh": f"#!/bin/bash\n{line}\n"}), "model")


TRAINERS = """\
swift sft --model Qwen/Qwen2.5-7B-Instruct --dataset 'AI-ModelScope/alpaca-gpt4-data-zh#500' 'swift/self-cognition:default#20'
deepspeed --module openrlhf.cli.train_ppo --pretrain OpenRLHF/Llama-3-8b-sft-mixture --prompt_data OpenRLHF/prompts-v0.1
python eval.py data/train.csv --model google/gemma-2-2b-it --dataset acme/held-out
"""


def test_a_program_named_for_training_trains_and_rows_that_are_taken_are_no_part_of_a_name() -> None:
    seen = deployed({"run.sh": TRAINERS})
    assert edges(seen, RelationKind.TRAINED_ON) == {
        ("Qwen/Qwen2.5-7B-Instruct", "AI-ModelScope/alpaca-gpt4-data-zh"),
        ("Qwen/Qwen2.5-7B-Instruct", "swift/self-cognition"),
        ("OpenRLHF/Llama-3-8b-sft-mixture", "OpenRLHF/prompts-v0.1"),
    }


def test_lists_of_flags_of_a_job_of_vertex_ai() -> None:
    job = """\
workerPoolSpecs:
  containerSpec:
    imageUri: acme/trainer
    args: ["--model_name=google/flan-t5-base", "--train_data=gs://acme-ml/tickets/train.jsonl"]
"""
    seen = deployed({"job.yaml": job, "other.yaml": "args: [serve, '--model_name=acme/other-7b']\n"})
    assert names(seen, "model") == {"google/flan-t5-base"}
    assert names(seen, "dataset") == {"gs://acme-ml/tickets/train.jsonl"}


ELASTIC = """\
#!/bin/bash
curl -X PUT "$ES/_inference/sparse_embedding/elser" -H 'Content-Type: application/json' -d '{
  "service": "elser", "service_settings": {"num_allocations": 1, "model_id": ".elser_model_2"}
}'
curl -X PUT "$ES/_inference/text_embedding/far" -d '{"service_settings": {"model_id": "text-embedding-3-small"}}'
curl -X PUT "$ES/_index_template/notes" -d '{"model_id": "left-out"}'
"""


def test_models_that_elasticsearch_runs_or_asks() -> None:
    seen = deployed({"setup.sh": ELASTIC})
    assert edges(seen, RelationKind.SERVED_BY) == {
        (".elser_model_2", "Elasticsearch"),
        ("text-embedding-3-small", "OpenAI"),
    }


def test_files_of_the_hubs_models_without_an_owner() -> None:
    text = "curl -o merges.txt https://huggingface.co/gpt2/resolve/main/merges.txt\n"
    assert names(deployed({"get.sh": text}), Kind.MODEL) == {"gpt2"}


def test_tasks_of_the_evaluation_harness_are_data_that_the_model_is_measured_on() -> None:
    script = (
        "lm_eval --model hf --model_args pretrained=EleutherAI/gpt-j-6B,dtype=float16 --tasks hellaswag,arc_easy\n"
        "python main.py --model hf-causal --model_args pretrained=google/gemma-2b"
        " --tasks agieval_sat_en,agieval_sat_math,agieval_lsat_ar\n"
        "make --tasks lint,test\n"
    )
    seen = deployed({"eval.sh": script})
    assert names(seen, "dataset") == {"hellaswag", "arc_easy", "agieval"}
    assert edges(seen, RelationKind.EVALUATED_ON) == {
        ("EleutherAI/gpt-j-6B", "hellaswag"),
        ("EleutherAI/gpt-j-6B", "arc_easy"),
        ("google/gemma-2b", "agieval"),
    }


FETCH = """\
wget https://archive.ics.uci.edu/ml/machine-learning-databases/00222/bank-additional.zip
wget https://host.example/tools/protoc-25.zip
"""
HUB = """\
python make_classifier.py --image_dir $PWD/../images --tfhub_module https://tfhub.dev/google/nasnet_mobile/4 \\
    --train_epochs 9 --batch_size 32 --dropout_rate 0.1 --output_dir path_to_checkpoint
python serve.py --image_dir pictures --port 80
"""


def test_archives_of_hosts_that_publish_data_are_data() -> None:
    seen = deployed({"data/get.sh": FETCH, "train.sh": SCRIPT})
    fetched = {name for name in names(seen, "dataset") if name.startswith("https:")}
    assert fetched == {"https://archive.ics.uci.edu/ml/machine-learning-databases/00222/bank-additional.zip"}


def test_a_training_run_has_folders_of_pictures_and_modules_of_a_hub() -> None:
    seen = deployed({"train.sh": HUB})
    assert names(seen, "model") == {"https://tfhub.dev/google/nasnet_mobile/4"}
    assert names(seen, "dataset") == {"../images"}


@pytest.mark.parametrize("folder", ["/path/to/your/output_dir", "/absolute/path/to/out", "<output>", "out/desk-lora"])
def test_a_folder_that_only_stands_for_one_is_no_model(folder: str) -> None:
    run = f"accelerate launch train.py --model_path acme/desk-5b --train_steps 10 --learning_rate 1e-4 --output_dir '{folder}'\n"
    seen = deployed({"train.sh": run})
    made = {source for source, _ in edges(seen, RelationKind.DERIVED_FROM)}
    assert made == ({"out/desk-lora"} if folder == "out/desk-lora" else set())

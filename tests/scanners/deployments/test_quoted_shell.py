"""Shell in the quotes of a Jenkinsfile and of Snakemake's rules."""

from __future__ import annotations

from deployed import deployed, lines, names

JENKINS = '''\
pipeline {
  stages {
    stage('models') {
      steps {
        echo 'ollama pull left-out:1b'
        sh 'ollama pull qwen2.5:7b'
        sh(script: """
          huggingface-cli download acme/desk-7b
        """, returnStatus: true)
      }
    }
  }
}
'''
SNAKE = """\
rule embed:
    input: "data/texts.csv"
    output: "data/embeddings.npy"
    shell: "python embed.py --model sentence-transformers/all-mpnet-base-v2 {input} {output}"
rule plot:
    script: "plot.py"
"""


def test_steps_of_a_jenkinsfile() -> None:
    seen = deployed({"Jenkinsfile": JENKINS})
    assert names(seen, "model") == {"qwen2.5:7b", "acme/desk-7b"}
    assert lines(seen, "model", "acme/desk-7b") == {8}


def test_rules_of_snakemake() -> None:
    seen = deployed({"workflow/Snakefile": SNAKE, "rules/plain.smk": "rule a:\n    shell: 'cp {input} {output}'\n"})
    assert names(seen, "model") == {"sentence-transformers/all-mpnet-base-v2"}
    assert lines(seen, "model", "sentence-transformers/all-mpnet-base-v2") == {4}

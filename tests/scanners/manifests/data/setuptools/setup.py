import os
from setuptools import find_packages, setup

VERSION = "2.0.0"
COMMON = ["requests>=2.31", "tiktoken==0.7.0"]
EXTRAS = {
    "gpu": ["vllm>=0.5"],
    "all": COMMON + ["faiss-cpu"],
}


def read_requirements(name):
    with open(os.path.join("deps", name)) as handle:
        return handle.read().splitlines()


setup(
    name="Inference.Gateway",
    version=VERSION,
    packages=find_packages(),
    install_requires=COMMON
    + [
        "litellm",
    ],
    extras_require=EXTRAS,
    tests_require=read_requirements("deps/test.txt"),
    setup_requires=[computed() for computed in ()],
)

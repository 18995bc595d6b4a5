"""Builds the vector index of the handbook and of the published FAQ."""

from pathlib import Path

from datasets import load_dataset
from qdrant_client import QdrantClient
from qdrant_client.models import Distance, PointStruct, VectorParams
from sentence_transformers import SentenceTransformer

from helpdesk import settings

embedder = SentenceTransformer(settings.EMBEDDING_MODEL, revision=settings.EMBEDDING_REVISION)
store = QdrantClient(url=settings.QDRANT_URL)


def passages():
    faq = load_dataset(settings.FAQ_DATASET, split="train")
    yield from (f"{row['question']}\n{row['answer']}" for row in faq)
    for page in sorted(Path("data/handbook").glob("*.md")):
        yield page.read_text()


def build():
    texts = list(passages())
    vectors = embedder.encode(texts)
    store.recreate_collection(
        settings.COLLECTION, vectors_config=VectorParams(size=vectors.shape[1], distance=Distance.COSINE)
    )
    points = [PointStruct(id=i, vector=v.tolist(), payload={"text": t}) for i, (v, t) in enumerate(zip(vectors, texts))]
    store.upsert(settings.COLLECTION, points)


if __name__ == "__main__":
    build()

"""Folders of documents that scripts read by a pattern, beside embeddings or for a file that makes some."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

INGEST = """import { OpenAIEmbeddings } from "@langchain/openai";
import { PineconeStore } from "@langchain/pinecone";
import { loadPages, loadColours } from "./helpers";
const folder = "Handbook_export";
export async function run() {
  const docs = await loadPages(folder);
  await PineconeStore.fromDocuments(docs, new OpenAIEmbeddings(), { pineconeIndex: index });
}
"""
HELPERS = """import { glob } from "glob";
import fs from "fs/promises";
export async function loadPages(folder: string) {
  const names = await glob("**/*.md", { cwd: folder });
  return Promise.all(names.map((name) => fs.readFile(`${folder}/${name}`, "utf-8")));
}
export async function paint() {
  return glob("**/*.md", { cwd: "colours" });
}
"""
BESIDE = """import fg from "fast-glob";
import OpenAI from "openai";
const client = new OpenAI();
const pages = fg.sync("manual/**/*.mdx");
await client.embeddings.create({ model: "text-embedding-3-small", input: pages });
"""


def _data(found):
    return found.names(Kind.DATASET)


def test_a_folder_that_a_function_of_another_file_loads(scan):
    assert _data(scan({"src/ingest.ts": INGEST, "src/helpers.ts": HELPERS})) == ["Handbook_export"]


@pytest.mark.parametrize("pattern", ["**/*.ts", "**/*.css", "src/**/*.tsx"])
def test_patterns_of_code_are_no_documents(scan, pattern):
    assert not _data(scan({"src/ingest.ts": INGEST, "src/helpers.ts": HELPERS.replace("**/*.md", pattern)}))


def test_without_embeddings_a_folder_is_none(scan):
    plain = INGEST.replace("new OpenAIEmbeddings()", "new Archive()").replace("PineconeStore", "Archive")
    assert not _data(scan({"src/ingest.ts": plain, "src/helpers.ts": HELPERS}))


def test_the_folder_of_a_pattern_beside_embeddings(scan):
    assert _data(scan({"src/index.ts": BESIDE})) == ["manual"]

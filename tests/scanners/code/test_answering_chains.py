"""Chains and query engines that answer from documents: one thing with its model, its store and its prompts."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

RETRIEVAL = """from langchain.chains import ConversationalRetrievalChain
from langchain_chroma import Chroma
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langchain_core.prompts import PromptTemplate

CONDENSE = PromptTemplate.from_template("Make one question of these: {question} {chat_history}")
store = Chroma(persist_directory="db", embedding_function=OpenAIEmbeddings(model="text-embedding-3-small"))
statutes = ConversationalRetrievalChain.from_llm(
    ChatOpenAI(model="gpt-4o-mini"), retriever=store.as_retriever(), condense_question_prompt=CONDENSE
)
"""
SCRIPT = """import { RetrievalQAChain } from "langchain/chains";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { HNSWLib } from "@langchain/community/vectorstores/hnswlib";
export async function statutes(question) {
  const store = await HNSWLib.load("db", new OpenAIEmbeddings({ model: "text-embedding-3-small" }));
  const statutes = RetrievalQAChain.fromLLM(new ChatOpenAI({ model: "gpt-4o-mini" }), store.asRetriever());
  return statutes.call({ query: question });
}
"""
ROUTER = """from llama_index.core import Settings
from llama_index.core.query_engine import RouterQueryEngine, SubQuestionQueryEngine
from llama_index.core.tools import QueryEngineTool
from llama_index.llms.openai import OpenAI

Settings.llm = OpenAI(model="gpt-4o-mini")

def build(bylaws, minutes):
    tools = [
        QueryEngineTool.from_defaults(query_engine=bylaws, name="bylaws", description="The bylaws of the club"),
        QueryEngineTool.from_defaults(query_engine=minutes, name="minutes", description="The minutes of the board"),
    ]
    router = RouterQueryEngine.from_defaults(query_engine_tools=tools)
    return router
"""


@pytest.mark.parametrize(("path", "text", "store"), [("chat.py", RETRIEVAL, "Chroma"), ("chat.js", SCRIPT, "hnswlib")])
def test_a_chain_that_answers_from_documents_has_its_model_and_store(scan, path, text, store):
    found = scan({path: text})
    chain = found.one(Kind.AGENT, "statutes")
    assert chain.facts["agent_type"] == "chain"
    ends = {target for source, _, target in found.links if source == "statutes"}
    assert {"gpt-4o-mini", store} <= ends


def test_its_prompt_is_the_chains_and_the_models(scan):
    links = scan({"chat.py": RETRIEVAL}).links
    assert {("statutes", "uses-prompt", "CONDENSE"), ("gpt-4o-mini", "uses-prompt", "CONDENSE")} <= links


def test_an_engine_that_chooses_among_tools_has_them_and_the_settings_model(scan):
    links = scan({"club.py": ROUTER}).links
    assert {("router", "has-tool", "bylaws"), ("router", "has-tool", "minutes")} <= links
    assert ("router", "uses-model", "gpt-4o-mini") in links


def test_a_chain_of_a_prompt_and_a_model_is_no_agent(scan):
    text = """from langchain.chains import LLMChain
from langchain_core.prompts import PromptTemplate
from langchain_openai import ChatOpenAI

slogan = LLMChain(llm=ChatOpenAI(model="gpt-4o-mini"), prompt=PromptTemplate.from_template("A slogan for {firm}"))
"""
    assert scan({"slogans.py": text}).names(Kind.AGENT) == []


ADVISED = """package port;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.vectorstore.QuestionAnswerAdvisor;
import org.springframework.ai.vectorstore.VectorStore;
class HandbookService {
  private final ChatClient client;
  HandbookService(ChatClient.Builder builder, VectorStore store) {
    this.client = builder.defaultAdvisors(new QuestionAnswerAdvisor(store)).build();
  }
}
"""


def test_a_service_of_spring_that_answers_from_a_store_has_its_name(scan):
    assert scan({"HandbookService.java": ADVISED}).names(Kind.AGENT) == ["HandbookService"]
    logged = ADVISED.replace("new QuestionAnswerAdvisor(store)", "new SimpleLoggerAdvisor()")
    assert scan({"HandbookService.java": logged}).names(Kind.AGENT) == []


def test_an_agent_of_spring_with_tools_is_told_once(scan):
    tools = ADVISED.replace(".build()", ".defaultTools(new Tides()).build()")
    assert len(scan({"HandbookService.java": tools}).names(Kind.AGENT)) == 1


def test_a_model_that_embeds_is_told_no_prompt(scan):
    text = RETRIEVAL + "chain = {'context': store.as_retriever()} | CONDENSE | ChatOpenAI(model='gpt-4o')\n"
    told = {model for model, kind, _ in scan({"chat.py": text}).links if kind == "uses-prompt"}
    assert "text-embedding-3-small" not in told
    assert "gpt-4o" in told


LOADING = """package port;
import org.springframework.ai.reader.pdf.PagePdfDocumentReader;
import org.springframework.ai.vectorstore.SimpleVectorStore;
class Loader {
  void load() {
    var store = SimpleVectorStore.builder(embedding).build();
    store.add(new PagePdfDocumentReader("%s:/docs/handbook.pdf").get());
  }
}
"""


def test_documents_of_the_class_path_are_data_of_their_store(scan):
    file = "src/main/resources/docs/handbook.pdf"
    found = scan({"src/main/java/port/Loader.java": LOADING % "classpath"}, (file,))
    assert found.names(Kind.DATASET) == [file]
    assert any({source, target} == {file, "In-memory vector store"} for source, _, target in found.links)
    assert scan({"src/main/java/port/Loader.java": LOADING % "vault"}, (file,)).names(Kind.DATASET) == []

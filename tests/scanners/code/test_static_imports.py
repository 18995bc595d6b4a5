"""Java and Kotlin: members imported by name from a class of the tree, and files of the class path behind helpers."""

from __future__ import annotations

from aibom.model.kinds import Kind

TEXTS = 'package shop;\npublic final class Texts { public static final String MODEL = "gpt-4o-mini"; }\n'
PATHS = """package shop;
import java.net.URL;
import java.nio.file.Path;
import java.nio.file.Paths;
public class Resources {
    public static Path toPath(String name) throws Exception {
        URL found = Resources.class.getClassLoader().getResource(name);
        return Paths.get(found.toURI());
    }
}
"""
DESK = """package shop;
import static dev.langchain4j.data.document.loader.FileSystemDocumentLoader.loadDocument;
import static shop.Resources.toPath;
import static shop.Texts.MODEL;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.model.openai.OpenAiChatModel;
public class Desk {
    Document terms = loadDocument(toPath("documents/terms.txt"));
    Document answers = loadDocument(Desk.class.getResource("/documents/answers.txt").getPath());
    Object model = OpenAiChatModel.builder().modelName(MODEL).build();
}
"""
FOLDER = "src/main/java/shop/"
DOCUMENTS = ("src/main/resources/documents/terms.txt", "src/main/resources/documents/answers.txt")


def test_members_imported_by_name_are_followed_into_their_class(scan):
    files = {f"{FOLDER}Texts.java": TEXTS, f"{FOLDER}Resources.java": PATHS, f"{FOLDER}Desk.java": DESK}
    found = scan(files, also=DOCUMENTS)
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.names(Kind.DATASET) == sorted(DOCUMENTS)

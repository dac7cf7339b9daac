package dev.cairn.service.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The poms of the examples, which no build of ours reads. */
class ExamplePomsTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void examplesNameOurJarsAsTheyAreBuilt() throws Exception {
        String version = text(read(ROOT.resolve("pom.xml")).getDocumentElement(), "version");
        List<String> built = new ArrayList<>();
        for (Path pom : poms(ROOT)) {
            built.add("dev.cairn:" + text(read(pom).getDocumentElement(), "artifactId") + ":" + version);
        }
        List<Path> examples = poms(ROOT.resolve("examples"));
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (Path example : examples) {
            assertThat(ours(read(example))).as(example.toString()).isNotEmpty().isSubsetOf(built);
        }
    }

    private static List<Path> poms(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static Document read(Path pom) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    }

    private static List<String> ours(Document pom) {
        var found = new ArrayList<String>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            var dependency = (Element) dependencies.item(i);
            if (text(dependency, "groupId").equals("dev.cairn")) {
                found.add("dev.cairn:" + text(dependency, "artifactId") + ":" + text(dependency, "version"));
            }
        }
        return found;
    }

    /** Of a child of its own. */
    private static String text(Element element, String name) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent();
            }
        }
        return "";
    }
}

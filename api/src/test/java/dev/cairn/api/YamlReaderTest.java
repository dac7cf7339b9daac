package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @Test
    void yamlIsReadAsTheJsonThatItMeans() {
        assertThat(YamlReader.tree("""
                        name: a
                        numbers: [1, -2.5, 1e-5, 0x10, 012, .inf, 12345678901234567890]
                        words: {yes: no, 'on': "true", flag: true}
                        text: |
                          two
                          lines
                        nothing:
                        """).toString())
                .isEqualTo(
                        "{\"name\":\"a\",\"numbers\":[1,-2.5,1.0E-5,\"0x10\",\"012\",\"Infinity\",12345678901234567890],"
                                + "\"words\":{\"yes\":\"no\",\"on\":\"true\",\"flag\":true},\"text\":\"two\\nlines\\n\",\"nothing\":null}");
    }

    @Test
    void nothingIsNoTree() {
        assertThat(YamlReader.tree("# only a remark\n").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: &x 1 | line 1, column 4: anchors",
                "[*x] | line 1, column 2: aliases",
                "a: !!int 1 | line 1, column 4: tags",
                "!java.lang.Runtime {} | line 1, column 1: tags",
                "{a: 1, a: 2} | line 1, column 8: 'a' stands here twice",
                "{[1]: 2} | a name must be a text",
                "'{a: [1, 2}' | line 1, column",
            })
    void whatCouldHideSomethingIsRefusedInItsPlace(String yaml, String words) {
        assertThatThrownBy(() -> YamlReader.tree(yaml))
                .isInstanceOf(YamlReader.MalformedYamlException.class)
                .hasMessageContaining(words);
    }

    @Test
    void thereIsOneDocumentOfSomeDepth() {
        assertThatThrownBy(() -> YamlReader.tree("a: 1\n---\nb: 2\n")).hasMessageContaining("one document");
        assertThatThrownBy(() -> YamlReader.tree("[".repeat(60) + "]".repeat(60)))
                .hasMessageContaining("nested more than 50 levels deep");
    }
}

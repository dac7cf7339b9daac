package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
    private static final CsvDialect TABS = new CsvDialect('\t', CsvDialect.NO_QUOTE, List.of());

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table"), text);
    }

    private static List<List<String>> lines(Table table) {
        var lines = new ArrayList<List<String>>();
        table.forEach((index, cells) -> {
            assertThat(index).isEqualTo(lines.size());
            lines.add(cells);
        });
        return lines;
    }

    @Test
    void aFileCanBeGoneThroughAsOftenAsNeeded() throws IOException {
        CsvFile table = CsvFile.of(file("a,b\n1,\"x,\"\"y\"\"\"\n2,z\n"));
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(lines(table)).containsExactly(List.of("1", "x,\"y\""), List.of("2", "z"));
        assertThat(lines(table)).isEqualTo(lines(table));
    }

    @Test
    void aFileWithoutAHeaderGetsItsNamesFromElsewhere() throws IOException {
        Path file = file("ham\tHe said \"hi\", &lt;#&gt; kr\u00f6ner\nspam\t\"Free\n");
        CsvFile table = CsvFile.of(file, TABS.named(List.of("label", "text")));
        assertThat(table.columns()).containsExactly("label", "text");
        assertThat(lines(table))
                .containsExactly(List.of("ham", "He said \"hi\", &lt;#&gt; kr\u00f6ner"), List.of("spam", "\"Free"));
    }

    @Test
    void aLineOfAnotherLengthIsNamedAndNotShown() throws IOException {
        CsvFile table = CsvFile.of(file("a,b\n1,2\n3\n4,5\n"));
        assertThatThrownBy(
                        () -> table.forEach((index, cells) -> assertThat(cells).hasSize(2)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 3 has 1 cells but the header has 2");
    }

    @Test
    void aFileWithoutLinesOrWithoutAnythingIsRefused() throws IOException {
        CsvFile table = CsvFile.of(file("a,b\n"));
        assertThatThrownBy(() -> lines(table)).hasMessageContaining("no data lines");
        Path empty = file("");
        assertThatThrownBy(() -> CsvFile.of(empty)).hasMessageContaining("is empty");
    }

    @Test
    void aSeparatorMustDifferFromWhatItSeparates() {
        assertThatThrownBy(() -> new CsvDialect('"', '"', List.of())).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> TABS.named(List.of("a", "a"))).hasMessageContaining("stands twice");
    }
}

package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.search.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    private static CsvTable read(String text) throws IOException {
        return CsvTable.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tooLittleMemoryIsNoFaultOfTheText() {
        var start = new ByteArrayInputStream("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        var endless = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertThatThrownBy(() -> CsvTable.read(new SequenceInputStream(start, endless)))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,2\n3,4\n",
                "a,b\r\n1,2\r\n3,4\r\n",
                "a,b\n1,2\n3,4",
                "\uFEFFa,b\n1,2\n3,4\n",
                "\uFEFF\"a\",b\n1,2\n3,4\n\n\n"
            })
    void lineEndsAndAByteOrderMarkMakeNoDifference(String text) throws IOException {
        assertThat(read(text))
                .isEqualTo(new CsvTable(List.of("a", "b"), List.of(List.of("1", "2"), List.of("3", "4"))));
    }

    @Test
    void quotesHoldCommasQuotesAndLineEnds() throws IOException {
        CsvTable table = read("name,note\n\"Smith, J.\",\"said \"\"no\"\"\"\n\"two\nlines\",x\n");
        assertThat(table.lines()).isEqualTo(List.of(List.of("Smith, J.", "said \"no\""), List.of("two\nlines", "x")));
    }

    @Test
    void namesInTheHeaderAreStrippedAndCellsStayAsTheyAre() throws IOException {
        CsvTable table = read(" a , b\n 1 , 2\n");
        assertThat(table.columns()).isEqualTo(List.of("a", "b"));
        assertThat(table.lines()).isEqualTo(List.of(List.of(" 1 ", " 2")));
    }

    @Test
    void anEmptyLineInTheMiddleIsNamed() {
        assertThatThrownBy(() -> read("a,b\n1,2\n\n3,4\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 3 is empty");
    }

    @Test
    void everyRaggedLineIsNamed() {
        assertThatThrownBy(() -> read("a,b\n1,2\n3\n4,5,6\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 3 has 1 cells but the header has 2")
                .hasMessageContaining("line 4 has 3 cells but the header has 2");
    }

    @Test
    void afterTenRaggedLinesNoMoreAreTold() {
        assertThatThrownBy(() -> read("a,b\n" + "1\n".repeat(1000)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.violations()).hasSize(10));
    }

    @Test
    void aNamelessOrRepeatedColumnIsRefused() {
        assertThatThrownBy(() -> read("a,,a\n1,2,3\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("column 2 has no name")
                .hasMessageContaining("column 'a' stands twice");
    }

    @Test
    void emptinessIsRefused() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("a,b\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no data lines");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] latin1 = "a,b\nM\u00FCnchen,1\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CsvTable.read(new ByteArrayInputStream(latin1)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aBrokenStreamIsNoFaultOfTheData() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line is dead");
            }
        };
        assertThatThrownBy(() -> CsvTable.read(broken))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is dead");
    }
}

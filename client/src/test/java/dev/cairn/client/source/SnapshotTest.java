package dev.cairn.client.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.dataset.Column;
import dev.cairn.api.dataset.ColumnType;
import dev.cairn.search.InvalidValueException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    @TempDir
    private Path folder;

    private static String number(Object value) {
        return Cells.text(value, ColumnType.NUMBER);
    }

    @Test
    void numbersHaveOneText() {
        assertThat(number(new BigDecimal("1.500"))).isEqualTo("1.5");
        assertThat(number(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(number(new BigDecimal("0.00"))).isEqualTo("0");
        assertThat(number(new BigDecimal("1e300"))).isEqualTo("1E+300");
        assertThat(number(0.1)).isEqualTo("0.1");
        assertThat(number(0.1f)).isEqualTo("0.1");
        // Java 17 writes 2.0E-3 and, against its own rule, 2.2E-322 for what 2.17E-322 is: neither is used.
        assertThat(number(2e-3)).isEqualTo("0.002");
        assertThat(number(-7L)).isEqualTo("-7");
        assertThat(number(Double.NaN)).isEqualTo("NaN");
        var random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(number(value))).isEqualTo(value);
            }
        }
        assertThatThrownBy(() -> number(Double.POSITIVE_INFINITY)).hasMessageContaining("not a finite number");
    }

    @Test
    void momentsAreToldInUtcAndTimesAsTheyStand() {
        assertThat(Cells.text(OffsetDateTime.parse("2024-06-01T02:30:00+05:30"), ColumnType.TIME))
                .isEqualTo("2024-05-31T21:00:00Z");
        assertThat(Cells.text(Instant.parse("2024-06-01T00:00:00.250Z"), ColumnType.TIME))
                .isEqualTo("2024-06-01T00:00:00.25Z");
        assertThat(Cells.text(LocalDateTime.parse("2024-06-01T02:30"), ColumnType.TIME))
                .isEqualTo("2024-06-01T02:30:00");
        assertThat(Cells.text(LocalDate.parse("2024-06-01"), ColumnType.TIME)).isEqualTo("2024-06-01");
        assertThatThrownBy(() -> Cells.text(LocalDateTime.MAX, ColumnType.TIME))
                .hasMessageContaining("years 0 to 9999");
    }

    /** Without an implementation of its own in the tree: what a jar of someone else's would bring. */
    private record Rowed(List<Field> fields, List<List<Object>> all) implements Source {
        @Override
        public void forEach(Rows rows) throws IOException {
            for (List<Object> row : all) {
                rows.row(row);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void aSnapshotIsTheSameBytesInEveryLanguage() throws IOException {
        var source = new Rowed(
                List.of(
                        new Field("t", ColumnType.TIME),
                        new Field("v", ColumnType.NUMBER),
                        new Field("s", ColumnType.TEXT)),
                List.of(
                        Arrays.asList(LocalDate.of(2024, 1, 1), 1234567.5, "a,\"b\"\nc"),
                        Arrays.asList(LocalDate.of(2024, 1, 2), null, null)));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Snapshot snapshot = Snapshot.write(source, folder.resolve("t.csv"));
            assertThat(Files.readString(folder.resolve("t.csv"), StandardCharsets.UTF_8))
                    .isEqualTo("t,v,s\n2024-01-01,1234567.5,\"a,\"\"b\"\"\nc\"\n2024-01-02,,\n");
            assertThat(snapshot)
                    .isEqualTo(new Snapshot(
                            2,
                            List.of(
                                    new Column("t", ColumnType.TIME, 0, null),
                                    new Column("v", ColumnType.NUMBER, 1, null),
                                    new Column("s", ColumnType.TEXT, 1, null))));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithItsRowAndColumn() {
        var source =
                new Rowed(List.of(new Field("v", ColumnType.NUMBER)), List.of(Arrays.asList(1L), Arrays.asList("x")));
        assertThatThrownBy(() -> Snapshot.write(source, folder.resolve("t.csv")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("row 2, column 'v'");
    }

    @Test
    void aTsvWithoutHeaderBecomesADataSetAndKeepsItsTexts() throws IOException {
        Path file = Files.writeString(folder.resolve("sms.tsv"), "ham\tOk, \"fine\" &lt;3\nspam\tFREE £100\n");
        var request = new Request(file.toString(), Map.of("columns", "label,text"), null);
        try (Source source = Sources.open(request)) {
            Snapshot.write(source, folder.resolve("sms.csv"));
        }
        assertThat(Files.readString(folder.resolve("sms.csv")))
                .isEqualTo("label,text\nham,\"Ok, \"\"fine\"\" &lt;3\"\nspam,FREE £100\n");
    }

    @Test
    void anUnknownKindOfSourceIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> Sources.open(new Request("s3://bucket/x", Map.of(), null)))
                .hasMessageContaining("there is no source 's3'")
                .hasMessageContaining("[file, jdbc]");
    }

    @Test
    void aPasswordStandsInNoText() {
        var request = new Request("jdbc:postgresql://h/b", Map.of("query", "select 1"), "secret");
        assertThat(request.toString()).doesNotContain("secret");
        assertThatThrownBy(() -> Sources.open(
                        new Request("jdbc:postgresql://h/b?password=secret", Map.of("query", "select 1"), null)))
                .hasMessageContaining("password")
                .hasMessageNotContaining("secret");
    }
}

package dev.cairn.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final String COLUMNS = """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(col_description(c.oid, a.attnum), ''),
                coalesce(obj_description(c.oid), '')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where n.nspname = 'bi' and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum
            """;
    private static final Set<String> TYPES =
            Set.of("bigint", "integer", "double precision", "text", "boolean", "timestamp with time zone");
    private static final String GENERATED =
            "<!-- Below this line the build compares with the comments in the database; -Dcairn.rewrite=true writes it anew. -->\n";
    private static final Pattern QUESTION = Pattern.compile("(?ms)^\\d+\\. (.+?)\n\n```sql\n(.+?);\n```");

    private final CommittedFile document = new CommittedFile(Path.of("../docs/sql.md"));
    private final CommittedFile contract =
            new CommittedFile(Path.of("src/test/resources/dev/cairn/migrations/bi-columns.txt"));

    private static List<List<String>> columns() throws SQLException {
        try (Connection owner = TestPostgres.database().connect()) {
            return Rows.of(owner, COLUMNS);
        }
    }

    private static List<String> lines(List<List<String>> columns) {
        return columns.stream()
                .map(row -> row.get(0) + "." + row.get(1) + " " + row.get(2))
                .toList();
    }

    /** Rewriting accepts what is new; what is gone has to be deleted there by hand, with a new major number of {@code bi.version}. */
    @Test
    void noViewOrColumnGoesAwayOrChangesItsType() throws SQLException {
        List<String> found = lines(columns());
        List<String> promised = contract.text().lines().toList();

        assertThat(found).containsAll(promised);
        contract.assertIs(String.join("\n", found) + "\n");
    }

    @Test
    void everyViewAndColumnIsExplained() throws SQLException {
        assertThat(columns()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get(3)).as(row.get(0) + "." + row.get(1)).isNotBlank();
            assertThat(row.get(4)).as(row.get(0)).isNotBlank();
        });
    }

    @Test
    void columnsHavePlainTypes() throws SQLException {
        assertThat(columns())
                .allSatisfy(row ->
                        assertThat(row.get(2)).as(row.get(0) + "." + row.get(1)).isIn(TYPES));
    }

    @Test
    void theDocumentShowsTheCommentsInTheDatabase() throws SQLException {
        Map<String, List<List<String>>> views = new LinkedHashMap<>();
        columns()
                .forEach(row -> views.computeIfAbsent(row.get(0), view -> new ArrayList<>())
                        .add(row));
        var generated = new StringBuilder();
        views.forEach((view, columns) -> {
            generated.append("\n### bi.").append(view).append("\n\n");
            generated.append(columns.get(0).get(4)).append(".\n\n| Column | Type | Meaning |\n|---|---|---|\n");
            columns.forEach(column -> generated.append("| `%s` | %s | %s |\n"
                    .formatted(
                            column.get(1),
                            column.get(2).replace("timestamp with time zone", "timestamptz"),
                            column.get(3).replace("|", "\\|"))));
        });
        String written = document.text();

        document.assertIs(written.substring(0, written.indexOf(GENERATED)) + GENERATED + generated);
    }

    @Test
    void eachQuestionInTheDocumentHasAnAnswer() throws SQLException {
        var questions = new LinkedHashMap<String, String>();
        Matcher matcher = QUESTION.matcher(document.text());
        while (matcher.find()) {
            questions.put(matcher.group(1), matcher.group(2));
        }

        assertThat(questions).hasSize(20);
        try (Connection reader = SeededDatabase.shared().connectAsReader()) {
            for (var question : questions.entrySet()) {
                assertThat(Rows.of(reader, question.getValue()))
                        .as(question.getKey())
                        .isNotEmpty()
                        .anySatisfy(row -> assertThat(row).noneMatch(String::isEmpty));
            }
        }
    }

    @Test
    void noViewIsEmptyWhereThereAreTrials() throws SQLException {
        Set<String> views = new TreeSet<>();
        columns().forEach(row -> views.add(row.get(0)));
        try (Connection reader = SeededDatabase.shared().connectAsReader()) {
            for (String view : views) {
                assertThat(Rows.of(reader, "select 1 from bi." + view + " limit 1"))
                        .as(view)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void theTypedValueOfAParameterIsExactlyOne() throws SQLException {
        try (Connection reader = SeededDatabase.shared().connectAsReader()) {
            assertThat(Rows.of(reader, """
                    select parameter, value_type, count(*) filter (where num_nonnulls(real_value, integer_value, text_value, boolean_value) <> 1)
                    from bi.trial_parameter group by 1, 2 order by 1"""))
                    .containsExactly(
                            List.of("batchSize", "integer", "0"),
                            List.of("bidirectional", "boolean", "0"),
                            List.of("dropRate", "real", "0"),
                            List.of("learningRate", "real", "0"),
                            List.of("momentum", "real", "0"),
                            List.of("optimizer", "text", "0"),
                            List.of("units", "integer", "0"));
        }
    }
}

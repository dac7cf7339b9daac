package dev.cairn.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DashboardsTest {
    private static final String DATASOURCE = "cairn";
    private static final int LIMIT_MILLIS = 500;
    /** Other programs share the machine: a query that is quick once in so many tries is a quick query. */
    private static final int TRIES = 4;

    private static final Map<String, String> LARGEST = Map.of(
            "study",
            "1",
            "metric",
            "validation.rmse",
            "parameter",
            "learningRate",
            "studies",
            "1,2,3,4,5,6,7,8,9,10,11");

    static List<Dashboard> dashboards() {
        return Dashboard.all().toList();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQueryAnswersTheReaderInTime(Dashboard dashboard) throws SQLException {
        try (Connection reader = SeededDatabase.shared().connectAsReader();
                Statement statement = reader.createStatement()) {
            statement.execute("set statement_timeout = " + LIMIT_MILLIS);
            for (Dashboard.Query query : dashboard.queries()) {
                List<List<String>> rows = answer(reader, dashboard.filled(query.sql(), LARGEST), TRIES);
                assertThat(rows)
                        .as(dashboard.file() + ": " + query.title())
                        .isNotEmpty()
                        .anySatisfy(row -> assertThat(row).noneMatch(String::isEmpty));
            }
        }
    }

    private static List<List<String>> answer(Connection reader, String sql, int tries) throws SQLException {
        try {
            return Rows.of(reader, sql);
        } catch (SQLException e) {
            if (tries > 1 && "57014".equals(e.getSQLState())) {
                return answer(reader, sql, tries - 1);
            }
            throw new SQLException(e.getMessage() + "\n" + sql, e);
        }
    }

    /** Several objectives and limits; a running study; listed values, a boolean, a parameter of some trials; nothing at all. */
    @Test
    void everyQueryBearsOtherStudiesAndParameters() throws SQLException {
        List<Map<String, String>> others = List.of(
                variables("2", "speed", "optimizer"),
                variables("11", "validation.rmse", "bidirectional"),
                variables("2", "validation.rmse", "momentum"),
                variables("999", "no such'one", "no such'one"));
        try (Connection reader = SeededDatabase.shared().connectAsReader()) {
            for (Dashboard dashboard : dashboards()) {
                for (Dashboard.Query query : dashboard.queries()) {
                    if (query.sql().contains("${")) {
                        for (Map<String, String> variables : others) {
                            answer(reader, dashboard.filled(query.sql(), variables), 1);
                        }
                    }
                }
            }
        }
    }

    private static Map<String, String> variables(String study, String metric, String parameter) {
        return Map.of("study", study, "studies", study, "metric", metric, "parameter", parameter);
    }

    @Test
    void everyPanelNamesTheOneDataSource() throws IOException {
        for (Dashboard dashboard : dashboards()) {
            assertThat(dashboard.json().findValues("datasource"))
                    .as(dashboard.file())
                    .isNotEmpty()
                    .allSatisfy(
                            source -> assertThat(source.path("uid").asString()).isEqualTo(DATASOURCE));
        }
        assertThat(Files.readString(Path.of("../dashboards/provisioning/datasources/cairn.yaml")))
                .contains("uid: " + DATASOURCE + "\n", "user: bi_reader\n");
    }

    @Test
    void dashboardsAndPanelsHaveNumbersOfTheirOwn() {
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.json().path("uid").asString())
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.startsWith("cairn-"))
                .hasSize(4);
        assertThat(dashboards())
                .allSatisfy(dashboard -> assertThat(dashboard.panels())
                        .extracting(panel -> panel.path("id").asInt())
                        .isNotEmpty()
                        .doesNotHaveDuplicates());
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() {
        assertThat(dashboards())
                .allSatisfy(dashboard -> assertThat(dashboard.panels()).allSatisfy(panel -> {
                    assertThat(panel.path("title").asString()).isNotBlank();
                    assertThat(panel.path("description").asString())
                            .as(panel.path("title").asString())
                            .isNotBlank();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asString())
                            .as(panel.path("title").asString())
                            .isNotBlank();
                }));
    }

    @Test
    void panelsDoNotCoverEachOther() {
        for (Dashboard dashboard : dashboards()) {
            boolean[][] taken = new boolean[400][24];
            for (JsonNode panel : dashboard.panels()) {
                JsonNode at = panel.path("gridPos");
                for (int y = at.path("y").asInt();
                        y < at.path("y").asInt() + at.path("h").asInt();
                        y++) {
                    for (int x = at.path("x").asInt();
                            x < at.path("x").asInt() + at.path("w").asInt();
                            x++) {
                        assertThat(taken[y][x])
                                .as(panel.path("title").asString())
                                .isFalse();
                        taken[y][x] = true;
                    }
                }
            }
        }
    }

    @Test
    void everyPanelIsExplainedInTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/dashboards.md"));
        assertThat(dashboards())
                .allSatisfy(dashboard -> assertThat(dashboard.panels())
                        .allSatisfy(panel -> assertThat(document)
                                .contains("| " + panel.path("title").asString().replace("${parameter}", "a parameter")
                                        + " |")));
    }
}

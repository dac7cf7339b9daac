package dev.cairn.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Grafana dashboard as it is shipped, and its queries as Grafana would send them. */
record Dashboard(String file, JsonNode json) {
    private static final Path FOLDER = Path.of("../dashboards/panels");
    private static final Pattern MACRO = Pattern.compile("\\$__(timeFilter|timeGroup)\\(([^()]*)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:sqlstring)?}");
    private static final String INTERVAL_SECONDS = "3600";

    static Stream<Dashboard> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(
                    file.getFileName().toString(), JsonMapper.shared().readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A panel's query with its title, or a variable's with its name. */
    record Query(String title, String sql) {}

    List<JsonNode> panels() {
        return elements(json.path("panels"));
    }

    List<JsonNode> variables() {
        return elements(json.at("/templating/list"));
    }

    List<Query> queries() {
        var queries = new ArrayList<Query>();
        panels().forEach(panel -> elements(panel.path("targets"))
                .forEach(target -> queries.add(new Query(
                        panel.path("title").asString(), target.path("rawSql").asString()))));
        variables()
                .forEach(variable -> queries.add(new Query(
                        "variable " + variable.path("name").asString(),
                        variable.path("query").asString())));
        return queries;
    }

    private static List<JsonNode> elements(JsonNode array) {
        var all = new ArrayList<JsonNode>();
        array.forEach(all::add);
        return all;
    }

    /**
     * A query with Grafana's macros and variables filled in. Macros are replaced as Grafana's PostgreSQL data source does; a
     * variable stands as it is, or as a quoted text after {@code :sqlstring}.
     */
    String filled(String sql, Map<String, String> variables) {
        String days = json.at("/time/from").asString().replaceAll("^now-(\\d+)d$", "$1");
        String named = VARIABLE.matcher(sql).replaceAll(found -> {
            String value = variables.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException(file + " names " + found.group() + ", which is no variable of it");
            }
            return Matcher.quoteReplacement(found.group(2) == null ? value : "'" + value.replace("'", "''") + "'");
        });
        return MACRO.matcher(named.replace("$__interval", INTERVAL_SECONDS)).replaceAll(found -> {
            String[] arguments = found.group(2).split(",");
            String column = arguments[0].strip();
            return found.group(1).equals("timeFilter")
                    ? column + " between now() - interval '" + days + " days' and now()"
                    : "floor(extract(epoch from " + column + ")/" + arguments[1].strip() + ")*" + arguments[1].strip();
        });
    }
}

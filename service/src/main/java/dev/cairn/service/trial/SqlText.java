package dev.cairn.service.trial;

import java.util.LinkedHashMap;
import java.util.Map;

/** A statement in the making, with its named parameters. */
final class SqlText {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    SqlText add(String sql) {
        text.append(sql);
        return this;
    }

    /** Appends a parameter, cast to a type of Postgres. */
    SqlText value(Object value, String type) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        text.append(':').append(name).append("::").append(type);
        return this;
    }

    String text() {
        return text.toString();
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}

package dev.cairn.service.trial;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads objects of texts, numbers and booleans, which points and metrics are; a mapper takes several times as long. */
final class FlatJson {
    private static final JsonFactory JSON = new JsonFactory();

    private FlatJson() {}

    /** Numbers are doubles. */
    static Map<String, Object> read(@Nullable String text) {
        if (text == null) {
            return Map.of();
        }
        var found = new HashMap<String, Object>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isNumeric()) {
                    found.put(name, parser.getDoubleValue());
                } else if (value.isBoolean()) {
                    found.put(name, parser.getBooleanValue());
                } else {
                    found.put(name, parser.getString());
                }
            }
        }
        return found;
    }

    /** The objects of one row, each read once. */
    static final class Values {
        private final Map<Integer, Map<String, Object>> found = new HashMap<>();

        Map<String, Object> of(ResultSet row, int at) throws SQLException {
            Map<String, Object> values = found.get(at);
            if (values == null) {
                values = read(row.getString(at));
                found.put(at, values);
            }
            return values;
        }
    }
}

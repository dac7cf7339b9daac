package dev.cairn.service.study;

import dev.cairn.api.study.StudySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads specifications, each text once: every grant and every outcome brings its study's, and reading one costs more than
 * finding it again. What was read depends on the text alone, so nothing here can be out of date.
 */
@Component
public class Specs {
    private static final int REMEMBERED = 256;
    /** Longer texts, such as of large choices, are read each time instead of filling the memory. */
    private static final int LONGEST_REMEMBERED = 64 * 1024;

    private final JsonMapper json;
    private final Map<String, StudySpec> read = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StudySpec> eldest) {
            return size() > REMEMBERED;
        }
    };

    Specs(JsonMapper json) {
        this.json = json;
    }

    /** From what the column holds. */
    public StudySpec read(String text) {
        if (text.length() > LONGEST_REMEMBERED) {
            return json.readValue(text, StudySpec.class);
        }
        synchronized (read) {
            return read.computeIfAbsent(text, unread -> json.readValue(unread, StudySpec.class));
        }
    }
}

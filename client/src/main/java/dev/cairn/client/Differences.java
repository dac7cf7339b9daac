package dev.cairn.client;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudySpec;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where a specification asks for something else than a study has. What it leaves open, the service may have filled in. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /** One sentence part each, such as {@code budget.trials is 30 here and 20 there}. */
    static List<String> between(StudySpec here, StudySpec there) {
        var differences = new Differences();
        differences.compare(
                "", CairnJson.strict().valueToTree(here), CairnJson.strict().valueToTree(there));
        return differences.found;
    }

    private void compare(String path, JsonNode here, JsonNode there) {
        if (here.isObject() && there.isObject()) {
            here.properties().forEach(field -> {
                String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                compare(name, field.getValue(), there.path(field.getKey()));
            });
        } else if (here.isArray() && there.isArray() && here.size() == there.size()) {
            for (int i = 0; i < here.size(); i++) {
                compare(path + "[" + i + "]", here.get(i), there.get(i));
            }
        } else if (here.isNumber() && there.isNumber()) {
            check(path, here, there, here.doubleValue() == there.doubleValue());
        } else {
            // An empty list or object and none at all are the same.
            boolean bothEmpty = here.isContainer() && here.isEmpty() && there.isMissingNode();
            check(path, here, there, bothEmpty || here.equals(there));
        }
    }

    private void check(String path, JsonNode here, JsonNode there, boolean equal) {
        if (!equal) {
            found.add(path + " is " + here + " here and " + (there.isMissingNode() ? "absent" : there) + " there");
        }
    }
}

package dev.cairn.benchmarks.studies;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Hyperparameter;
import dev.cairn.api.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder below {@code examples/} with a {@code study.json}.
 *
 * @param json the study, with its data set
 */
public record Example(String name, ObjectNode json) {
    private static final String UNITS = "units";

    /** @param address of its table */
    public static Example read(Path folder, String address) throws IOException {
        ObjectNode json = (ObjectNode) CairnJson.strict().readTree(Files.readAllBytes(folder.resolve("study.json")));
        ((ObjectNode) json.get("task")).put("dataset", address);
        return new Example(Objects.requireNonNull(folder.getFileName()).toString(), json);
    }

    /** @param trials 0 for as many as the study says */
    String tuned(String run, long trials) {
        ObjectNode tuned = json.deepCopy();
        tuned.put("name", name + "-" + run);
        if (trials > 0) {
            ((ObjectNode) tuned.get("budget")).put("trials", trials);
        }
        return tuned.toString();
    }

    /** The same task with the standard value of every hyperparameter that the study searches: a search of one point. */
    String untuned(String run) {
        ObjectNode untuned = json.deepCopy();
        untuned.put("name", name + "-untuned-" + run);
        Task task = CairnJson.strict().treeToValue(json.get("task"), Task.class);
        Hyperparameter units = task.known().named(UNITS).orElseThrow();
        ((ObjectNode) untuned.get("task").get("hyperparameters")).remove(UNITS);
        untuned.set("space", CairnJson.strict().valueToTree(Map.of("parameters", new Object[] {
            Map.of("name", UNITS, "type", "ORDINAL", "values", new Object[] {units.standard()})
        })));
        untuned.set("sampler", CairnJson.strict().valueToTree(Map.of("type", "GRID")));
        untuned.remove("pruner");
        untuned.set("budget", CairnJson.strict().valueToTree(Map.of("trials", 1)));
        return untuned.toString();
    }

    /** The objective as the test part has it, such as {@code rmse}. */
    String metric() {
        String objective = json.get("objectives").get(0).get("metric").asString();
        return objective.substring(objective.indexOf('.') + 1);
    }

    boolean isMaximised() {
        JsonNode direction = json.get("objectives").get(0).get("direction");
        return direction != null
                && direction.asString().toUpperCase(Locale.ROOT).equals("MAXIMIZE");
    }
}

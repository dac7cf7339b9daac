package dev.cairn.cli.command;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.cli.process.Failure;
import dev.cairn.client.CairnClient;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What several commands print or read alike. */
final class Output {
    private Output() {}

    static String json(Object view) {
        return CairnJson.strict().writerWithDefaultPrettyPrinter().writeValueAsString(view);
    }

    static String counts(Map<TrialState, Long> trials) {
        return new TreeMap<>(trials)
                .entrySet().stream()
                        .map(entry -> entry.getValue() + " " + lower(entry.getKey()))
                        .collect(Collectors.joining(", "));
    }

    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** A study by its number or its name. */
    static StudyView study(CairnClient client, String idOrName) {
        if (idOrName.matches("[0-9]{1,18}")) {
            return client.studies().get(Long.parseLong(idOrName));
        }
        return client.studies()
                .named(idOrName)
                .orElseThrow(
                        () -> new Failure("there is no study named '" + idOrName + "': cairn study list shows all"));
    }
}

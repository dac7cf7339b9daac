package dev.cairn.api.transfer;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a study like another.
 *
 * @param name the new study's
 * @param trials whether it begins with what the other has learnt: its ended trials, as imported ones; no when absent
 */
public record CloneRequest(String name, @Nullable Boolean trials) {
    public CloneRequest {
        trials = trials != null && trials;
        var rules = new Rules();
        rules.present(name, "name");
        rules.hold();
    }
}

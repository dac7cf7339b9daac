package dev.cairn.api.trial;

import dev.cairn.search.Rules;

/**
 * Takes a trial out of what the search learns from, or back in.
 *
 * @param excluded whether it shall teach nothing from now on
 */
public record Exclusion(Boolean excluded) {
    public Exclusion {
        var rules = new Rules();
        rules.present(excluded, "excluded");
        rules.hold();
    }
}

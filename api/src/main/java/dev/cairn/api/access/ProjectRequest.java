package dev.cairn.api.access;

import dev.cairn.search.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new project.
 *
 * @param quotaBytes what its blobs and data sets may have together; no limit when absent
 */
public record ProjectRequest(String name, @Nullable Long quotaBytes) {
    public ProjectRequest {
        var rules = new Rules();
        checkName(rules, name);
        rules.check(
                quotaBytes == null || quotaBytes >= 0,
                "/quotaBytes",
                () -> "quotaBytes must be at least 0 but was " + quotaBytes);
        rules.hold();
    }

    static void checkName(Rules rules, @Nullable String name) {
        if (rules.present(name, "name") && name != null) {
            rules.check(
                    name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                    "/name",
                    () -> "name must be letters, digits, dots, dashes and underscores, at most 100, but was '" + name
                            + "'");
        }
    }
}

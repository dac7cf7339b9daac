package dev.cairn.api.lease;

import dev.cairn.search.Rules;

/**
 * What training can go on from: uploaded bytes that mean something to the worker's kind only.
 *
 * @param step the last one that they contain; points of the curve after it are told anew
 * @param sha256 of a blob, in lower-case hex
 */
public record Checkpoint(Long step, String sha256) {
    public Checkpoint {
        Long last = step;
        String digest = sha256;
        var rules = new Rules();
        if (rules.present(step, "step")) {
            rules.check(last >= 0, "/step", () -> "step must be at least 0 but was " + last);
        }
        if (rules.present(sha256, "sha256")) {
            rules.check(
                    digest.matches("[0-9a-f]{64}"),
                    "/sha256",
                    () -> "a blob is named by 64 lower-case hex digits but was '" + digest + "'");
        }
        rules.hold();
    }
}

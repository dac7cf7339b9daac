package dev.cairn.service.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what is not as expected. */
final class Expect {
    private Expect() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void equal(String what, @Nullable Object found, @Nullable Object expected) {
        that(Objects.equals(found, expected), what + " was " + found + " and should be " + expected);
    }
}

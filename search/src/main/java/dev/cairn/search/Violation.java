package dev.cairn.search;

import java.util.Objects;

/**
 * One rule that one value breaks.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) relative to the value that was refused; empty for the value itself
 * @param message what was wrong and what is allowed, as a sentence for a person
 */
public record Violation(String pointer, String message) {
    public Violation {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(message, "message");
    }

    /** The same violation seen from one level further out. */
    public Violation under(String parent) {
        return new Violation(parent + pointer, message);
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}

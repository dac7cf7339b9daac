package dev.cairn.search;

import java.util.List;
import java.util.stream.Collectors;

/** A value that cannot exist, with every rule it breaks. Thrown by the constructors of values. */
public final class InvalidValueException extends IllegalArgumentException {
    private final transient List<Violation> violations;

    public InvalidValueException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** At least one. */
    public List<Violation> violations() {
        return violations;
    }
}

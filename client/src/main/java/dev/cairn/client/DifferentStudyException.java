package dev.cairn.client;

import java.util.List;

/** There is a study of that name, and it is another one. */
public final class DifferentStudyException extends RuntimeException {
    private final transient List<String> differences;

    DifferentStudyException(String name, List<String> differences) {
        super("there is a study '" + name + "' already, and it is different: " + String.join("; ", differences)
                + ". Open it by its name alone, change it, or give the new one another name");
        this.differences = List.copyOf(differences);
    }

    /** Every place where the two differ. */
    public List<String> differences() {
        return differences;
    }
}

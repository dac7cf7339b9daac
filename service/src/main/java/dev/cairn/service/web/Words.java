package dev.cairn.service.web;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Objects;

/** Query parameters that are words with commas between them. */
public final class Words {
    private Words() {}

    /**
     * The same words. Spring makes a null of a blank one.
     *
     * @throws ProblemException INVALID_REQUEST if one is blank
     */
    public static <T> List<T> of(String parameter, List<T> read) {
        if (read.stream().anyMatch(Objects::isNull)) {
            throw ProblemException.of(
                    ProblemCode.INVALID_REQUEST,
                    List.of(new Violation("", parameter + " has a blank where a word belongs")));
        }
        return read;
    }
}

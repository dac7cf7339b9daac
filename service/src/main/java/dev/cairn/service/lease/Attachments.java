package dev.cairn.service.lease;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;

/** Blobs that reports and outcomes name. */
final class Attachments {
    private Attachments() {}

    /**
     * Runs a statement that attaches blobs.
     *
     * @param pointer where the call names them
     * @throws ProblemException INVALID_REQUEST if one was not uploaded before
     */
    static <T> T written(String pointer, Supplier<T> statement) {
        try {
            return statement.get();
        } catch (DataIntegrityViolationException e) {
            if (String.valueOf(e.getMessage()).contains("an_attached_blob_was_uploaded")) {
                throw ProblemException.of(
                        ProblemCode.INVALID_REQUEST,
                        List.of(new Violation(
                                pointer,
                                "upload each blob with PUT /api/v1/blobs/{sha256}, at most a day before it is named")));
            }
            throw e;
        }
    }
}

package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lease.NoWork;
import dev.cairn.api.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of problems in {@code docs/http.md} is the one that the code has. */
class HttpDocumentTest {
    @Test
    void everyProblemIsDocumentedWithItsStatusAndTitle() throws IOException {
        List<List<String>> expected = Arrays.stream(ProblemCode.values())
                .map(code -> List.of(code.name(), Integer.toString(code.status()), code.title()))
                .toList();
        assertThat(MarkdownTables.rows("http.md", "## Problems")).isEqualTo(expected);
    }

    @Test
    void everyReasonForNoWorkIsDocumentedWithItsWaitAndSentence() throws IOException {
        List<List<String>> expected = Arrays.stream(NoWork.values())
                .map(why -> List.of(why.name(), Long.toString(why.retryAfter().toSeconds()), why.sentence()))
                .toList();
        assertThat(MarkdownTables.rows("http.md", "### When there is nothing")).isEqualTo(expected);
    }
}

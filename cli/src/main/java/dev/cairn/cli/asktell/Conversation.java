package dev.cairn.cli.asktell;

import dev.cairn.api.CairnJson;
import dev.cairn.api.MalformedJson;
import dev.cairn.api.RecordReader;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a line, answers with a line, until the input ends. A line that cannot be understood changes nothing and is answered
 * with what is wrong about it.
 */
public final class Conversation {
    /** A bare NaN, which is no JSON but which Python writes, is read, so that its refusal can say what to do. */
    private static final JsonMapper JSON = CairnJson.strict()
            .rebuild()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private @Nullable Session session;

    /** Ends with the input, or when nobody reads the answers any more. */
    public void run(InputStream in, PrintWriter out) throws IOException {
        var lines = new Lines(in);
        boolean isHeard = true;
        for (Optional<Lines.Line> line = lines.next(); isHeard && line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank()) {
                out.print(JSON.writeValueAsString(answer(line.get())) + "\n");
                isHeard = !out.checkError();
            }
        }
    }

    private Answer answer(Lines.Line line) {
        if (line.isCut()) {
            return refused("a line may have at most " + Lines.LONGEST + " bytes", null);
        }
        try {
            return answer(JSON.readTree(line.bytes()));
        } catch (JacksonException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " (column " + at.getColumnNr() + ")";
            return refused("the line is not JSON" + place + ": " + MalformedJson.reason(e), null);
        } catch (InvalidValueException e) {
            return refused(e.getMessage(), e.violations());
        } catch (RuntimeException e) {
            // A defect of ours must not end a search of hours.
            return refused(
                    "unexpected: " + e + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0]), null);
        }
    }

    private Answer answer(JsonNode line) {
        if (session != null && line.has("space")) {
            throw new InvalidValueException(List.of(new Violation(
                    "/space",
                    "the search is open and its space stays as it is: send ask, tell, enqueue or best, and start another"
                            + " process for another search")));
        }
        if (session != null) {
            return session.answer(RecordReader.read(line, Request.class));
        }
        Opening opening = RecordReader.read(line, Opening.class);
        session = new Session(opening);
        return new Answer.Opened(
                true, Objects.requireNonNull(opening.seed()), Objects.requireNonNull(opening.sampler()));
    }

    private static Answer refused(String message, @Nullable List<Violation> violations) {
        return new Answer.Refused(new Answer.Refused.Error(message, violations));
    }
}

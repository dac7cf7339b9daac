package dev.cairn.service.trial;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ListFormat;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.web.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The trials of a study, as a page or as a file. */
@RestController
class TrialListController {
    /** So many trials are in memory at once. */
    private static final int PIECE = 2000;

    private final Studies studies;
    private final TrialList list;
    private final JsonMapper json;

    TrialListController(Studies studies, TrialList list, JsonMapper json) {
        this.studies = studies;
        this.list = list;
        this.json = json;
    }

    @GetMapping("/api/v1/studies/{id}/trials")
    @Allowed({Role.USER, Role.READER})
    void trials(
            @PathVariable long id,
            @RequestParam(defaultValue = "SEARCH") List<Purpose> purpose,
            @RequestParam(defaultValue = "") List<TrialState> state,
            @RequestParam(required = false) @Nullable String where,
            @RequestParam(defaultValue = "number") String sort,
            @RequestParam(required = false) @Nullable String format,
            @RequestParam(defaultValue = "") List<String> columns,
            @RequestParam(required = false) @Nullable Integer digits,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        StudySpec spec = studies.get(id).spec();
        ListFormat as = ListFormat.of(format, request);
        TrialQuery query = TrialQuery.of(
                id,
                spec,
                Words.of("purpose", purpose),
                Words.of("state", state),
                where,
                sort,
                () -> list.metrics(id, List.of(Purpose.values())));
        if (as != ListFormat.CSV && (digits != null || !columns.isEmpty())) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, "only CSV has columns and digits; add format=csv");
        }
        if (as == ListFormat.JSON) {
            Page<TrialView> page = page(query, cursor, Cursor.of(null, limit).limit());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(json.writeValueAsBytes(page));
            return;
        }
        long most = limit == null ? Long.MAX_VALUE : limit;
        if (cursor != null || most < 1 || !query.order().isIndexed()) {
            throw ProblemException.of(
                    ProblemCode.INVALID_REQUEST,
                    as.name()
                            + " has no pages: it takes no cursor, a limit of at least 1 if any, and is sorted by number or"
                            + " score");
        }
        TrialCsv csv = TrialCsv.of(
                spec, columns, digits, () -> as == ListFormat.CSV ? list.metrics(id, query.purposes()) : List.of());
        response.setContentType(as.contentType());
        response.setHeader("Content-Disposition", as.attachment(spec.name() + "-trials"));
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8), 1 << 15)) {
            if (as == ListFormat.CSV) {
                var header = new StringBuilder();
                csv.header(header);
                out.append(header);
                stream(most, (place, count) -> {
                    var lines = new StringBuilder();
                    TrialOrder.Place last = list.write(query, place, count, csv, lines);
                    out.append(lines);
                    return last;
                });
            } else {
                stream(most, (place, count) -> {
                    List<TrialList.Item> piece = list.after(query, place, count);
                    for (TrialList.Item item : piece) {
                        out.write(json.writeValueAsString(item.trial()));
                        out.write('\n');
                    }
                    return piece.size() < count ? null : piece.get(count - 1).place();
                });
            }
        }
    }

    private Page<TrialView> page(TrialQuery query, @Nullable String cursor, int limit) {
        TrialOrder.Place from = cursor == null ? null : query.order().place(cursor);
        List<TrialList.Item> found = list.after(query, from, limit + 1);
        boolean isLast = found.size() <= limit;
        List<TrialList.Item> items = isLast ? found : found.subList(0, limit);
        return new Page<>(
                items.stream().map(TrialList.Item::trial).toList(),
                isLast ? null : items.get(limit - 1).place().cursor());
    }

    private interface Pieces {
        /** Writes at most {@code count} trials after a place. Returns where it goes on; null when there are no more. */
        TrialOrder.@Nullable Place write(TrialOrder.@Nullable Place place, int count) throws IOException;
    }

    private static void stream(long most, Pieces pieces) throws IOException {
        TrialOrder.Place place = null;
        long left = most;
        do {
            int count = (int) Math.min(left, PIECE);
            place = pieces.write(place, count);
            left -= count;
        } while (place != null && left > 0);
    }
}

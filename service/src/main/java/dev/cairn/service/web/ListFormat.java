package dev.cairn.service.web;

import dev.cairn.api.NearestWord;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.search.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** What a list is told as: pages of JSON, or all of it as a file. */
public enum ListFormat {
    JSON("application/json"),
    CSV("text/csv;charset=UTF-8"),
    NDJSON("application/x-ndjson");

    private static final List<String> NAMES = List.of("json", "csv", "ndjson");

    private final String contentType;

    ListFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The query's word, else what the request accepts most. */
    public static ListFormat of(@Nullable String format, HttpServletRequest request) {
        if (format == null) {
            return accepted(request.getHeader("Accept"));
        }
        if (!NAMES.contains(format)) {
            String message = "format '" + format + "' is not known" + NearestWord.hint(format, NAMES)
                    + "; it must be one of " + NAMES;
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, List.of(new Violation("", message)));
        }
        return valueOf(format.toUpperCase(Locale.ROOT));
    }

    private static ListFormat accepted(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return JSON;
        }
        try {
            List<MediaType> wanted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(wanted);
            wanted.sort((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()));
            for (MediaType type : wanted) {
                for (ListFormat format : values()) {
                    if (type.getQualityValue() > 0
                            && type.removeQualityValue().includes(MediaType.parseMediaType(format.contentType))) {
                        return format;
                    }
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw ProblemException.of(
                    ProblemCode.NOT_ACCEPTABLE, "the header Accept cannot be read: " + e.getMessage());
        }
        throw ProblemException.of(
                ProblemCode.NOT_ACCEPTABLE, "offered are application/json, text/csv and application/x-ndjson");
    }

    /** The header that names the file. */
    public String attachment(String name) {
        return ContentDisposition.attachment()
                .filename(name + "." + name().toLowerCase(Locale.ROOT))
                .build()
                .toString();
    }
}

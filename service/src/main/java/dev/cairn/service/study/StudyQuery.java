package dev.cairn.service.study;

import dev.cairn.api.NearestWord;
import dev.cairn.api.Page;
import dev.cairn.api.study.StudyState;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which studies a list has, and in which order.
 *
 * @param name the whole name; then archived studies are found too
 * @param prefix what names begin with
 * @param states any of them; none for every one
 * @param label {@code key:value}, or {@code key} for any value
 * @param sort {@code created} or {@code name}, with a minus in front for the other way
 */
public record StudyQuery(
        @Nullable String name,
        @Nullable String prefix,
        boolean archived,
        List<StudyState> states,
        @Nullable String label,
        String sort) {
    private static final List<String> SORTS = List.of("created", "-created", "name", "-name");

    public StudyQuery {
        if (!SORTS.contains(sort)) {
            throw refusal("sort must be one of " + SORTS + " but was '" + sort + "'" + NearestWord.hint(sort, SORTS));
        }
        states = List.copyOf(states);
    }

    /** The last study of the page before; names are unique in a project only. */
    record Place(long id, String name) {}

    boolean isByName() {
        return sort.endsWith("name");
    }

    boolean isDescending() {
        return sort.startsWith("-");
    }

    @Nullable
    String labelKey() {
        return label == null ? null : label.split(":", 2)[0];
    }

    @Nullable
    String labelValue() {
        return label == null || label.indexOf(':') < 0 ? null : label.split(":", 2)[1];
    }

    /** @throws InvalidValueException if it is no cursor of a list with this order */
    @Nullable
    Place place(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(
                    Base64.getUrlDecoder().decode(cursor.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            String[] parts = text.split(":", 3);
            if (parts.length == 3 && parts[0].equals(sort)) {
                return new Place(Long.parseLong(parts[1]), parts[2]);
            }
        } catch (IllegalArgumentException e) {
            // Not one of ours: refused below, like every other text that is not.
        }
        throw refusal("cursor '" + cursor + "' was not given out by this service for a list with sort=" + sort);
    }

    /** Cuts what was fetched, one more than a page holds, to a page. */
    public Page<Study> page(List<Study> fetched, int limit) {
        if (fetched.size() <= limit) {
            return new Page<>(fetched, null);
        }
        Study last = fetched.get(limit - 1);
        String place = sort + ":" + last.id() + ":" + last.spec().name();
        return new Page<>(
                fetched.subList(0, limit),
                Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8)));
    }

    private static InvalidValueException refusal(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}

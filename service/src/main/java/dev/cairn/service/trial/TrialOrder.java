package dev.cairn.service.trial;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How a list of trials is sorted: by a field, equals by number; those without the field come last.
 *
 * @param text as it was asked for, such as {@code -score}
 */
record TrialOrder(String text, TrialField field, boolean descending) {
    /**
     * The last trial of the page before.
     *
     * @param sort the order that it is a place in
     * @param key as Postgres writes it; null among the trials without one
     */
    record Place(String sort, @Nullable String key, long number) {
        String cursor() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(CairnJson.strict().writeValueAsBytes(this));
        }
    }

    /** @throws InvalidValueException if there is no such field */
    static TrialOrder of(String text, TrialFields fields) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        TrialField field = fields.find(name).orElseThrow(() -> refusal("sort: " + fields.unknown(name)));
        return new TrialOrder(text, field, descending);
    }

    /** Whether an index gives this order, so that going on in it costs the same at each place. */
    boolean isIndexed() {
        return isByNumber() || "t.score".equals(field.column());
    }

    boolean isByNumber() {
        return "t.number".equals(field.column());
    }

    Place place(String cursor) {
        try {
            byte[] text = Base64.getUrlDecoder().decode(cursor.getBytes(StandardCharsets.UTF_8));
            Place place = CairnJson.strict().readValue(text, Place.class);
            if (place != null && this.text.equals(place.sort()) && isReadable(place)) {
                return place;
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Not one of ours: refused below, like every other text that is not.
        }
        throw refusal("cursor '" + cursor + "' was not given out by this service for a list with sort=" + this.text);
    }

    /** What Postgres could not cast would look like our fault. */
    private boolean isReadable(Place place) {
        String key = place.key();
        if (key == null) {
            return true;
        }
        return switch (field.type()) {
            case "double precision" -> Double.isFinite(Double.parseDouble(key));
            case "boolean" -> List.of("true", "false").contains(key);
            case "timestamptz" ->
                key.matches("\\d{4,6}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?[+-]\\d\\d(:\\d\\d)?");
            case "jsonb" -> CairnJson.strict().readTree(key).isValueNode() && !key.contains("u0000");
            default -> key.indexOf('\0') < 0;
        };
    }

    private static InvalidValueException refusal(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }

    /** Appends what limits trials to those after a place, of those that have the field, and the order. */
    void appendAfter(@Nullable Place place, SqlText sql) {
        String beyond = descending ? " < " : " > ";
        if (isByNumber()) {
            if (place != null) {
                sql.add(" and t.number" + beyond).value(place.number(), "bigint");
            }
            sql.add(" order by t.number" + (descending ? " desc" : ""));
            return;
        }
        sql.add(" and ");
        field.appendKey(sql).add(" is not null");
        if (place != null) {
            String key = Objects.requireNonNull(place.key());
            sql.add(" and ");
            field.appendKey(sql).add(descending ? " <= " : " >= ").value(key, field.type());
            sql.add(" and (");
            field.appendKey(sql).add(beyond).value(key, field.type());
            sql.add(" or t.number > ").value(place.number(), "bigint").add(")");
        }
        sql.add(" order by ");
        field.appendKey(sql).add((descending ? " desc" : "") + ", t.number");
    }

    /** The same of the trials without the field. */
    void appendRest(@Nullable Place place, SqlText sql) {
        sql.add(" and ");
        field.appendKey(sql).add(" is null");
        if (place != null && place.key() == null) {
            sql.add(" and t.number > ").value(place.number(), "bigint");
        }
        sql.add(" order by t.number");
    }
}

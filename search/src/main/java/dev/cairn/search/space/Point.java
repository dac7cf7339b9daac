package dev.cairn.search.space;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One configuration: a value for each active parameter, by name. Made valid by {@link SearchSpace#point(Map)}. */
public record Point(@JsonValue SortedMap<String, Object> values) {
    public Point {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Point of(Map<String, Object> values) {
        var scalars = new TreeMap<String, Object>();
        values.forEach((name, value) -> {
            Object scalar = Scalars.of(value);
            scalars.put(name, scalar == null ? value : scalar);
        });
        return new Point(scalars);
    }

    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /**
     * 32 bytes that are equal for equal points and, but for a hash collision, only for them: SHA-256 over names and typed
     * values in name order. A number counts by its numeric value, so 16 and 16.0 are one point.
     */
    public byte[] key() {
        var text = new StringBuilder();
        values.forEach((name, value) -> {
            text.append(name.length()).append(':').append(name);
            if (value instanceof Number number) {
                text.append('n').append(Long.toHexString(Double.doubleToLongBits(number.doubleValue() + 0.0)));
            } else {
                String string = value.toString();
                text.append(value instanceof Boolean ? 'b' : 's')
                        .append(string.length())
                        .append(':')
                        .append(string);
            }
        });
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

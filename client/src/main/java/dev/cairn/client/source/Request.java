package dev.cairn.client.source;

import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read.
 *
 * @param address such as {@code jdbc:postgresql://host/base} or a file's path
 * @param options by name, as the provider knows them
 * @param password kept out of every text this makes
 */
public record Request(
        String address,
        Map<String, String> options,
        @Nullable String password) {
    public Request {
        options = Map.copyOf(options);
    }

    /** Before the first colon; {@code file} if there is none. One letter is a drive, not a scheme. */
    public String scheme() {
        int colon = address.indexOf(':');
        return colon > 1 ? address.substring(0, colon) : "file";
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** @throws InvalidValueException if it is absent */
    String required(String name) {
        return option(name).orElseThrow(() -> refused("/" + name, name + " is required for " + scheme()));
    }

    static InvalidValueException refused(String pointer, String message) {
        return new InvalidValueException(List.of(new Violation(pointer, message)));
    }

    @Override
    public String toString() {
        return "Request[address=" + address + ", options=" + options + "]";
    }
}

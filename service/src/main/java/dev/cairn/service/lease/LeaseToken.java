package dev.cairn.service.lease;

import dev.cairn.service.access.Caller;
import dev.cairn.service.blob.Blobs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * A lease's secret, derived from the worker's random request id, so that a repeated request gets the same token from any
 * replica while the database keeps only hashes of both: knowing the rows, nobody can tell the token. Whoever leased is part of
 * what is hashed, so that neither is of use to anybody else.
 */
final class LeaseToken {
    private LeaseToken() {}

    static String of(UUID request) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash("token:" + request));
    }

    static byte[] requestHash(UUID request, Caller caller) {
        return hash("request:" + request + ":" + caller.name());
    }

    static byte[] hash(String token, Caller caller) {
        return hash(token + ":" + caller.name());
    }

    static byte[] hash(String text) {
        return Blobs.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}

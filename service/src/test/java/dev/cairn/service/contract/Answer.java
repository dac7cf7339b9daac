package dev.cairn.service.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What came back over a socket.
 *
 * @param mediaType without parameters, in lower case
 * @param body at most {@value #MOST} bytes of it
 */
public record Answer(int status, String mediaType, String body, boolean isCutOff) {
    private static final int MOST = 1 << 20;
    private static final int PATIENCE_MILLIS = 40_000;

    /** Sends bytes and reads until the service hangs up, as it is asked to. */
    public static Answer to(byte[] request, int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // It may refuse before it has read all, and hang up; what it said can still be read.
            }
            return of(socket.getInputStream().readNBytes(MOST));
        }
    }

    private static Answer of(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.matches("(?s)HTTP/1\\.1 \\d{3}.*")) {
            throw new IOException("this is no answer: '" + text + "'");
        }
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        String body = text.substring(end + 4);
        int type = head.indexOf("content-type:");
        String media = type < 0
                ? ""
                : head.substring(type + 13)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .split(";")[0]
                        .strip();
        boolean isCutOff = bytes.length == MOST || head.contains("content-encoding:");
        return new Answer(
                Integer.parseInt(head.substring(9, 12)),
                media,
                head.contains("transfer-encoding: chunked") && !isCutOff ? joined(body) : body,
                isCutOff);
    }

    /** Of chunks, by the bytes that their lengths count. */
    private static String joined(String chunks) {
        byte[] all = chunks.getBytes(StandardCharsets.UTF_8);
        var joined = new ByteArrayOutputStream();
        int at = 0;
        while (at < all.length) {
            int line = at;
            while (line < all.length && all[line] != '\r') {
                line++;
            }
            int length = Integer.parseInt(new String(all, at, line - at, StandardCharsets.US_ASCII).strip(), 16);
            int from = Math.min(line + 2, all.length);
            joined.write(all, from, Math.min(length, all.length - from));
            at = length == 0 ? all.length : from + length + 2;
        }
        return joined.toString(StandardCharsets.UTF_8);
    }
}

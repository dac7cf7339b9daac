package dev.cairn.cli.asktell;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes, of which a stranger cannot make us keep more than a limit. */
final class Lines {
    /** As much as a body of the HTTP interface. */
    static final int LONGEST = 4 * 1024 * 1024;

    private final InputStream in;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * @param bytes the line without its end
     * @param isCut whether it was longer than {@link #LONGEST}; then the rest was passed over
     */
    record Line(byte[] bytes, boolean isCut) {
        boolean isBlank() {
            for (byte b : bytes) {
                // Spaces, tabs and the carriage return before a line feed; bytes beyond ASCII are negative.
                if (b < 0 || b > ' ') {
                    return false;
                }
            }
            return true;
        }
    }

    /** The next line, also one that the end of the input ends; empty when there is none. Waits for it. */
    Optional<Line> next() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean isCut = false;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.size() == 0 ? Optional.empty() : Optional.of(new Line(line.toByteArray(), isCut));
            }
            if (line.size() < LONGEST) {
                line.write(b);
            } else {
                isCut = true;
            }
        }
        return Optional.of(new Line(line.toByteArray(), isCut));
    }
}

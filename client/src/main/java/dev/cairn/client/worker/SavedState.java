package dev.cairn.client.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an earlier attempt of the trial saved, whole.
 *
 * @param step the last one that it contains: the curve up to there stands already
 * @param file in the attempt's folder
 */
public record SavedState(long step, Path file) {
    public byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }
}

package dev.cairn.client;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a model of the file that a trial left. Found by {@link java.util.ServiceLoader}: whoever trains knows how, so the jar of
 * a trainer brings it, and the client needs no library that trains.
 */
public interface ModelLoader {
    /** What {@link #load} answers, or a type above it. */
    Class<?> type();

    /** @throws IOException if the file cannot be read or is no such model; the message says why */
    Object load(Path file) throws IOException;
}

package dev.cairn.worker.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Data sets on this machine's disk, by their digest. Several processes may share a folder. */
public final class DatasetCache {
    private static final String PREFIX = "sha256:";

    /** Where a data set comes from when it is not here yet. */
    public interface Source {
        /**
         * Writes its bytes, by address.
         *
         * @throws IOException if they cannot be written; what else is wrong are exceptions of the source's own
         */
        void write(String address, OutputStream to) throws IOException;
    }

    /** What a source gave was not what was asked for. */
    public static final class DigestMismatchException extends RuntimeException {
        DigestMismatchException(String address, String found) {
            super("the data set " + address + " arrived with the digest " + PREFIX + found);
        }
    }

    private final Path folder;
    private final Source source;

    public DatasetCache(Path folder, Source source) {
        this.folder = folder;
        this.source = source;
    }

    /**
     * The file of a data set, whole and with the right digest: from here if possible, else from the source.
     *
     * @throws DigestMismatchException if the source gives other bytes
     * @throws IOException if this machine's disk fails
     */
    public Path file(String address) throws IOException {
        String digest = address.substring(PREFIX.length());
        Path file = folder.resolve(digest + ".csv");
        if (Files.exists(file) && digest(file).equals(digest)) {
            return file;
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, digest, ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                source.write(address, out);
            }
            String found = digest(part);
            if (!found.equals(digest)) {
                throw new DigestMismatchException(address, found);
            }
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** SHA-256 of a file in lower-case hex. */
    public static String digest(Path file) throws IOException {
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

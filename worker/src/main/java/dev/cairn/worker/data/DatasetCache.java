package dev.cairn.worker.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * Data sets on this machine's disk, by their digest. Several processes may share a folder. When the files take more than the
 * limit, those that nobody uses go, the longest unused first; what is in use stays, even beyond the limit.
 */
public final class DatasetCache {
    private static final String PREFIX = "sha256:";
    private static final String TABLE = ".csv";
    private static final String PART = ".part";
    /** A transfer that has not written for so long was cut off with its process. */
    private static final Duration STALE = Duration.ofDays(1);

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

    /** A data set's file, which stays until this is closed. */
    public static final class Use implements AutoCloseable {
        private final Path file;
        private final FileUse use;

        private Use(Path file, FileUse use) {
            this.file = file;
            this.use = use;
        }

        public Path file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            use.end();
        }
    }

    private final Path folder;
    private final long limit;
    private final Source source;

    /** @param limit in bytes */
    public DatasetCache(Path folder, long limit, Source source) {
        this.folder = folder;
        this.limit = limit;
        this.source = source;
    }

    /**
     * The file of a data set, whole and with the right digest: from here if possible, else from the source.
     *
     * @throws DigestMismatchException if the source gives other bytes
     * @throws IOException if this machine's disk fails
     */
    public Use use(String address) throws IOException {
        String digest = address.substring(PREFIX.length());
        // Before looking: what is there now must not be deleted between the look and the use.
        FileUse use = FileUse.begin(lockOf(digest));
        try {
            Path file = folder.resolve(digest + TABLE);
            if (!Files.exists(file) || !digest(file).equals(digest)) {
                fetch(address, digest, file);
                makeRoom();
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return new Use(file, use);
        } catch (IOException | RuntimeException | Error e) {
            use.end();
            throw e;
        }
    }

    private void fetch(String address, String digest, Path file) throws IOException {
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, digest, PART);
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                source.write(address, out);
            }
            String found = digest(part);
            if (!found.equals(digest)) {
                throw new DigestMismatchException(address, found);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path lockOf(String digest) {
        return folder.resolve("locks").resolve(digest);
    }

    /** Which of the files may go, the longest unused first. */
    private record Kept(Path file, long bytes, FileTime used) {}

    private void makeRoom() throws IOException {
        var kept = new ArrayList<Kept>();
        long total = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*{" + TABLE + "," + PART + "}")) {
            for (Path file : files) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    boolean isPart = file.getFileName().toString().endsWith(PART);
                    if (isPart) {
                        if (attributes
                                .lastModifiedTime()
                                .toInstant()
                                .isBefore(Instant.now().minus(STALE))) {
                            Files.deleteIfExists(file);
                        }
                    } else {
                        kept.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
                        total += attributes.size();
                    }
                } catch (NoSuchFileException e) {
                    // Another worker has deleted it.
                }
            }
        }
        kept.sort(Comparator.comparing(Kept::used));
        for (Kept one : kept) {
            if (total <= limit) {
                return;
            }
            String digest = one.file().getFileName().toString().replace(TABLE, "");
            if (FileUse.ifUnused(lockOf(digest), () -> Files.deleteIfExists(one.file()))) {
                total -= one.bytes();
            }
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

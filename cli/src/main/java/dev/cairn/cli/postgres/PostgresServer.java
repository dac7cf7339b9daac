package dev.cairn.cli.postgres;

import dev.cairn.cli.process.Child;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Pause;
import dev.cairn.cli.process.Ports;
import dev.cairn.cli.process.Shell;
import dev.cairn.cli.process.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A Postgres server on a free loopback port, with everything it owns in one folder. Commits are durable: fsync and
 * synchronous_commit are on. The caller must hold the folder alone.
 */
public final class PostgresServer implements AutoCloseable {
    /** Recovery after a crash may take long; a healthy start takes one second. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration INIT_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final int PORTS_TRIED = 3;
    private static final String SUPERUSER = "postgres";

    private final Child server;
    private final Path data;
    private final int port;
    private final String password;

    private PostgresServer(Child server, Path data, int port, String password) {
        this.server = server;
        this.data = data;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server, on new data where there are none.
     *
     * @param cache where its programs are unpacked
     * @param folder holds {@code data}, the superuser's password and the log
     * @param temporary whether the folder goes with the run; saves two seconds of writing the new data down
     */
    public static PostgresServer start(Path cache, Path folder, boolean temporary, Watchdog watchdog) {
        ServerUser user = ServerUser.choose();
        Path place = writable(folder.toAbsolutePath());
        Binaries binaries = Binaries.in(cache.toAbsolutePath());
        user.requireWayTo(binaries.home());
        user.requireWayTo(place);
        Path data = place.resolve("data");
        PidFile.clearLeftovers(data);
        try {
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(binaries, user, place, temporary, watchdog);
            }
            requireVersion(binaries, data);
            return start(binaries, user, place, watchdog, PORTS_TRIED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Database {@code postgres}, which the caller may fill. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String superuser() {
        return SUPERUSER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return server.pid();
    }

    public void requireAlive() {
        server.requireAlive();
    }

    /** Ends it at once, as a crash would: what was committed is found again at the next start. */
    public void kill() {
        server.kill();
    }

    /** The same server once more, on the same port, after this one was killed. */
    public PostgresServer again() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        for (Child next = server; System.nanoTime() < end; ) {
            PidFile.clearLeftovers(data);
            next = next.again();
            if (serves(next, data)) {
                return new PostgresServer(next, data, port, password);
            }
            // A process of the killed one may hold the shared memory for a moment longer.
            next.close();
        }
        throw new Failure("Postgres did not start again in " + data + server.lastWords());
    }

    private static boolean serves(Child server, Path data) {
        return Pause.until(() -> !server.isAlive() || isReady(data, server.pid()), START_LIMIT) && server.isAlive();
    }

    /** Disconnects everyone, writes everything down, ends. */
    @Override
    public void close() {
        server.close();
    }

    private static Path writable(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".cairn-", ".try"));
            return folder;
        } catch (IOException e) {
            throw new Failure(
                    "cannot write in " + folder + ": give this user the right to, or choose another folder", e);
        }
    }

    /** Into a folder beside, renamed when complete: an interrupted attempt leaves nothing that looks like data. */
    private static void initialise(Binaries binaries, ServerUser user, Path place, boolean temporary, Watchdog watchdog)
            throws IOException {
        Path unfinished = place.resolve("data.new");
        Binaries.delete(unfinished);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.give(unfinished);
        Path password = passwordFile(place);
        user.give(password);
        var initdb = new Child.Plan(
                "initdb",
                user.command(
                        binaries.program("initdb"),
                        "--pgdata=" + unfinished,
                        "--username=" + SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        temporary ? "--no-sync" : "--sync-method=fsync",
                        "--no-instructions"),
                user.environment(),
                place.resolve("postgres.log"));
        try (Child running = Child.start(initdb, watchdog)) {
            if (running.await(INIT_LIMIT) != 0) {
                throw new Failure("Postgres could not create its data in " + place + running.lastWords());
            }
        }
        Files.move(unfinished, place.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path passwordFile(Path place) throws IOException {
        Path file = place.resolve("superuser.password");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        return Files.writeString(file, HexFormat.of().formatHex(secret));
    }

    private static void requireVersion(Binaries binaries, Path data) throws IOException {
        String written = Files.readString(data.resolve("PG_VERSION")).strip();
        String name = binaries.home().getFileName().toString();
        boolean same = name.contains("-" + written + ".") || name.equals("postgres-unpacked");
        if (!same) {
            throw new Failure("the data in " + data + " were written by Postgres " + written
                    + ", but this Cairn brings " + name + ": dump them with the older one, or choose another folder");
        }
    }

    private static PostgresServer start(
            Binaries binaries, ServerUser user, Path place, Watchdog watchdog, int portsLeft) throws IOException {
        int port = Ports.free();
        Path data = place.resolve("data");
        Path log = place.resolve("postgres.log");
        var plan = new Child.Plan(
                "Postgres",
                user.command(
                        binaries.program("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        // No socket file: its folder may not exist, and its path may be too long.
                        "-c",
                        "unix_socket_directories=",
                        // /dev/shm is tiny in many containers.
                        "-c",
                        "dynamic_shared_memory_type=mmap"),
                user.environment(),
                log,
                // "Fast": the default, TERM, waits for every client to leave.
                "INT",
                STOP_LIMIT);
        Child server = Child.start(plan, watchdog);
        if (serves(server, data)) {
            return new PostgresServer(server, data, port, Files.readString(place.resolve("superuser.password")));
        }
        server.close();
        if (portsLeft > 1 && String.join("", Shell.lastLines(log, 5)).contains("could not create any TCP/IP sockets")) {
            // Someone took the port between our look and the server's.
            return start(binaries, user, place, watchdog, portsLeft - 1);
        }
        throw new Failure("Postgres did not start in " + place + server.lastWords());
    }

    private static boolean isReady(Path data, long pid) {
        return PidFile.in(data)
                .filter(file -> file.pid() == pid && file.ready())
                .isPresent();
    }

    /** Whether its folders must be open to user nobody to pass through, which root's home is not. */
    public static boolean runsAsNobody() {
        return ServerUser.choose() == ServerUser.NOBODY;
    }

    /** For the doctor: tries all of the above in a folder that is deleted again. */
    public static void tryOut(Path cache) {
        Path folder = null;
        try (var watchdog = new Watchdog()) {
            folder = Files.createTempDirectory("cairn-doctor-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            watchdog.deleteAfterwards(folder);
            start(cache, folder, true, watchdog).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deleteQuietly(folder);
        }
    }

    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path folder) {
        try {
            if (folder != null) {
                Binaries.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.cairn.cli.local;

import dev.cairn.cli.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where we keep things for this user.
 *
 * @param cache what can be made again, such as Postgres's programs
 * @param data what must be kept, such as the studies of {@code cairn dev}
 */
public record Folders(Path cache, Path data) {
    public static Folders ofThisUser() {
        var environment = System.getenv();
        Folders personal = of(environment, System.getProperty("user.home", ""), System.getProperty("java.io.tmpdir"));
        return PostgresServer.runsAsNobody() ? personal.orShared(environment) : personal;
    }

    /** For root where Postgres must run as nobody, who may not enter root's home: the system's folders, unless chosen. */
    private Folders orShared(Map<String, String> environment) {
        return new Folders(
                isChosen(environment, "CAIRN_CACHE") ? cache : Path.of("/var/cache/cairn"),
                isChosen(environment, "CAIRN_DATA") ? data : Path.of("/var/lib/cairn"));
    }

    private static boolean isChosen(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /** CAIRN_CACHE and CAIRN_DATA first, then the XDG folders, then the home folder; without a usable home, temporary ones. */
    static Folders of(Map<String, String> environment, String home, String temporary) {
        String user = environment.getOrDefault("USER", "user");
        Path base = usable(environment.getOrDefault("HOME", ""), home);
        Path fallback = Path.of(temporary, "cairn-" + user.replaceAll("[^A-Za-z0-9._-]", "_"));
        return new Folders(
                choose(
                        environment,
                        "CAIRN_CACHE",
                        "XDG_CACHE_HOME",
                        base == null ? fallback.resolve("cache") : base.resolve(".cache/cairn")),
                choose(
                        environment,
                        "CAIRN_DATA",
                        "XDG_DATA_HOME",
                        base == null ? fallback.resolve("data") : base.resolve(".local/share/cairn")));
    }

    private static @org.jspecify.annotations.Nullable Path usable(String... homes) {
        for (String home : homes) {
            if (!home.isBlank() && Files.isWritable(Path.of(home))) {
                return Path.of(home);
            }
        }
        return null;
    }

    private static Path choose(Map<String, String> environment, String own, String xdg, Path otherwise) {
        String mine = environment.getOrDefault(own, "");
        if (!mine.isBlank()) {
            return Path.of(mine);
        }
        String shared = environment.getOrDefault(xdg, "");
        // The XDG rules: a relative path counts as unset.
        return !shared.isBlank() && Path.of(shared).isAbsolute() ? Path.of(shared, "cairn") : otherwise;
    }
}

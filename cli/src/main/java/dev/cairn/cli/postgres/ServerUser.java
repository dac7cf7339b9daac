package dev.cairn.cli.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.cairn.cli.process.Failure;
import dev.cairn.cli.process.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As whom Postgres runs: it refuses to run as root, so root lends it another face. */
enum ServerUser {
    /** We are not root. */
    OURSELVES(List.of()),
    /** Root in a user namespace of its own, where it looks like nobody; files stay root's. */
    NAMESPACE(List.of("unshare", "-U")),
    /** Where user namespaces are forbidden, as in most containers: really nobody, who must own the files. */
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    private static final int NOBODYS_ID = 65534;

    private final List<String> prefix;

    ServerUser(List<String> prefix) {
        this.prefix = prefix;
    }

    static ServerUser choose() {
        if (new UnixSystem().getUid() != 0) {
            return OURSELVES;
        }
        if (Shell.succeeds("unshare", "-U", "true")) {
            return NAMESPACE;
        }
        if (Shell.succeeds("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true")) {
            return NOBODY;
        }
        throw new Failure(
                "Postgres refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here to give it"
                        + " another user: run Cairn as a normal user, or install util-linux");
    }

    List<String> command(String... words) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        return command;
    }

    Map<String, String> environment() {
        // initdb and the server must not depend on locales that may not be installed.
        return Map.of("LC_ALL", "C", "TZ", "UTC");
    }

    /** Hands over a file or folder, which only the server's user may open. */
    void give(Path path) {
        if (this != NOBODY) {
            return;
        }
        try {
            Files.setAttribute(path, "unix:uid", NOBODYS_ID);
            Files.setAttribute(path, "unix:gid", NOBODYS_ID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws a {@link Failure} if nobody cannot get to the place, such as below root's home. */
    void requireWayTo(Path folder) {
        if (this == NOBODY
                && !Shell.succeeds(command("test", "-x", folder.toString()).toArray(String[]::new))) {
            throw new Failure("Postgres runs as user 'nobody' here, who may not enter " + folder
                    + ": choose folders outside root's home with CAIRN_CACHE and --data, such as /var/lib/cairn,"
                    + " or run Cairn as a normal user");
        }
    }
}

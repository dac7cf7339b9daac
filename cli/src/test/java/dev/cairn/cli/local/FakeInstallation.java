package dev.cairn.cli.local;

import dev.cairn.cli.process.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A folder laid out like the built source tree, whose other modules are small programs that play their part. */
public final class FakeInstallation {
    private final Path home;

    public FakeInstallation(Path home) throws IOException {
        this.home = home;
        program("migrations", source("Migrate"));
        program("service", source("CairnService"));
        program("worker", source("Worker"), source("VerifyModel"));
        copy(Path.of("..", "examples"), home.resolve("examples"));
    }

    public Installation installation() {
        return new Installation(home);
    }

    /** Replaces a module's program. */
    public void program(String module, String... sources) throws IOException {
        Path work = Files.createTempDirectory(home, "compiling");
        var command = new ArrayList<>(
                List.of("-proc:none", "-d", work.resolve("classes").toString()));
        for (String text : sources) {
            String name = text.replaceFirst("(?s).*?public class (\\w+).*", "$1");
            command.add(Files.writeString(work.resolve(name + ".java"), text).toString());
        }
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, command.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException(module + " does not compile");
        }
        Path jar =
                Files.createDirectories(home.resolve(module).resolve("target")).resolve("cairn-" + module + ".jar");
        Path classes = work.resolve("classes");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    public static String source(String name) throws IOException {
        try (InputStream in = FakeInstallation.class.getResourceAsStream("/fake/" + name + ".java.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.toList();
        }
        for (Path path : all) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }
}

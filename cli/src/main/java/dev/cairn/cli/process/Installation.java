package dev.cairn.cli.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Cairn was built.
 *
 * @param home the root of the source tree, or of an unpacked copy with the same layout
 */
public record Installation(Path home) {
    /** The launcher says where it lies. */
    public static Installation ofThisProcess() {
        String home = System.getProperty("cairn.home");
        if (home == null) {
            throw new Failure("start Cairn by its launcher script ./cairn, which tells it where its parts lie");
        }
        return new Installation(Path.of(home));
    }

    /** Command that runs a main class of a module in a Java process of its own. */
    public List<String> java(String module, List<String> flags, String mainClass, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath(module));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    public Path jar(String module) {
        return home.resolve(module).resolve("target").resolve("cairn-" + module + ".jar");
    }

    private String classPath(String module) {
        Path jar = jar(module);
        if (!Files.exists(jar)) {
            throw new Failure(jar + " is missing: build it by running " + home.resolve("cairn"));
        }
        return jar + File.pathSeparator + jar.resolveSibling("lib") + File.separator + "*";
    }

    /** A file that ships with the examples. */
    public Path example(String file) {
        Path path = home.resolve("examples").resolve(file);
        if (!Files.isReadable(path)) {
            throw new Failure("the example " + path + " is missing or cannot be read");
        }
        return path;
    }
}

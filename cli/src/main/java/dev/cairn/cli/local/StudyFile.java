package dev.cairn.cli.local;

import dev.cairn.api.CairnJson;
import dev.cairn.api.YamlReader;
import dev.cairn.cli.process.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A study's JSON before it is sent: kept as text and tree, because judging it is the service's task. */
public final class StudyFile {
    private final ObjectNode tree;

    private StudyFile(ObjectNode tree) {
        this.tree = tree;
    }

    public static StudyFile read(Path file) {
        try {
            String text = Files.readString(file);
            return file.toString().matches(".*\\.ya?ml") ? yaml(text, file.toString()) : parse(text, file.toString());
        } catch (IOException e) {
            throw new Failure("cannot read the study from " + file + ": " + reason(e), e);
        }
    }

    /** @param source where the text is from, for messages */
    public static StudyFile parse(String json, String source) {
        try {
            if (CairnJson.strict().readTree(json) instanceof ObjectNode object) {
                return new StudyFile(object);
            }
            throw new Failure(source + " must hold one JSON object, a study");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Failure(
                    source + " is not valid JSON (line " + at.getLineNr() + ", column " + at.getColumnNr() + "): "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static StudyFile yaml(String text, String source) {
        try {
            if (YamlReader.tree(text) instanceof ObjectNode object) {
                return new StudyFile(object);
            }
            throw new Failure(source + " must hold one study");
        } catch (YamlReader.MalformedYamlException e) {
            throw new Failure(source + " is not the kind of YAML that is taken: " + e.getMessage(), e);
        }
    }

    public String name() {
        return tree.path("name").asString("");
    }

    /** The data set's address, as the upload answered it. */
    public StudyFile dataset(String address) {
        tree.withObjectProperty("task").put("dataset", address);
        return this;
    }

    public StudyFile seed(long seed) {
        tree.put("seed", seed);
        return this;
    }

    public StudyFile trials(long trials) {
        tree.withObjectProperty("budget").put("trials", trials);
        return this;
    }

    /** @param json the sampler's settings */
    public StudyFile sampler(String json) {
        tree.set("sampler", CairnJson.strict().readTree(json));
        return this;
    }

    public String json() {
        return tree.toString();
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.getMessage();
    }
}

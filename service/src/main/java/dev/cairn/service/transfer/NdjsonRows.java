package dev.cairn.service.transfer;

import dev.cairn.api.MalformedJson;
import dev.cairn.api.RecordReader;
import dev.cairn.api.transfer.ExportLine;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Violation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our own export. Lines of the study and of events are told, not read. */
record NdjsonRows(Path file, JsonMapper json) implements Rows {
    @Override
    public void each(Receiver to) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    take("line " + number, line, to);
                }
            }
        } catch (CharacterCodingException e) {
            throw refused("the export is not UTF-8 text");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(String place, String line, Receiver to) {
        JsonNode tree;
        try {
            tree = json.readTree(line);
        } catch (JacksonException e) {
            to.take(place, () -> {
                throw refused(MalformedJson.reason(e));
            });
            return;
        }
        String type = tree.path("type").asString("");
        if (!type.equals("STUDY") && !type.equals("EVENT")) {
            to.take(place, () -> RecordReader.read(tree, ExportLine.class));
        }
    }

    private static InvalidValueException refused(String message) {
        return new InvalidValueException(List.of(new Violation("", message)));
    }
}

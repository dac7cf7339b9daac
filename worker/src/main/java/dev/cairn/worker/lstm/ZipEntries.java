package dev.cairn.worker.lstm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Zips that are read without trusting them: exactly the known entries, each once and with a limit on its unpacked size. */
final class ZipEntries {
    /** 1980, the earliest time a zip can hold: equal contents are equal files. */
    private static final long NO_TIME = 315_532_800_000L;

    private ZipEntries() {}

    /**
     * Reads all entries.
     *
     * @param what the file should be, for messages, such as "model"
     * @param largest number of bytes that each entry may unpack to, by its name
     * @throws InvalidModelException if it is no zip, or has other entries
     */
    static Map<String, byte[]> read(Path file, String what, Map<String, Integer> largest)
            throws IOException, InvalidModelException {
        var entries = new TreeMap<String, byte[]>();
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                Integer most = largest.get(name);
                if (most == null) {
                    throw new InvalidModelException("a " + what + " has no entry '" + name + "'");
                }
                byte[] bytes = zip.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new InvalidModelException("entry '" + name + "' unpacks to more than " + most + " bytes");
                }
                if (entries.put(name, bytes) != null) {
                    throw new InvalidModelException("entry '" + name + "' is there twice");
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new InvalidModelException("the file is no zip: " + e.getMessage(), e);
        }
        if (entries.size() < largest.size()) {
            throw new InvalidModelException("a " + what + " has the entries " + new TreeMap<>(largest).keySet()
                    + " but the file has only " + entries.keySet());
        }
        return entries;
    }

    static void begin(ZipOutputStream zip, String name) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(NO_TIME);
        zip.putNextEntry(entry);
    }
}

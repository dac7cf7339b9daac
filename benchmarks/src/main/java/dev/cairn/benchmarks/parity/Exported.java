package dev.cairn.benchmarks.parity;

import dev.cairn.api.CairnJson;
import dev.cairn.worker.data.Batch;
import dev.cairn.worker.data.Examples;
import dev.cairn.worker.data.Shape;
import dev.cairn.worker.data.TaskData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a trial trains on, as files that any program reads: {@code network.json} and arrays of 32-bit floats, little endian, last
 * index fastest, in the shapes of {@link Batch}.
 */
final class Exported {
    private Exported() {}

    static void write(Path folder, PlainNetwork network, TaskData data, int seeds) throws IOException {
        Shape shape = data.shape();
        var description = new TreeMap<String, Object>(Map.of(
                "features", shape.features(),
                "outputs", shape.outputs(),
                "answer", shape.answer().name(),
                "tokens", shape.tokens(),
                "hyperparameters", network.values(),
                "seeds", seeds));
        description.put("fit", part(folder, "fit", data.fitting()));
        description.put("held", part(folder, "held", data.held()));
        Files.write(folder.resolve("network.json"), CairnJson.strict().writeValueAsBytes(description));
    }

    private static Map<String, Integer> part(Path folder, String name, Examples examples) throws IOException {
        Batch all = examples.batch(IntStream.range(0, examples.count()).toArray(), 0, examples.count());
        write(folder.resolve(name + ".inputs"), all.inputs());
        write(folder.resolve(name + ".mask"), all.mask());
        write(folder.resolve(name + ".outputs"), all.outputs());
        write(folder.resolve(name + ".weights"), all.weights());
        return Map.of("count", all.count(), "length", all.length());
    }

    private static void write(Path file, float @Nullable [] numbers) throws IOException {
        if (numbers != null) {
            var bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(numbers);
            Files.write(file, bytes.array());
        }
    }
}

package dev.cairn.benchmarks.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.api.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PlainNetworkTest {
    private static Task task(String example) throws IOException {
        ObjectNode json = (ObjectNode) CairnJson.strict()
                .readTree(Files.readAllBytes(Path.of("..", "examples", example, "study.json")))
                .get("task");
        json.put("dataset", "sha256:" + "0".repeat(64));
        return CairnJson.strict().treeToValue(json, Task.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seattle-weather", "apple-close", "sms-spam"})
    void theStandardNetworkOfAnExampleCanBeCompared(String example) throws IOException {
        PlainNetwork network = PlainNetwork.of(task(example), Map.of("units", 16.0));
        assertThat(network.real("units")).isEqualTo(16);
        assertThat(network.values()).containsEntry("gradientClipping", "NONE");
        assertThat(network.real("earlyStoppingPatience")).isZero();
    }

    @Test
    void whatTheOtherSideDoesNotHaveIsRefusedAllAtOnce() {
        assertThatThrownBy(
                        () -> PlainNetwork.of(task("apple-close"), Map.of("cell", "GRU", "dropRate", 0.5, "l2", 0.1)))
                .hasMessageContaining("cell must be LSTM to be compared but was GRU")
                .hasMessageContaining("dropRate")
                .hasMessageContaining("l2");
    }
}

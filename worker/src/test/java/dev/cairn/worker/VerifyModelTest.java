package dev.cairn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.Task;
import dev.cairn.api.task.TextClassification;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.worker.lstm.LstmTrial;
import dev.cairn.worker.lstm.TrialListener;
import dev.cairn.worker.lstm.TrialOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that tell classes; those that forecast are verified where a worker's whole trial is. */
class VerifyModelTest {
    private static final ClassSplit SPLIT = new ClassSplit.HoldOut(0.3, null, null);
    private static final String DATASET = "sha256:" + "0".repeat(64);

    @TempDir
    private Path folder;

    private String verified(Task task, String table) throws Exception {
        Path file = Files.writeString(folder.resolve("table.csv"), table);
        Path model = folder.resolve("model.zip");
        var order = new TrialOrder(
                1,
                "small",
                9,
                Purpose.SEARCH,
                task,
                Map.of("units", 2, "epochs", 1),
                1,
                null,
                file.toString(),
                model.toString(),
                new TrialOrder.Checkpointing(folder.toString(), 0, 1e9),
                null);
        LstmTrial.run(order, new Silent());
        return VerifyModel.verify(model);
    }

    private static final class Silent implements TrialListener {
        @Override
        public void expects(long bytes, double epochSeconds) {}

        @Override
        public void progressed() {}

        @Override
        public void measured(Measurement measurement) {}

        @Override
        public void checkpointed(long step, Path file, boolean due) {}

        @Override
        public void noted(String line) {}
    }

    @Test
    void aModelOfTextsAnswersToATypicalOne() throws Exception {
        var task = new TextClassification(DATASET, "t", "c", null, null, SPLIT, null);
        String table = "t,c\nred,a\nblue,b\ngreen,a\nwhite,b\nblack,a\nyellow,b\npink,a\norange,b\n";
        assertThat(verified(task, table))
                .matches("The model of trial 9 \\(study small\\) loads; of a typical example it"
                        + " says \\{a=0\\.\\d+, b=0\\.\\d+\\}");
    }

    @Test
    void aModelOfSequencesAnswersToATypicalOne() throws Exception {
        var task = new SequenceClassification(DATASET, "s", "n", List.of("x"), "c", null, null, SPLIT, null);
        var table = new StringBuilder("s,n,x,c\n");
        for (int i = 0; i < 8; i++) {
            table.append("s%d,1,%d,%s\n".formatted(i, i, i % 2 == 0 ? "up" : "down"));
        }
        assertThat(verified(task, table.toString())).contains("it says {down=0.");
    }
}

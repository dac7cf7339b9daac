package dev.cairn.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlarmScoresTest {
    private static boolean[] marks(String text) {
        boolean[] marks = new boolean[text.length()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = text.charAt(i) == '#';
        }
        return marks;
    }

    private static Map<String, Double> scores(String anomalies, String alarms) {
        return scores(new int[anomalies.length()], anomalies, alarms);
    }

    private static Map<String, Double> scores(int[] of, String anomalies, String alarms) {
        boolean[] alarmed = marks(alarms);
        double[] scores = IntStream.range(0, alarmed.length)
                .mapToDouble(i -> alarmed[i] ? 2 : 0)
                .toArray();
        int[] rows = IntStream.range(0, of.length).map(i -> 100 + i).toArray();
        return new AlarmScores(of, rows, marks(anomalies)).of(scores, 1);
    }

    @Test
    void stepsAndStretchesAreCountedApart() {
        Map<String, Double> metrics = scores("..####..##", ".#..#.....");
        assertThat(metrics)
                .containsEntry("precision", 0.5)
                .containsEntry("events", 2.0)
                .containsEntry("eventRecall", 0.5)
                .containsEntry("meanDelay", 2.0)
                .containsEntry("falseAlarmsPer1000", 250.0)
                .containsEntry("alarmShare", 0.2);
        // One of six steps was found: a point-adjusted recall would say four of them.
        assertThat(metrics.get("recall")).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(metrics.get("f1")).isCloseTo(2.0 / 8, within(1e-12));
    }

    @Test
    void stretchesOfDifferentSeriesAreDifferent() {
        assertThat(scores(new int[] {0, 0, 1, 1}, "####", "#..."))
                .containsEntry("events", 2.0)
                .containsEntry("eventRecall", 0.5);
    }

    @Test
    void alwaysAlarmingHasTheShareOfAnomaliesAsItsArea() {
        assertThat(scores(".....#.#", "########"))
                .containsEntry("prAuc", 0.25)
                .containsEntry("rocAuc", 0.5)
                .containsEntry("precision", 0.25)
                .containsEntry("recall", 1.0)
                .containsEntry("falseAlarmsPer1000", 1000.0)
                .containsEntry("meanDelay", 0.0);
    }

    @Test
    void whatIsNotDefinedIsLeftOut() {
        assertThat(scores("..#", "...")).doesNotContainKey("meanDelay").containsEntry("precision", 0.0);
        assertThat(scores("...", "#.."))
                .doesNotContainKeys("recall", "prAuc", "rocAuc", "eventRecall", "meanDelay")
                .containsEntry("events", 0.0);
        assertThat(scores("###", "#..")).doesNotContainKeys("rocAuc", "falseAlarmsPer1000");
    }
}

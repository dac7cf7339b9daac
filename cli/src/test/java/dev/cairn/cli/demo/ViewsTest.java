package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.cli.terminal.Screen;
import dev.cairn.cli.terminal.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final Screen.Size WIDE = new Screen.Size(24, 120);

    private static StudyView study(String state) {
        return CairnJson.tolerant().readValue("""
                        {"id":1,"state":"%s","archived":false,"createdAt":"2026-11-01T10:00:00Z","trials":{},"spec":{"name":"s","seed":1,
                         "space":{"parameters":[{"name":"learningRate","type":"REAL","low":0.0001,"high":0.1},
                                                {"name":"momentum","type":"REAL","low":0,"high":0.9}]},
                         "objectives":[{"metric":"validation.rmse"}],"budget":{"trials":8}}}""".formatted(state), StudyView.class);
    }

    private static TrialView trial(int number, TrialState state, Double value) {
        return CairnJson.tolerant()
                .readValue(
                        String.format(
                                Locale.ROOT,
                                """
                                {"id":%d,"study":1,"number":%d,"purpose":"SEARCH","state":"%s","excluded":false,"seed":1,"attempt":1,
                                 "point":{"learningRate":0.01},"createdAt":"2026-11-01T10:00:00Z"%s}""",
                                number + 100,
                                number,
                                state,
                                value == null ? "" : ",\"values\":[" + value + "]"),
                        TrialView.class);
    }

    private static Snapshot snapshot(String state, TrialView... trials) {
        return new Snapshot(study(state), List.of(trials), Map.of(101L, List.of(4.0, 3.0, 2.0)), Duration.ofSeconds(9));
    }

    private static List<String> live(Snapshot now, Screen.Size size) {
        return new LiveView(new Style(false), true).lines(now, size);
    }

    @Test
    void beforeAnyTrialThereIsOnlyTheBar() {
        assertThat(live(snapshot("ACTIVE"), WIDE)).containsExactly("", "  searching " + "░".repeat(24) + " 0/8  9 s  ");
    }

    @Test
    void theBestTrialsStandFirstAndThoseThatRunLast() {
        List<String> lines = live(
                snapshot(
                        "ACTIVE",
                        trial(1, TrialState.COMPLETED, 2.5),
                        trial(2, TrialState.COMPLETED, 2.25),
                        trial(3, TrialState.PRUNED, null),
                        trial(4, TrialState.RUNNING, null)),
                WIDE);
        assertThat(lines.get(1)).contains("3/8").contains("1 running, 2 completed, 1 pruned");
        assertThat(lines.get(3)).contains("trial", "validation.rmse", "curve", "learningRate", "momentum");
        assertThat(lines.get(4)).contains("2 best").contains("2.250").contains("0.01");
        assertThat(lines.get(5)).contains("  1").contains("2.500").contains("█▅▁");
        assertThat(lines.get(6)).contains("4 runs");
        assertThat(lines).hasSize(7);
    }

    @Test
    void onANarrowScreenLongNamesTakeTwoLines() {
        Snapshot now = snapshot("ACTIVE", trial(1, TrialState.COMPLETED, 2.5));
        List<String> lines = live(now, new Screen.Size(24, 50));
        assertThat(lines.get(3)).contains("validation.", "learning");
        assertThat(lines.get(4)).contains("trial", "rmse", "Rate", "momentum");
        assertThat(lines.get(5)).contains("2.500");
    }

    @Test
    void aLowScreenShowsFewerTrials() {
        var trials = new ArrayList<TrialView>();
        for (int i = 1; i <= 8; i++) {
            trials.add(trial(i, i < 7 ? TrialState.COMPLETED : TrialState.RUNNING, i < 7 ? i + 0.5 : null));
        }
        for (int rows = 5; rows < 30; rows++) {
            List<String> lines = live(snapshot("ACTIVE", trials.toArray(TrialView[]::new)), new Screen.Size(rows, 80));
            assertThat(lines).hasSizeLessThan(rows);
        }
    }

    @Test
    void theLastPartIsNamed() {
        assertThat(live(snapshot("CONFIRMING"), WIDE).get(1)).contains("confirming");
        assertThat(live(snapshot("COMPLETED"), WIDE).get(1)).contains("finished");
    }

    @Test
    void eachTrialIsToldOnceWhenItHasEnded() {
        var plain = new PlainView(true);
        assertThat(plain.news(snapshot("ACTIVE", trial(1, TrialState.RUNNING, null))))
                .isEmpty();
        assertThat(plain.news(snapshot("ACTIVE", trial(1, TrialState.COMPLETED, 2.0))))
                .singleElement()
                .asString()
                .contains("trial  1 completed")
                .contains("2.000")
                .endsWith("(best so far)");
        assertThat(plain.news(
                        snapshot("ACTIVE", trial(1, TrialState.COMPLETED, 2.0), trial(2, TrialState.COMPLETED, 3.0))))
                .singleElement()
                .asString()
                .doesNotContain("best so far");
    }
}

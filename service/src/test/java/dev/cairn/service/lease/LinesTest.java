package dev.cairn.service.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
    private final Lines<String, String> lines = new Lines<>();

    @Test
    void newsGoToTheFirstOfEachLineAndThenToTheNext() {
        for (String who : new String[] {"a1", "b1", "a2", "a3"}) {
            lines.add(who.substring(0, 1), who);
        }

        assertThat(lines.firstOfEach(line -> true, 2, who -> true)).containsExactly("a1", "a2", "b1");
        assertThat(lines.firstOfEach(line -> line.equals("a"), 2, who -> true)).containsExactly("a3", "a1");
        assertThat(lines.first("a", 1, who -> true)).containsExactly("a2");
    }

    @Test
    void whoDoesNotWaitAnyMoreIsPassedOver() {
        lines.add("a", "gone");
        lines.add("a", "here");

        assertThat(lines.first("a", 1, who -> who.equals("here"))).containsExactly("here");
        lines.remove("a", "here");
        lines.remove("a", "gone");
        lines.remove("a", "never");

        assertThat(lines.size()).isZero();
        assertThat(lines.first("a", 1, who -> true)).isEmpty();
    }
}

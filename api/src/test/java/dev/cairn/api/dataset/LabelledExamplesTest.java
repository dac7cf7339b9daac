package dev.cairn.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.task.ClassSplit;
import dev.cairn.api.task.SequenceClassification;
import dev.cairn.api.task.TextClassification;
import dev.cairn.search.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelledExamplesTest {
    private static final String DATASET = "sha256:" + "0".repeat(64);
    private static final ClassSplit SPLIT = new ClassSplit.HoldOut(0.25, 0.25, null);

    private static TextClassification texts(@Nullable String group, @Nullable String positive) {
        return new TextClassification(DATASET, "text", "label", group, positive, SPLIT, null);
    }

    private static SequenceClassification sequences(@Nullable String group) {
        return new SequenceClassification(DATASET, "run", "time", List.of("x"), "label", group, null, SPLIT, null);
    }

    private static CsvTable table(String columns, String... lines) {
        return new CsvTable(
                List.of(columns.split(",")),
                Arrays.stream(lines).map(line -> List.of(line.split(",", -1))).toList());
    }

    @Test
    void templatesAreOneGroupWhateverTheirNumbersAndCase() {
        LabelledExamples examples = LabelledExamples.of(
                texts(null, null),
                table(
                        "text,label",
                        "You have WON 1000 pounds! Call 0900-123 now,spam",
                        "see you at home,ham",
                        "you have won 50 pounds. call 0800-777 NOW!!,spam",
                        "lunch today?,ham",
                        "Dear customer you have won 2000 pounds call 0900 11 now,spam"));
        assertThat(examples.groups()).containsExactly(0, 1, 0, 2, 3);
        assertThat(examples.classes()).containsExactly("ham", "spam");
        assertThat(examples.labels()).containsExactly(1, 0, 1, 0, 1);
    }

    @Test
    void textsThatDifferInAWordOrTwoAreNear() {
        String message =
                "Congratulations you have been selected to receive a prize of great value please reply with your"
                        + " full name and address to claim it before the end of the week";
        LabelledExamples examples = LabelledExamples.of(
                texts(null, null),
                table(
                        "text,label",
                        message + ",a",
                        message.replace("great", "huge") + ",b",
                        message.substring(0, message.length() / 2) + " or forget about it for ever and go away,a"));
        assertThat(examples.groups()).containsExactly(0, 0, 1);
    }

    @Test
    void nearnessIsCarriedOnAlongAChain() {
        var lines = new ArrayList<String>();
        var letters = new StringBuilder();
        new SplittableRandom(4).ints(200, 'a', 'z').forEach(letter -> letters.append((char) letter));
        for (int i = 0; i < 20; i++) {
            // Each differs little from the one before, the last wholly from the first.
            lines.add(new StringBuilder(letters).replace(0, 7 * i, "z".repeat(7 * i)) + "," + (i % 2));
        }
        assertThat(LabelledExamples.of(texts(null, null), table("text,label", lines.toArray(String[]::new)))
                        .groups())
                .containsOnly(0);
    }

    @Test
    void aTextWithoutLettersIsLikeNoOther() {
        assertThat(LabelledExamples.of(texts(null, null), table("text,label", ":),a", "!!!,b", ":) ,a"))
                        .groups())
                .containsExactly(0, 1, 0);
    }

    @Test
    void theGroupColumnAndNearTextsJoinGroupsTogether() {
        LabelledExamples examples = LabelledExamples.of(
                texts("author", null),
                table(
                        "text,label,author",
                        "good morning,a,Ann",
                        "where is my hat,b,Bob",
                        "GOOD MORNING!,b,Bob",
                        "nothing else,a,Cy"));
        assertThat(examples.groups()).containsExactly(0, 0, 0, 1);
    }

    @Test
    void aSequencesLinesMayLieApart() {
        LabelledExamples examples = LabelledExamples.of(
                sequences("who"),
                table("run,time,x,label,who", "r1,1,0.5,up,P", "r2,1,0.5,down,Q", "r1,2,0.6,up,P", "r3,1,oops,up,P"));
        assertThat(examples.lines()).containsExactly(new int[] {0, 2}, new int[] {1}, new int[] {3});
        assertThat(examples.groups()).containsExactly(0, 1, 0);
    }

    @Test
    void whatIsWrongWithATableIsSaidAtOnceWithItsLines() {
        assertThatThrownBy(() -> LabelledExamples.of(
                        sequences(null), table("run,time,x,label", "r1,1,1,up", "r1,2,1,down", "r2,1,1,")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("line 3, column 'label': 'down' stands in a sequence that has 'up' in line 2")
                .hasMessageContaining("line 4, column 'label': the cell is empty");
        assertThatThrownBy(() -> LabelledExamples.of(texts(null, "eggs"), table("text,label", "a,x", " ,y")))
                .hasMessageContaining("there is no class 'eggs'")
                .hasMessageContaining("line 3, column 'text': no text");
        assertThatThrownBy(() -> LabelledExamples.of(texts(null, null), table("text,label", "a,x", "b,x")))
                .hasMessageContaining("must have 2 to 1000 classes but has 1");
        assertThatThrownBy(() -> LabelledExamples.of(texts("writer", null), table("text,label", "a,x")))
                .hasMessageContaining("no column 'writer'");
    }

    @Test
    void theServiceRefusesWhatNoTrialCouldRead() {
        assertThatThrownBy(() -> TaskTable.check(texts(null, null), table("text,label", "one,a", "two,b", "three,b")))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("class 'a' has 1 examples");
        String[] lines = new String[40];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "r" + i / 2 + "," + i % 2 + "," + i + "," + (i / 2 % 2 == 0 ? "up" : "down");
        }
        TaskTable.check(sequences(null), table("run,time,x,label", lines));
        lines[7] = "r3,0,1,down";
        lines[9] = "r4,2024-01-01,one,up";
        assertThatThrownBy(() -> TaskTable.check(sequences(null), table("run,time,x,label", lines)))
                .hasMessageContaining("line 9: '0' does not follow the row before")
                .hasMessageContaining("line 11, column 'x': 'one' is not a finite number");
    }
}

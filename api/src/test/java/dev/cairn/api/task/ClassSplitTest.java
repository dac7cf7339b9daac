package dev.cairn.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassSplitTest {
    private static final int COUNT = 1000;
    private static final List<String> CLASSES = List.of("common", "rare");

    /** One in ten is rare. */
    private static final int[] LABELS =
            IntStream.range(0, COUNT).map(i -> i % 10 == 0 ? 1 : 0).toArray();

    private static final int[] ALONE = IntStream.range(0, COUNT).toArray();

    static List<ClassSplit> splits() {
        return List.of(
                new ClassSplit.HoldOut(0.2, 0.1, null),
                new ClassSplit.HoldOut(0.2, null, 3L),
                new ClassSplit.KFold(4, 0.2, null),
                new ClassSplit.KFold(3, null, 9L));
    }

    private static ClassSplit.Parts parts(ClassSplit split, int[] groups) {
        return split.parts(CLASSES, LABELS, groups);
    }

    private static Set<Integer> set(int[] numbers) {
        return Arrays.stream(numbers).boxed().collect(Collectors.toSet());
    }

    private static long rare(int[] examples) {
        return Arrays.stream(examples).filter(i -> LABELS[i] == 1).count();
    }

    @Test
    void everyPartHasItsShareOfEachClass() {
        ClassSplit.Parts parts = parts(new ClassSplit.HoldOut(0.2, 0.1, null), ALONE);

        ClassSplit.Fold search = parts.search().get(0);
        assertThat(search.train()).hasSize(700);
        assertThat(search.held()).hasSize(200);
        assertThat(rare(search.train())).isEqualTo(70);
        assertThat(rare(search.held())).isEqualTo(20);
        assertThat(parts.confirmation().held()).hasSize(100);
        assertThat(rare(parts.confirmation().held())).isEqualTo(10);
    }

    @Test
    void eachFoldIsHeldOnceAndNoSearchSeesTheTestPart() {
        ClassSplit.Parts parts = parts(new ClassSplit.KFold(4, 0.2, null), ALONE);

        int[] test = parts.confirmation().held();
        assertThat(test).hasSize(200);
        int[] held = parts.search().stream()
                .flatMapToInt(fold -> Arrays.stream(fold.held()))
                .sorted()
                .toArray();
        assertThat(held).isEqualTo(parts.confirmation().train());
        for (ClassSplit.Fold fold : parts.search()) {
            assertThat(fold.held()).hasSize(200);
            assertThat(set(fold.train())).hasSize(600).doesNotContainAnyElementsOf(set(fold.held()));
            assertThat(set(fold.train())).doesNotContainAnyElementsOf(set(test));
        }
    }

    @ParameterizedTest
    @MethodSource("splits")
    void aGroupIsNeverTornApart(ClassSplit split) {
        var random = new SplittableRandom(5);
        // From groups of two to one of about a fifth of all.
        int[] groups = IntStream.range(0, COUNT)
                .map(i -> random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(300))
                .toArray();
        ClassSplit.Parts parts = parts(split, groups);
        for (ClassSplit.Fold fold : parts.search()) {
            assertThat(groups(groups, fold.train())).doesNotContainAnyElementsOf(groups(groups, fold.held()));
        }
        if (parts.confirmation() != null) {
            Set<Integer> sealed = groups(groups, parts.confirmation().held());
            assertThat(groups(groups, parts.confirmation().train())).doesNotContainAnyElementsOf(sealed);
        }
    }

    private static Set<Integer> groups(int[] groups, int[] examples) {
        return Arrays.stream(examples).mapToObj(i -> groups[i]).collect(Collectors.toSet());
    }

    @Test
    void groupsOfModerateSizeLeaveTheSharesNearlyAsTheyShouldBe() {
        int[] groups = IntStream.range(0, COUNT).map(i -> i / 7).toArray();
        ClassSplit.Fold fold =
                parts(new ClassSplit.HoldOut(0.2, 0.1, null), groups).search().get(0);
        assertThat(fold.held().length).isBetween(190, 210);
        assertThat(rare(fold.held())).isBetween(18L, 22L);
    }

    @Test
    void theSeedAloneDecides() {
        int[] one = held(new ClassSplit.HoldOut(0.2, 0.1, 1L));
        assertThat(held(new ClassSplit.HoldOut(0.2, 0.1, 1L))).isEqualTo(one);
        assertThat(held(new ClassSplit.HoldOut(0.2, 0.1, 2L))).isNotEqualTo(one);
    }

    private static int[] held(ClassSplit split) {
        return parts(split, ALONE).search().get(0).held();
    }

    @Test
    void aClassThatCannotBeInEveryPartIsRefusedByName() {
        int[] groups =
                IntStream.range(0, COUNT).map(i -> LABELS[i] == 1 ? 0 : i + 1).toArray();
        assertThatThrownBy(() -> parts(new ClassSplit.HoldOut(0.2, 0.1, null), groups))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("class 'rare' has 100 examples in 1 groups");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"HOLD_OUT\",\"validation\":0}",
                "{\"type\":\"HOLD_OUT\",\"validation\":0.6,\"test\":0.4}",
                "{\"type\":\"HOLD_OUT\",\"test\":0.4}",
                "{\"type\":\"HOLD_OUT\",\"validation\":0.2,\"test\":1}",
                "{\"type\":\"K_FOLD\",\"folds\":1}",
                "{\"type\":\"K_FOLD\",\"folds\":21}",
                "{\"type\":\"K_FOLD\"}"
            })
    void aSplitThatLeavesNothingIsRefused(String json) {
        assertThatThrownBy(() -> CairnJson.strict().readValue(json, ClassSplit.class))
                .hasMessageMatching("(?s).*(must|required).*");
    }

    @ParameterizedTest
    @MethodSource("splits")
    void jsonBringsASplitBack(ClassSplit split) {
        String json = CairnJson.strict().writeValueAsString(split);
        assertThat(CairnJson.strict().readValue(json, ClassSplit.class)).isEqualTo(split);
    }
}

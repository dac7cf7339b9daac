package dev.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.study.RetryRules;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.TrialState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/states.md} say what the enums say. */
class StatesDocumentTest {
    private static final String DOCUMENT = "states.md";
    /** Every limit that there is, set. */
    private static final RetryRules OFTEN = new RetryRules(9, 9, 9, null, null);

    @Test
    void theTableOfStudyStatesIsTheCodes() throws IOException {
        assertThat(documented("## Study"))
                .isEqualTo(expected(StudyState.values(), StudyState::isFinal, StudyState::canBecome));
    }

    @Test
    void theTableOfTrialStatesIsTheCodes() throws IOException {
        assertThat(documented("## Trial"))
                .isEqualTo(expected(TrialState.values(), TrialState::isFinal, TrialState::canBecome));
    }

    @Test
    void theTableOfAttemptStatesIsTheCodes() throws IOException {
        Predicate<AttemptState> isFinal =
                state -> Arrays.stream(AttemptState.values()).noneMatch(state::canBecome);
        assertThat(documented("## Attempt"))
                .isEqualTo(expected(AttemptState.values(), isFinal, AttemptState::canBecome));
    }

    @Test
    void theTableOfFailureCausesIsTheCodes() throws IOException {
        List<List<String>> documented = MarkdownTables.rows(DOCUMENT, "## Failure causes").stream()
                .map(row -> row.subList(0, 5))
                .toList();
        List<List<String>> expected = Arrays.stream(FailureCause.values())
                .map(cause -> List.of(
                        cause.name(), cause.attempt().name(), cause.trial().name(), retry(cause), teaches(cause)))
                .toList();
        assertThat(documented).isEqualTo(expected);
    }

    private static String retry(FailureCause cause) {
        if (cause.trial() == TrialState.QUEUED) {
            return "always";
        }
        if (cause == FailureCause.DEVICE_OOM || cause == FailureCause.HOST_OOM) {
            return "where more memory is";
        }
        return OFTEN.limit(cause) == 0 ? "never" : "counted, " + RetryRules.DEFAULT.limit(cause);
    }

    private static String teaches(FailureCause cause) {
        return cause.trial() == TrialState.INFEASIBLE ? "infeasibility" : "nothing";
    }

    /** State, whether it is final, and what it may become: one line a state, in the enum's order. */
    private static List<String> documented(String heading) throws IOException {
        return MarkdownTables.rows(DOCUMENT, heading).stream()
                .map(row -> String.join(" | ", row.subList(0, 3)))
                .toList();
    }

    private static <S extends Enum<S>> List<String> expected(
            S[] states, Predicate<S> isFinal, BiPredicate<S, S> canBecome) {
        return Arrays.stream(states)
                .map(state -> {
                    String next = Arrays.stream(states)
                            .filter(other -> canBecome.test(state, other))
                            .map(Enum::name)
                            .collect(Collectors.joining(", "));
                    return state + " | " + (isFinal.test(state) ? "yes" : "no") + " | " + next;
                })
                .toList();
    }
}

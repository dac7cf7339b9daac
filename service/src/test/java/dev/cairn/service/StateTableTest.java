package dev.cairn.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.AttemptState;
import dev.cairn.api.trial.TrialState;
import dev.cairn.migrations.TestPostgres;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The legal changes of state stand in the code and in the database; here they are held against each other. */
class StateTableTest {
    @Test
    void codeAndDatabaseAllowTheSameChanges() throws SQLException {
        var code = new TreeSet<String>();
        code.addAll(changes("study", StudyState.values(), StudyState::canBecome));
        code.addAll(changes("trial", TrialState.values(), TrialState::canBecome));
        code.addAll(changes("attempt", AttemptState.values(), AttemptState::canBecome));

        var database = new TreeSet<String>();
        try (var connection = TestService.shared().database().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select entity, old_state, new_state from state_change")) {
            while (rows.next()) {
                database.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        assertThat(database).isEqualTo(code);
    }

    private static <S extends Enum<S>> Set<String> changes(String entity, S[] states, BiPredicate<S, S> legal) {
        return Arrays.stream(states)
                .flatMap(from -> Arrays.stream(states)
                        .filter(to -> legal.test(from, to))
                        .map(to -> entity + " " + from + " " + to))
                .collect(Collectors.toSet());
    }

    @Test
    void everyDatabaseOfTheTestsIsRealPostgres() throws SQLException {
        try (var connection = TestPostgres.database().connect()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
        }
    }
}

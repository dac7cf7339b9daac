package dev.cairn.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrateTest {
    private final TestPostgres.Database database = TestPostgres.database();

    @Test
    void migratingAgainChangesNothing() throws SQLException {
        assertThat(Migrate.migrate(
                        database.url(),
                        database.user(),
                        database.password(),
                        TestPostgres.SERVICE_PASSWORD,
                        TestPostgres.READER_PASSWORD))
                .isZero();
    }

    @Test
    void theServicesRoleChangesRowsButNeitherTablesNorTheClock() throws SQLException {
        try (Connection service = DriverManager.getConnection(
                        database.url(), Migrate.SERVICE_ROLE, TestPostgres.SERVICE_PASSWORD);
                Statement statement = service.createStatement()) {
            assertThat(statement.executeUpdate("insert into worker (project_id, name, tasks) values (1, 'w', '{}')"))
                    .isEqualTo(1);
            assertThatThrownBy(() -> statement.execute("alter table worker add column x int"))
                    .hasMessageContaining("must be owner");
            assertThatThrownBy(() -> statement.execute("create table cairn.mine (x int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("update clock set shift = interval '1 day'"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void timeIsMovedInsteadOfWaitedFor() throws SQLException {
        database.moveClock(Duration.ofHours(3));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select cairn_now() - clock_timestamp() between interval '2:59' and interval '3:01'")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
        }
    }

    @Test
    void anIllegalChangeOfStateIsRefused() {
        database.execute("insert into study (project_id, name, spec, trial_budget) values (1, 's', '{}', 1)");
        database.execute("update study set state = 'COMPLETED', ended_at = cairn_now()");

        assertThatThrownBy(() -> database.execute("update study set state = 'PAUSED', ended_at = null"))
                .hasMessageContaining("a study may not go from COMPLETED to PAUSED");
    }

    @Test
    void aBudgetCannotBeOverdrawn() {
        database.execute("insert into study (project_id, name, spec, trial_budget) values (1, 't', '{}', 1)");

        assertThatThrownBy(() -> database.execute("update study set trials_created = 2"))
                .hasMessageContaining("a_budget_of_n_trials_is_n_trials");
    }
}

package dev.cairn.service.insight;

import static dev.cairn.service.Fixtures.completed;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.insight.SqlView;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.study.StudyView;
import dev.cairn.client.CairnClient;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SqlViewTest {
    private static TestService service;
    private static CairnClient client;

    @BeforeAll
    static void start() {
        service = TestService.start(TestPostgres.database());
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static StudyView random(int trials) {
        return client.studies().create(study(name(), trials, "\"sampler\": {\"type\": \"RANDOM\"},"));
    }

    private static int send(String method, StudyView study) {
        return service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + study.id() + "/view"))
                        .method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    private static SqlView view(StudyView study) {
        return client.insights().view(study.id());
    }

    private static void sweep() {
        service.bean(SqlViewJob.class).sweep();
    }

    /** The header and the rows, as a reader sees them. */
    private static List<List<String>> read(String sql) {
        try (Connection reader = service.database().connectAsReader();
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var all = new ArrayList<List<String>>();
            var header = new ArrayList<String>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                header.add(rows.getMetaData().getColumnName(i) + " "
                        + rows.getMetaData().getColumnTypeName(i));
            }
            all.add(header);
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= header.size(); i++) {
                    row.add(Objects.toString(rows.getObject(i)));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aViewThatIsAskedForHasAColumnForEachParameterAndMetric() {
        StudyView study = random(2);
        var lease = lease(client, study);
        client.leases().finish(lease, completed(0.25));
        client.studies().get(study.id());

        assertThat(send("PUT", study)).isEqualTo(202);
        sweep();
        assertThat(send("PUT", study)).isEqualTo(200);

        SqlView view = view(study);
        assertThat(view.name())
                .isEqualTo("bi_study.s" + study.id() + "_" + study.spec().name().replace('-', '_'));
        assertThat(read("select trial_number, p_x, p_kind, p_depth, m_loss from " + view.name()))
                .containsExactly(
                        List.of("trial_number int8", "p_x float8", "p_kind text", "p_depth int8", "m_loss float8"),
                        List.of(
                                "1",
                                Objects.toString(lease.point().get("x")),
                                Objects.toString(lease.point().get("kind")),
                                Objects.toString(lease.point().get("depth")),
                                "0.25"));
    }

    @Test
    void aMetricThatComesLaterGetsAColumnAtTheEnd() {
        StudyView study = random(2);
        client.leases().finish(lease(client, study), completed(1));
        client.studies().get(study.id());
        send("PUT", study);
        sweep();
        String name = Objects.requireNonNull(view(study).name());
        List<String> before = read("select * from " + name).get(0);

        client.leases()
                .finish(
                        lease(client, study),
                        new Outcome(
                                Result.COMPLETED,
                                null,
                                Map.of("loss", 2.0, "alpha", Double.NaN),
                                null,
                                null,
                                null,
                                null));
        client.studies().get(study.id());
        service.database().moveClock(Duration.ofSeconds(20));
        sweep();

        List<String> after = read("select * from " + name).get(0);
        assertThat(after.subList(0, before.size())).isEqualTo(before);
        assertThat(after.subList(before.size(), after.size())).containsExactly("m_alpha float8");
        assertThat(read("select m_alpha from " + name + " order by trial_number"))
                .containsExactly(List.of("m_alpha float8"), List.of("null"), List.of("NaN"));
    }

    @Test
    void aRenamedStudysViewIsRenamed() {
        StudyView study = random(1);
        send("PUT", study);
        sweep();
        String before = Objects.requireNonNull(view(study).name());
        service.database()
                .execute("update study set name = 'Another.Name', last_event_seq = last_event_seq + 1 where id = "
                        + study.id());
        service.database().moveClock(Duration.ofSeconds(20));
        sweep();

        assertThat(view(study).name()).isEqualTo("bi_study.s" + study.id() + "_another_name");
        assertThatThrownBy(() -> read("select 1 from " + before)).hasMessageContaining("does not exist");
    }

    @Test
    void aViewGoesWithItsRequestAndWithItsStudy() {
        StudyView withdrawn = random(1);
        StudyView deleted = random(1);
        client.insights().requestView(withdrawn.id());
        send("PUT", deleted);
        sweep();
        List<String> names = List.of(
                Objects.requireNonNull(view(withdrawn).name()),
                Objects.requireNonNull(view(deleted).name()));
        names.forEach(name -> assertThat(read("select 1 from " + name)).hasSize(1));

        client.insights().withdrawView(withdrawn.id());
        client.studies().delete(deleted.id(), true);
        sweep();

        names.forEach(
                name -> assertThatThrownBy(() -> read("select 1 from " + name)).hasMessageContaining("does not exist"));
        assertThat(send("DELETE", withdrawn)).isEqualTo(404);
        assertThat(send("GET", withdrawn)).isEqualTo(404);
        assertThat(send("PUT", deleted)).isEqualTo(404);
    }

    /** REST refuses such names; here they come by another way. */
    @Test
    void namesThatAreStatementsAreOnlyNames() {
        String evil = "\"; drop table cairn.trial; --";
        StudyView study = random(1);
        client.leases().finish(lease(client, study), completed(1));
        String quoted = evil.replace("\"", "\\\"");
        service.database().execute("""
                update study set name = '%1$s', spec = jsonb_set(spec, '{space,parameters}', spec #> '{space,parameters}' ||
                    '[{"name": "%2$s", "type": "REAL", "low": 0, "high": 1}, {"name": "X", "type": "REAL", "low": 0, "high": 1},
                      {"name": "%3$s", "type": "CATEGORICAL", "values": ["'' or true", "b"]},
                      {"name": "%3$s_", "type": "CATEGORICAL", "values": ["a", "b"]}, {"name": "", "type": "REAL"}]')
                where id = %4$d
                """.formatted(evil, quoted, "long".repeat(40), study.id()));
        service.database()
                .execute(
                        "update trial set metrics = metrics || '{\"%s\": 5, \"select\": 6, \"Select\": 7}' where study_id = %d"
                                .formatted(quoted, study.id()));
        service.database().execute("insert into study_view (study_id) values (" + study.id() + ")");
        sweep();

        String name = Objects.requireNonNull(view(study).name());
        assertThat(name).isEqualTo("bi_study.s" + study.id() + "_drop_table_cairn_trial");
        String longest = ("p_" + "long".repeat(40)).substring(0, 58);
        assertThat(read("select * from " + name).get(0))
                .endsWith(
                        "p_x float8",
                        "p_kind text",
                        "p_depth int8",
                        "p_drop_table_cairn_trial float8",
                        "p_x_2 float8",
                        longest + " text",
                        longest + "_2 text",
                        "p_ float8",
                        "m_drop_table_cairn_trial float8",
                        "m_select float8",
                        "m_loss float8",
                        "m_select_2 float8")
                .hasSize(15 + 12);
        assertThat(read("select m_drop_table_cairn_trial from " + name).get(1)).containsExactly("5.0");
        assertThat(service.database().ask("select count(*) from trial where study_id = " + study.id()))
                .isEqualTo(1);
    }

    @Test
    void aReaderWhoHoldsTheViewDelaysItsNextColumnsOnly() throws SQLException {
        StudyView study = random(2);
        client.leases().finish(lease(client, study), completed(1));
        client.studies().get(study.id());
        send("PUT", study);
        sweep();
        String name = Objects.requireNonNull(view(study).name());
        try (Connection reader = service.database().connectAsReader();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select 1 from " + name);
            client.leases()
                    .finish(
                            lease(client, study),
                            new Outcome(
                                    Result.COMPLETED, null, Map.of("loss", 2.0, "late", 3.0), null, null, null, null));
            client.studies().get(study.id());
            service.database().moveClock(Duration.ofSeconds(20));

            sweep();

            assertThat(view(study).failure()).contains("lock timeout");
            reader.rollback();
        }
        sweep();

        assertThat(view(study).failure()).isNull();
        assertThat(read("select * from " + name).get(0)).endsWith("m_late float8");
    }

    @Test
    void theServicesRoleMakesNoViewByItself() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        service.database().url(), "cairn_service", TestPostgres.SERVICE_PASSWORD);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create view bi_study.mine as select 1"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("set role cairn_views"))
                    .hasMessageContaining("permission denied");
        }
    }
}

package dev.cairn.service.trial;

import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CairnJson;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyView;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.TestService;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Twelve trials: odd numbers are completed with loss = number / 10, number 6 failed, the others are queued; x is minus number /
 * 100, kind is b for every third.
 */
class TrialListTest {
    private static final TestPostgres.Database DATABASE = TestPostgres.database();
    private static TestService service;
    private static StudyView study;

    @BeforeAll
    static void seed() {
        service = TestService.start(DATABASE);
        study = service.client().studies().create(study(name(), 1000, ""));
        seed(study.id(), 12);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static void seed(long study, int trials) {
        DATABASE.execute("""
                insert into trial (study_id, number, origin, state, cause, point, point_key, seed, score, objective_values, metrics,
                    stop_reason, directive, ended_at)
                select %d, i, 'SUGGESTED', o.state, case when o.state = 'FAILED' then 'CRASHED' end,
                    jsonb_build_object('x', i / -100.0) || case when i %% 3 = 0
                        then jsonb_build_object('kind', 'b', 'depth', i) else '{"kind": "a"}' end,
                    sha256(convert_to(i::text, 'UTF8')), i,
                    case when o.state = 'COMPLETED' then i / -10.0::float8 end,
                    case when o.state = 'COMPLETED' then array[i / 10.0::float8] end,
                    case when o.state = 'COMPLETED' then jsonb_build_object('loss', i / 10.0, 'late.extra', 'NaN') end,
                    case when o.state = 'FAILED' then '=1+1, "so"' end, case when o.state = 'FAILED' then 'STOP' end,
                    case when o.state <> 'QUEUED' then cairn_now() end
                from generate_series(1, %d) i,
                    lateral (select case when i = 6 then 'FAILED' when i %% 2 = 1 then 'COMPLETED' else 'QUEUED' end) as o (state)
                """.formatted(study, trials));
    }

    private static HttpResponse<String> get(String query) {
        return service.get("/api/v1/studies/" + study.id() + "/trials?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<Integer> numbers(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        var numbers = new ArrayList<Integer>();
        for (JsonNode trial : CairnJson.strict().readTree(page.body()).path("items")) {
            numbers.add(trial.path("number").intValue());
        }
        return numbers;
    }

    private static List<Integer> where(String condition) {
        return numbers(get("where=" + encoded(condition)));
    }

    @Test
    void conditionsSelectTrials() {
        assertThat(where("loss < 0.4")).containsExactly(1, 3);
        assertThat(where("loss >= 0.3 and loss != 0.5 and not kind == 'b'")).containsExactly(7, 11);
        assertThat(where("kind in ['b', 'c'] and state == 'COMPLETED'")).containsExactly(3, 9);
        assertThat(where("depth <= 3 or cause == 'CRASHED'")).containsExactly(3, 6);
        assertThat(where("x > -0.02")).containsExactly(1);
        assertThat(where("metrics.loss == 0.10 or point.x == -1e-1")).containsExactly(1, 10);
        assertThat(where("number > 10 and excluded == false")).containsExactly(11, 12);
        assertThat(where("score > -0.2 or endedAt > '2999-01-01T00:00:00Z'")).containsExactly(1);
        assertThat(where("late.extra == 'NaN' and number < 4")).containsExactly(1, 3);
        assertThat(where("late.extra < 1")).isEmpty();
        assertThat(where("kind == \"it's \\\" or kind == 'say \"b\"'")).isEmpty();
    }

    @Test
    void aComparisonWithWhatATrialDoesNotHaveDoesNotHold() {
        assertThat(where("depth < 100")).containsExactly(3, 6, 9, 12);
        assertThat(where("depth != 3")).containsExactly(6, 9, 12);
        assertThat(where("not depth == 3")).hasSize(11);
    }

    @Test
    void aBadConditionNamesTheColumnAndWhatIsThere() {
        assertRefused(
                "where=" + encoded("los < 1"),
                "where: column 1: no trial of this study has a 'los'; did you mean 'loss'?");
        assertRefused("where=" + encoded("loss < 'a'"), "column 6: '<' compares numbers");
        assertRefused("where=" + encoded("loss = 1"), "column 6: '=' is not a comparison: write == for equal");
        assertRefused("where=" + encoded("2 * loss < 1"), "has no meaning here", "there is no arithmetic");
        assertRefused("where=" + encoded("state == 'COMPLETE'"), "did you mean 'COMPLETED'?");
        assertRefused("where=" + encoded("loss < 1 loss"), "expected 'and', 'or' or the end but found 'loss'");
        assertRefused("where=" + encoded("(".repeat(60) + "loss < 1"), "levels deep");
        assertRefused("where=" + encoded("kind == 'a\0'"), "U+0000");
        assertRefused("where=" + encoded("loss < 1e999"), "too large");
        assertRefused("sort=los", "sort: no trial of this study has a 'los'; did you mean 'loss'?");
        assertRefused("format=cvs", "did you mean 'csv'?");
    }

    private static void assertRefused(String query, String... anyOf) {
        HttpResponse<String> answer = get(query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestService.problem(answer).code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(List.of(anyOf))
                .anySatisfy(words ->
                        assertThat(TestService.problem(answer).detail()).contains(words));
    }

    @Test
    void pagesInAnyOrderHoldEachTrialOnce() {
        assertThat(inPages("sort=-score")).containsExactly(1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12);
        assertThat(inPages("sort=score")).containsExactly(11, 9, 7, 5, 3, 1, 2, 4, 6, 8, 10, 12);
        assertThat(inPages("sort=-number")).containsExactly(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        assertThat(inPages("sort=x")).containsExactly(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        assertThat(inPages("sort=-depth")).containsExactly(12, 9, 6, 3, 1, 2, 4, 5, 7, 8, 10, 11);
        assertThat(inPages("sort=kind")).containsExactly(1, 2, 4, 5, 7, 8, 10, 11, 3, 6, 9, 12);
        assertThat(inPages("sort=-loss")).containsExactly(11, 9, 7, 5, 3, 1, 2, 4, 6, 8, 10, 12);
        assertThat(inPages("sort=endedAt")).containsExactly(1, 3, 5, 6, 7, 9, 11, 2, 4, 8, 10, 12);
        assertThat(inPages("sort=state&state=COMPLETED,FAILED")).containsExactly(1, 3, 5, 7, 9, 11, 6);
        assertThat(inPages("state=QUEUED&state=FAILED&purpose=SEARCH,CONFIRM")).containsExactly(2, 4, 6, 8, 10, 12);
    }

    private static List<Integer> inPages(String query) {
        var all = new ArrayList<Integer>();
        String next = null;
        do {
            HttpResponse<String> page = get(query + "&limit=1" + (next == null ? "" : "&cursor=" + next));
            all.addAll(numbers(page));
            next = CairnJson.strict().readTree(page.body()).path("next").asString(null);
        } while (next != null);
        return all;
    }

    @Test
    void aCursorIsGoodForItsOrderOnly() {
        String next = CairnJson.strict()
                .readTree(get("sort=-loss&limit=1").body())
                .path("next")
                .asString();
        assertRefused("sort=loss&cursor=" + next, "was not given out by this service for a list with sort=loss");
        assertRefused("cursor=%20", "was not given out");
        assertRefused("cursor=e30", "was not given out");
    }

    @Test
    void aTableHasAColumnForEachHyperparameterAndMetric() {
        HttpResponse<String> csv = get("format=csv&sort=-score&limit=1");
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + study.spec().name() + "-trials.csv\"");
        String[] lines = csv.body().split("\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0])
                .isEqualTo(
                        "number,id,state,purpose,origin,score,cause,stopReason,excluded,attempt,seed,createdAt,startedAt,endedAt,"
                                + "model,point.x,point.kind,point.depth,metrics.late.extra,metrics.loss");
        assertThat(lines[1])
                .matches("1,\\d+,COMPLETED,SEARCH,SUGGESTED,-0\\.1,,,false,0,1,[^,]+,,[^,]+,,-0\\.01,a,,NaN,0\\.1");
    }

    @Test
    void fractionsHaveAsManyDigitsAsAreAskedFor() {
        assertThat(get("format=csv&columns=number,score,point.x&digits=1&where=number==11")
                        .body())
                .isEqualTo("number,score,point.x\r\n11,-1,-0.1\r\n");
        assertRefused("format=csv&digits=18", "digits must be in [1, 17] but was 18");
        assertRefused("digits=6", "only CSV has columns and digits");
    }

    @Test
    void aTableHasOnlyTheColumnsThatAreAskedFor() {
        assertThat(get("format=csv&columns=score,point,metrics.loss,number&limit=1")
                        .body())
                .isEqualTo("score,point.x,point.kind,point.depth,metrics.loss,number\r\n-0.1,-0.01,a,,0.1,1\r\n");
        assertRefused("format=csv&columns=scor", "columns: there is no 'scor'; did you mean 'score'?");
        assertRefused("columns=score", "add format=csv");
    }

    @Test
    void aSpreadsheetComputesNothingOfATable() {
        assertThat(get("format=csv&state=FAILED").body()).contains(",CRASHED,\"'=1+1, \"\"so\"\"\",");
    }

    @Test
    void everyFormatHasTheSameTrials() {
        String[] lines = get("format=ndjson").body().split("\n");
        HttpResponse<String> accepted =
                service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + study.id() + "/trials"))
                        .header("Accept", "text/csv, application/json;q=0.5"));
        assertThat(accepted.body().split("\r\n")).hasSize(13);
        JsonNode items = CairnJson.strict().readTree(get("").body()).path("items");
        assertThat(lines).hasSize(12);
        for (int i = 0; i < 12; i++) {
            assertThat(CairnJson.strict().readTree(lines[i])).isEqualTo(items.get(i));
        }
        HttpResponse<String> refused =
                service.send(HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + study.id() + "/trials"))
                        .header("Accept", "image/png"));
        assertThat(refused.statusCode()).isEqualTo(406);
    }

    @Test
    void aFileIsNotSortedByWhatHasNoIndex() {
        assertRefused("format=csv&sort=loss", "sorted by number or score");
        assertRefused("format=ndjson&cursor=e30", "takes no cursor");
    }

    @Test
    void aLongTableIsWholeAndSentCompressed() {
        StudyView longer = service.client().studies().create(study(name(), 5000, ""));
        seed(longer.id(), 4500);

        String csv = service.get("/api/v1/studies/" + longer.id() + "/trials?format=csv&sort=-score")
                .body();

        String[] lines = csv.split("\r\n");
        assertThat(lines).hasSize(4501);
        assertThat(lines[1]).startsWith("1,");
        assertThat(List.of(lines).stream().map(line -> line.split(",")[0]).distinct())
                .hasSize(4501);
        HttpResponse<String> compressed = service.send(
                HttpRequest.newBuilder(service.url().resolve("/api/v1/studies/" + longer.id() + "/trials?format=csv"))
                        .header("Accept-Encoding", "gzip"));
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }
}

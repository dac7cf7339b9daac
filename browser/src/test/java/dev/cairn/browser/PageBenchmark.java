package dev.cairn.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Report;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialState;
import dev.cairn.migrations.TestPostgres;
import dev.cairn.service.Fixtures;
import dev.cairn.service.TestService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How fast a large study's page is, in a headless Chromium before a real service on the same machine. Run by {@code benchmarks/run
 * page}; the first argument is the file of the report, the others are numbers of trials.
 */
final class PageBenchmark {
    private static final int OPENINGS = 3;
    private static final int REPORTS = 5;

    /** Notes when which chart was drawn, and every task that took longer than 50 ms. */
    private static final String WATCH = """
            window.drawn = {};
            window.longTasks = [];
            document.addEventListener('drawn', e => (window.drawn[e.target.heading] ??= performance.now()), true);
            new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(one => one.duration)))
                .observe({ type: 'longtask', buffered: true });
            """;

    /** From the click in the list until the history, a row of the table and the count of the filter are there. */
    private static final String CLICK = """
            async name => {
                const link = [...document.querySelectorAll('a')].find(one => one.textContent.trim() === name);
                const begin = performance.now();
                link.click();
                const frame = () => new Promise(requestAnimationFrame);
                const isThere = () => window.drawn.History && document.querySelector('cairn-trials tbody tr')
                    && document.querySelector('cairn-filter [role=status]');
                while (!isThere()) await frame();
                await frame();
                return performance.now() - begin;
            }
            """;

    /** By the browser's own account, with headers, without what came from its cache. */
    private static final String BYTES =
            "performance.getEntries().reduce((all, one) => all + (one.transferSize ?? 0), 0)";

    /** How many trials the page holds, how many have completed, and the sums of their values and of a number and a place. */
    private static final String SUMS = """
            () => {
                const { trials } = document.querySelector('cairn-study').store;
                const sum = data => data.subarray(0, trials.size).reduce((all, one) => all + (one || 0), 0);
                const column = name => trials.parameters.find(one => one.name === name).data;
                return [trials.size, [...trials.state.subarray(0, trials.size)].filter(one => one === 2).length,
                    sum(trials.objectives[0].data), sum(column('dropRate')), sum(column('units')), sum(column('optimizer'))];
            }
            """;

    private static final String FILTER = """
            async () => {
                const status = () => document.querySelector('cairn-filter [role=status]').textContent;
                const before = status();
                const begin = performance.now();
                [...document.querySelectorAll('cairn-filter button')].find(one => one.textContent.includes('pruned')).click();
                while (status() === before) await new Promise(requestAnimationFrame);
                const passed = performance.now() - begin;
                [...document.querySelectorAll('cairn-filter button')].find(one => one.textContent.includes('pruned')).click();
                return passed;
            }
            """;

    private final TestPostgres.Database database = TestPostgres.database();
    private final TestService service = TestService.start(database, database.url(), "PT1S");

    private PageBenchmark() {}

    public static void main(String[] args) throws IOException {
        var lines = new ArrayList<String>();
        var benchmark = new PageBenchmark();
        try (var chromium = new Chromium()) {
            for (String trials : List.of(args).subList(1, args.length)) {
                lines.add(benchmark.row(chromium, Integer.parseInt(trials)));
            }
        }
        String report = header() + String.join("\n", lines) + "\n";
        Files.writeString(Path.of(args[0]), report);
        System.out.print(report);
        System.exit(0);
    }

    private static String header() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return """
                # The page of a large study

                `benchmarks/run page` seeds studies with 12 hyperparameters and one objective, and opens them from the list of studies in a
                headless Chromium without a graphics card, browser, service and Postgres on one machine: %s %s, %d cores, Java %s, commit %s,
                load average %.1f at the end.

                * *usable*: from the click in the list until history, table and filter are there; best and worst of %d fresh browsers.
                * *bytes*: of everything from opening the list until then, as the browser counts what it was sent; *in all* with the points of
                  all trials, which follow.
                * *filter*: from a click on a state until the count has changed.
                * *brush*: the longest task, by the Long Tasks API, while a range is drawn on an axis of the parallel coordinates (2,500 lines)
                  and all charts in sight and the table follow; 50 means no long task.
                * *report*: from a worker's report until the page shows its value; median and worst of %d.

                | trials | usable s | bytes kB | in all kB | filter ms | brush ms | report s |
                |---|---|---|---|---|---|---|
                """.formatted(
                        system.getName(),
                        system.getArch(),
                        system.getAvailableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("cairn.version", "unknown"),
                        system.getSystemLoadAverage(),
                        OPENINGS,
                        REPORTS);
    }

    private String row(Chromium chromium, int trials) {
        StudyView study = seed(trials);
        var usable = new ArrayList<Double>();
        double bytes = 0;
        double all = 0;
        double filter = 0;
        double brush = 0;
        var reports = new ArrayList<Double>();
        for (int i = 0; i < OPENINGS; i++) {
            try (Chromium.Tab tab = chromium.open(service.url() + "/ui/", 1440, ColorScheme.LIGHT, WATCH)) {
                Page page = tab.page();
                page.setDefaultTimeout(60_000);
                page.getByText(study.spec().name()).first().waitFor();
                usable.add(number(page.evaluate(CLICK, study.spec().name())) / 1000);
                bytes = number(page.evaluate(BYTES));
                filter = number(page.evaluate(FILTER));
                page.waitForFunction(
                        "() => !document.querySelector('cairn-filter [role=status]').textContent.includes('so far')");
                all = number(page.evaluate(BYTES));
                checkSums(study, page.evaluate(SUMS));
                if (i == OPENINGS - 1) {
                    brush = brush(page);
                    page.getByText("Clear the filter").click();
                    Lease lease =
                            service.client().leases().take(Fixtures.ask(study)).orElseThrow();
                    for (int report = 1; report <= REPORTS; report++) {
                        reports.add(report(page, lease, report));
                    }
                }
            }
        }
        reports.sort(null);
        usable.sort(null);
        return String.format(
                Locale.ROOT,
                "| %,d | %.1f to %.1f | %.0f | %.0f | %.0f | %.0f | %.1f, %.1f |",
                trials,
                usable.get(0),
                usable.get(OPENINGS - 1),
                bytes / 1000,
                all / 1000,
                filter,
                brush,
                reports.get(REPORTS / 2),
                reports.get(REPORTS - 1));
    }

    /** What the page holds is what the database has and what the file and the study's view say. */
    private void checkSums(StudyView study, Object held) {
        List<Double> page = ((List<?>) held).stream().map(PageBenchmark::number).toList();
        List<Double> sql = new ArrayList<>();
        for (String sum : List.of(
                "count(*)",
                "count(*) filter (where state = 'COMPLETED')",
                "sum((metrics ->> 'loss')::float8)",
                "sum((point ->> 'dropRate')::float8)",
                "sum((point ->> 'units')::float8)",
                "sum(array_position(array['ADAM', 'RMSPROP', 'SGD'], point ->> 'optimizer') - 1)")) {
            sql.add(ask("select (" + sum + ")::float8 from trial where study_id = " + study.id()));
        }
        List<Double> file = service.get("/api/v1/studies/" + study.id()
                        + "/trials?format=csv&columns=state,metrics.loss,point.dropRate,point.units,point.optimizer")
                .body()
                .lines()
                .skip(1)
                .map(line -> List.of(line.split(",")))
                .map(cells -> List.of(
                        1.0,
                        cells.get(0).equals("COMPLETED") ? 1.0 : 0.0,
                        cells.get(1).isEmpty() ? 0.0 : Double.parseDouble(cells.get(1)),
                        Double.parseDouble(cells.get(2)),
                        Double.parseDouble(cells.get(3)),
                        (double) List.of("ADAM", "RMSPROP", "SGD").indexOf(cells.get(4))))
                .reduce((a, b) -> IntStream.range(0, a.size())
                        .mapToObj(i -> a.get(i) + b.get(i))
                        .toList())
                .orElseThrow();
        Map<TrialState, Long> view = service.client().studies().get(study.id()).trials();
        check("completed in the study's view", view.get(TrialState.COMPLETED), sql.get(1));
        for (int i = 0; i < sql.size(); i++) {
            check("sum " + i + " of the page", page.get(i), sql.get(i));
            check("sum " + i + " of the file", file.get(i), sql.get(i));
        }
    }

    private double ask(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getDouble(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page asks for six digits. */
    private static void check(String what, double found, double expected) {
        if (Math.abs(found - expected) > 1e-6 * Math.abs(expected)) {
            throw new IllegalStateException(what + " is " + found + ", and in the database " + expected);
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    /** In milliseconds. */
    private static double brush(Page page) {
        page.evaluate("document.querySelector('section[aria-label=\"Parallel coordinates\"]').scrollIntoView()");
        Locator canvas = page.locator("section[aria-label=\"Parallel coordinates\"] canvas")
                .first();
        canvas.waitFor();
        page.waitForFunction("() => window.drawn['Parallel coordinates']");
        page.waitForTimeout(3000);
        page.evaluate("window.longTasks.length = 0");
        var box = canvas.boundingBox();
        page.mouse().move(box.x + 36, box.y + 50);
        page.mouse().down();
        for (int step = 1; step <= 20; step++) {
            page.mouse().move(box.x + 36, box.y + 50 + step * (box.height - 100) / 20);
        }
        page.mouse().up();
        page.waitForURL("**p.*");
        page.waitForTimeout(3000);
        return Math.max(50, number(page.evaluate("Math.max(0, ...window.longTasks)")));
    }

    /** In seconds. */
    private double report(Page page, Lease lease, int step) {
        double value = (100 + step) / 1000.0;
        Locator cell = page.locator("cairn-trials")
                .getByText(String.valueOf(value), new Locator.GetByTextOptions().setExact(true));
        service.client()
                .leases()
                .report(lease, new Report(List.of(new Measurement((long) step, Map.of("loss", value))), null));
        long told = System.nanoTime();
        cell.first().waitFor();
        return (System.nanoTime() - told) / 1e9;
    }

    private StudyView seed(int trials) {
        StudyView study = service.client().studies().create("""
                {"name": "large-%1$d", "seed": 7, "sampler": {"type": "RANDOM"}, "objectives": [{"metric": "loss"}],
                 "budget": {"trials": %2$d},
                 "space": {"parameters": [
                   {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
                   {"name": "weightDecay", "type": "REAL", "low": 1e-7, "high": 0.01, "scale": "LOG"},
                   {"name": "dropRate", "type": "REAL", "low": 0.0, "high": 0.6},
                   {"name": "recurrentDropRate", "type": "REAL", "low": 0.0, "high": 0.6},
                   {"name": "momentum", "type": "REAL", "low": 0.0, "high": 0.99},
                   {"name": "clipping", "type": "REAL", "low": 0.1, "high": 10.0, "scale": "LOG"},
                   {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
                   {"name": "layers", "type": "INTEGER", "low": 1, "high": 4},
                   {"name": "window", "type": "INTEGER", "low": 8, "high": 96},
                   {"name": "batchSize", "type": "ORDINAL", "values": [16, 32, 64, 128]},
                   {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "RMSPROP", "SGD"]},
                   {"name": "bidirectional", "type": "CATEGORICAL", "values": [true, false]}]}}
                """.formatted(trials, trials + 1000));
        database.execute("""
                insert into worker (project_id, name, tasks) values (1, 'seed-%1$d', '{}');
                insert into trial (study_id, number, origin, state, point, point_key, seed, attempt, score, objective_values, metrics,
                    last_step, last_value, created_at, ended_at)
                select %1$d, i, 'SUGGESTED', o.state, p.point, sha256(convert_to(i::text, 'UTF8')), i, 1,
                    case when o.state = 'COMPLETED' then -p.loss end, case when o.state = 'COMPLETED' then array[p.loss] end,
                    case when o.state = 'COMPLETED' then jsonb_build_object('loss', p.loss, 'train.loss', p.loss * 0.9) end,
                    case when o.state = 'PRUNED' then 4 end, case when o.state = 'PRUNED' then p.loss end,
                    cairn_now() + (i - %2$d - 10) * interval '10 seconds', cairn_now() + (i - %2$d) * interval '10 seconds'
                from generate_series(1, %2$d) i,
                    lateral (select case when i %% 9 = 0 then 'PRUNED' else 'COMPLETED' end) as o (state),
                    lateral (select 1e-5 * power(1e4::float8, random() + 0 * i) as rate) as r,
                    lateral (select jsonb_build_object('learningRate', r.rate, 'weightDecay', 1e-7 * power(1e5::float8, random()),
                            'dropRate', 0.6 * random(), 'recurrentDropRate', 0.6 * random(), 'momentum', 0.99 * random(),
                            'clipping', 0.1 * power(100::float8, random()), 'units', (8 + 248 * random())::int, 'layers', 1 + (3 * random())::int,
                            'window', (8 + 88 * random())::int, 'batchSize', (array[16, 32, 64, 128])[1 + (i %% 4)],
                            'optimizer', (array['ADAM', 'RMSPROP', 'SGD'])[1 + (i %% 3)], 'bidirectional', i %% 2 = 0) as point,
                        0.4 + 0.2 * power(log(r.rate::numeric)::float8 + 2.5, 2) + 0.3 * random() + 0 * i as loss) as p;
                insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, state, started_at, ended_at)
                select t.id, t.study_id, 1, (select max(id) from worker), sha256(convert_to('r' || t.id, 'UTF8')),
                    sha256(convert_to('t' || t.id, 'UTF8')), 'SUCCEEDED', t.created_at, t.ended_at
                from trial t where study_id = %1$d;
                insert into measurement (study_id, attempt_id, step, metrics)
                select a.study_id, a.id, step, jsonb_build_object('loss', 1 + 2 * exp(-step / 5.0), 'train.loss', 1 + exp(-step / 5.0))
                from attempt a join trial t on t.id = a.trial_id, generate_series(1, 20) step
                where a.study_id = %1$d and t.number > %2$d - 500;
                insert into event (study_id, seq, type, trial_id, attempt_id, payload, actor)
                select t.study_id, 1 + t.number, 'TRIAL_CREATED', t.id, null, '{}'::jsonb, 'seed' from trial t where study_id = %1$d
                union all
                select t.study_id, 1 + %2$d + t.number, 'TRIAL_ENDED', t.id, a.id,
                    case when t.state = 'COMPLETED' then jsonb_build_object('state', t.state, 'values', t.objective_values)
                        else '{"state": "PRUNED", "step": 4, "value": 5}' end, 'seed'
                from trial t join attempt a on a.trial_id = t.id where t.study_id = %1$d;
                update study set trials_created = %2$d, last_trial_number = %2$d, trials_ended = %2$d, last_event_seq = 1 + 2 * %2$d
                where id = %1$d;
                """.formatted(study.id(), trials));
        database.execute("analyze");
        return study;
    }
}

package dev.cairn.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.cairn.browser.Chromium.Tab;
import dev.cairn.service.TestService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page's pure functions, in the browser that runs them. What each computes comes back as JSON. */
class ModulesTest {
    private static Chromium chromium;
    private static Tab tab;

    @BeforeAll
    static void open() {
        chromium = new Chromium();
        tab = chromium.open(TestService.shared().url() + "/ui/", 1440, ColorScheme.LIGHT);
    }

    @AfterAll
    static void close() {
        tab.close();
        chromium.close();
    }

    /** @param module such as {@code store/csv.js}, which the expression sees as {@code m} */
    private static String of(String module, String expression) {
        String script = "async () => { const m = await import('/ui/" + module + "');\n"
                + "// The same numbers each time.\n"
                + "let seed = 7; const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;\n"
                + "return JSON.stringify((() => {" + expression + "})()); }";
        return (String) tab.page().evaluate(script);
    }

    @Test
    void csvHasQuotesCommasAndLineEndsInFields() {
        assertThat(of("store/csv.js", "return [...m.rows('a,b\\r\\n\"x, \"\"y\"\"\",\"two\\nlines\"\\r\\n1,\\n')]"))
                .isEqualTo("[[\"a\",\"b\"],[\"x, \\\"y\\\"\",\"two\\nlines\"],[\"1\",\"\"]]");
        assertThat(of("store/csv.js", "return [...m.rows('last,without,end')]"))
                .isEqualTo("[[\"last\",\"without\",\"end\"]]");
    }

    @Test
    void whatIsWrittenAsCsvIsReadAgain() {
        assertThat(of("store/csv.js", """
                const letters = ['a', ',', '"', '\\n', '\\r', ' ', '=', 'ü', '1'];
                for (let i = 0; i < 500; i++) {
                    const table = Array.from({ length: 1 + (i % 4) }, () => Array.from({ length: 2 + (i % 3) }, () =>
                        'x' + Array.from({ length: Math.floor(random() * 6) }, () => letters[Math.floor(random() * letters.length)]).join('')));
                    // A bare carriage return may stand for a line's end, and is dropped there.
                    const expected = table.map(row => row.map(text => text.replaceAll('\\r', '')));
                    const found = [...m.rows(m.format(table))].map(row => row.map(text => text.replaceAll('\\r', '')));
                    if (JSON.stringify(found) !== JSON.stringify(expected)) return { table, found };
                }
                return 'all';
                """)).isEqualTo("\"all\"");
    }

    @Test
    void csvIsReadAsItArrivesHoweverItIsChopped() {
        assertThat(of("store/csv.js", """
                const text = 'a,b\\r\\n"x\\ny, ""z\""",2\\r\\n3,\\n4,5';
                const expected = JSON.stringify([...m.rows(text)]);
                for (let size = 1; size <= text.length; size++) {
                    const found = [];
                    const feed = m.reader(row => found.push(row));
                    for (let i = 0; i < text.length; i += size) feed(text.slice(i, i + size));
                    feed('', true);
                    if (JSON.stringify(found) !== expected) return [size, found];
                }
                return 'all';
                """)).isEqualTo("\"all\"");
    }

    @Test
    void aSampleHasAsManyAsItMayEachOnceAndWhatIsToBeKept() {
        assertThat(of("store/derive.js", """
                for (const size of [7, 10, 11, 1000, 12345]) {
                    const rows = Int32Array.from({ length: size }, (_, i) => i * 2);
                    const found = m.thin(rows, 10, [rows[3], -1]);
                    const isRight = found.every((row, i) => row % 2 === 0 && (i === 0 || row > found[i - 1])) && found.includes(6)
                        && found.length >= Math.min(10, size) && found.length <= 11;
                    if (!isRight) return [size, found];
                }
                return 'all';
                """)).isEqualTo("\"all\"");
    }

    @Test
    void theLargestAreFoundWithoutSortingAll() {
        assertThat(of("store/derive.js", """
                const values = Array.from({ length: 500 }, () => (random() < 0.1 ? NaN : Math.floor(random() * 50)));
                const rows = [...values.keys()];
                const expected = rows.filter(row => !Number.isNaN(values[row])).sort((a, b) => values[b] - values[a] || a - b).slice(0, 20);
                return JSON.stringify(m.largest(rows, row => values[row], 20)) === JSON.stringify(expected);
                """)).isEqualTo("true");
    }

    @Test
    void theMarksOfAnAxisAreRoundNumbersBetweenItsEnds() {
        assertThat(
                        of(
                                "charts/axes.js",
                                "return [m.marks(0, 0.6, false), m.marks(1, 4, false), m.marks(1e-5, 0.1, true), m.marks(8, 256, true)]"))
                .isEqualTo("[[0,0.2,0.4,0.6],[1,2,3,4],[0.00001,0.0001,0.001,0.01,0.1],[10,20,50,100,200]]");
    }

    @Test
    void theBestSoFarNeverGetsWorse() {
        assertThat(of("store/derive.js", "return [...m.bestSoFar([3, 5, 2, 2, 4], -1)]"))
                .isEqualTo("[3,3,2,2,2]");
        assertThat(of("store/derive.js", "return [...m.bestSoFar([3, 5, 2, 7], 1)]"))
                .isEqualTo("[3,5,5,7]");
        assertThat(of("store/derive.js", "return [...m.bestSoFar([], 1)]")).isEqualTo("[]");
    }

    @Test
    void theFrontIsWhatNoOtherBeats() {
        assertThat(of("store/derive.js", "return m.front([[1, 1], [2, 3], [3, 2], [2, 2], [2, 3]], [-1, 1])"))
                .isEqualTo("[0,1,4]");
        assertThat(of("store/derive.js", """
                for (let round = 0; round < 200; round++) {
                    const signs = [1, -1, 1].slice(0, 2 + (round % 2));
                    const points = Array.from({ length: 30 }, () => signs.map(() => Math.floor(random() * 8)));
                    const beats = (a, b) => signs.every((s, i) => s * a[i] >= s * b[i]) && signs.some((s, i) => s * a[i] > s * b[i]);
                    const expected = points.map((_, i) => i).filter(i => !points.some(other => beats(other, points[i])));
                    const found = m.front(points, signs).sort((a, b) => a - b);
                    if (JSON.stringify(found) !== JSON.stringify(expected)) return { points, found, expected };
                }
                return 'all';
                """)).isEqualTo("\"all\"");
    }

    @Test
    void aFilterInAnAddressIsReadAsItWasWritten() {
        assertThat(of("store/filter.js", """
                const filter = m.everything();
                filter.states.add('PRUNED').add('FAILED');
                filter.ranges.set('p.rate', [1e-7, 0.5]).set('v.loss', [-Infinity, -1.5]);
                filter.picks.set('p.kind', new Set(['a..b', '[x]', 'ü & "c"']));
                const query = new URLSearchParams(new URLSearchParams(m.write(filter)).toString());
                const again = m.read(query);
                return [[...again.states], [...again.ranges], [...again.picks].map(([key, set]) => [key, [...set]]), m.write(again)['v.loss']];
                """))
                .isEqualTo("[[\"PRUNED\",\"FAILED\"],[[\"p.rate\",[1e-7,0.5]],[\"v.loss\",[null,-1.5]]],"
                        + "[[\"p.kind\",[\"a..b\",\"[x]\",\"ü & \\\"c\\\"\"]]],\"..-1.5\"]");
    }

    @Test
    void whatMakesNoSenseInAnAddressIsNotAsked() {
        assertThat(of(
                        "store/filter.js",
                        "return m.isEverything(m.read(new URLSearchParams('state=NONE&p.x=a..b&p.y={&v.z=7&q=1..2')))"))
                .isEqualTo("true");
    }

    @Test
    void aTrialWithoutWhatIsAskedDoesNotFit() {
        assertThat(of("store/filter.js", """
                const trials = { size: 3, state: [2, 3, 2], parameters: [{ name: 'x', data: [0.5, 0.5, NaN] }],
                    objectives: [{ metric: 'loss', data: [1, NaN, 2] }] };
                const filter = m.everything();
                filter.ranges.set('p.x', [0, 1]);
                const first = [...m.fitting(trials, filter)];
                filter.states.add('COMPLETED');
                return [first, [...m.fitting(trials, filter)], [...m.fitting(trials, m.everything())]];
                """)).isEqualTo("[[0,1],[0],[0,1,2]]");
    }

    @Test
    void anAddressIsReadAsItWasWritten() {
        assertThat(of("url.js", """
                const { path, query } = m.parse(m.format(['studies', 'a/b?c#d %'], { q: 'x=1&y', empty: '' }));
                return [path, [...query]];
                """)).isEqualTo("[[\"studies\",\"a/b?c#d %\"],[[\"q\",\"x=1&y\"],[\"empty\",\"\"]]]");
        assertThat(of("url.js", "return m.parse('#/studies/100%?tab=trials').path"))
                .isEqualTo("[\"studies\",\"100%\"]");
    }

    @Test
    void trialsAreReadInTwoStepsAndTheirPlacesAreFoundHoweverNumbersAreWritten() {
        assertThat(of("store/trials.js", """
                const spec = { objectives: [{ metric: 'loss', direction: 'MAXIMIZE' }], space: { parameters: [
                    { name: 'x', type: 'REAL' }, { name: 'tiny', type: 'ORDINAL', values: [1e-5, 0.12345678] },
                    { name: 'kind', type: 'CATEGORICAL', values: ['=a', 'b'] }] } };
                const trials = new m.Trials(spec);
                const head = trials.reader(['number', 'id', 'state', 'excluded', 'attempt', 'endedAt', 'metrics.loss']);
                head(['1', '11', 'COMPLETED', 'false', '1', '2026-01-01T00:00:00Z', '0.5']);
                head(['2', '12', 'RUNNING', 'false', '1', '', '0.7']);
                const before = [trials.withPoint, Number.isNaN(trials.parameters[0].data[0])];
                const whole = trials.reader(['number', 'id', 'state', 'excluded', 'attempt', 'endedAt', 'point.x', 'point.tiny', 'point.kind', 'metrics.loss']);
                whole(['1', '11', 'COMPLETED', 'true', '1', '2026-01-01T00:00:00Z', '0.25', '1.0E-5', "'=a", '0.6']);
                whole(['1', '11', 'COMPLETED', 'true', '1', '2026-01-01T00:00:00Z', '0.25', '0.123457', 'b', '0.6']);
                return [before, trials.size, trials.withPoint, trials.point(0), trials.objectives[0].data[0], trials.counts(0), trials.point(1)];
                """))
                .isEqualTo("[[0,true],2,1,[[\"x\",0.25],[\"tiny\",0.12345678],[\"kind\",\"b\"]],0.6,false,[]]");
    }

    @Test
    void eventsAreReadHoweverTheyAreChopped() {
        assertThat(of("events.js", """
                const text = ':\\n\\nid: 7\\nevent: TRIAL_ENDED\\ndata: {"a":1}\\n\\ndata: {"b":\\ndata: 2}\\r\\n\\r\\n';
                const read = size => {
                    const told = [];
                    const feed = m.parser(event => told.push(event));
                    for (let i = 0; i < text.length; i += size) feed(text.slice(i, i + size));
                    return JSON.stringify(told);
                };
                const whole = read(text.length);
                for (let size = 1; size < text.length; size++) if (read(size) !== whole) return [size, read(size)];
                return JSON.parse(whole);
                """))
                .isEqualTo(
                        "[{\"type\":\"TRIAL_ENDED\",\"data\":{\"a\":1},\"id\":\"7\"},{\"type\":\"message\",\"data\":{\"b\":2}}]");
    }

    @Test
    void whatIsHintedWhileWorkRunsHasItRunOnceMore() {
        Object runs = tab.page().evaluate("""
                async () => {
                    const { Hints } = await import('/ui/hints.js');
                    const runs = [];
                    const ends = [];
                    let begun = () => {};
                    const hints = new Hints(() => new Promise(end => { ends.push(end); begun(); }), 1);
                    const next = () => new Promise(done => (begun = done));
                    const first = next();
                    hints.hint();
                    hints.hint();
                    await first;
                    runs.push(ends.length);
                    hints.hint();
                    hints.run();
                    runs.push(ends.length);
                    const second = next();
                    ends[0]();
                    await second;
                    runs.push(ends.length);
                    ends[1]();
                    await new Promise(done => setTimeout(done, 20));
                    runs.push(ends.length);
                    hints.stop();
                    hints.hint();
                    await new Promise(done => setTimeout(done, 20));
                    runs.push(ends.length);
                    return JSON.stringify(runs);
                }
                """);
        assertThat(runs).isEqualTo("[1,1,2,2,2]");
    }
}

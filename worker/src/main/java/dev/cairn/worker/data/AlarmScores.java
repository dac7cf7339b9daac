package dev.cairn.worker.data;

import java.util.Map;
import java.util.TreeMap;

/**
 * Judges scores and alarms by labels, step by step, and labelled stretches apart from that.
 *
 * <p>Steps are never adjusted: to count a whole labelled stretch as found because one of its steps was, as is often done, lets
 * random scores look better than the best methods do (Kim et al. 2022, Towards a rigorous evaluation of time-series anomaly
 * detection). Whether a stretch was found at all is told by metrics of its own.
 *
 * @param of the series of each step; steps of a series stand together, in the order of time
 * @param rows the row of each step
 * @param isAnomalous [step]
 */
record AlarmScores(int[] of, int[] rows, boolean[] isAnomalous) {

    /**
     * One that is not defined is left out.
     *
     * <ul>
     *   <li>{@code precision}, {@code recall}, {@code f1}: of the alarms, step by step; precision is 0 if there is no alarm
     *   <li>{@code prAuc}, {@code rocAuc}: {@link Ranking} of the scores, whatever the threshold
     *   <li>{@code events}: stretches of anomalous steps; {@code eventRecall}: the share with at least one alarm
     *   <li>{@code meanDelay}: rows from the start of a stretch that was found to its first alarm
     *   <li>{@code falseAlarmsPer1000}: alarms among a thousand normal steps
     *   <li>{@code alarmShare}: of all steps
     * </ul>
     */
    Map<String, Double> of(double[] scores, double threshold) {
        int[] actual = new int[scores.length];
        int[] alarmed = new int[scores.length];
        for (int i = 0; i < scores.length; i++) {
            actual[i] = isAnomalous[i] ? 1 : 0;
            alarmed[i] = scores[i] > threshold ? 1 : 0;
        }
        Confusion confusion = Confusion.of(2, actual, alarmed);
        var metrics = new TreeMap<String, Double>();
        metrics.put("precision", confusion.precision(1));
        metrics.put("recall", confusion.recall(1));
        metrics.put("f1", confusion.f1(1));
        metrics.put("prAuc", Ranking.averagePrecision(scores, isAnomalous));
        metrics.put("rocAuc", Ranking.rocAuc(scores, isAnomalous));
        metrics.put("falseAlarmsPer1000", 1000 * (1 - confusion.recall(0)));
        metrics.put("alarmShare", (double) confusion.predicted(1) / scores.length);
        putEvents(metrics, alarmed);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /**
     * What is defined step by step, in a form in which steps can be drawn again. Blocks are as long as the longest labelled stretch
     * at least: its steps stand and fall together.
     *
     * @param least a block is not shorter: scores of neighbours up to there share what they are made of
     */
    Sampled sampled(double[] scores, double threshold, int least) {
        double[][] terms = new double[scores.length][3];
        int longest = 0;
        int length = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean alarmed = scores[i] > threshold;
            terms[i][0] = alarmed && isAnomalous[i] ? 1 : 0;
            terms[i][1] = alarmed ? 1 : 0;
            terms[i][2] = isAnomalous[i] ? 1 : 0;
            length = isAnomalous[i] ? length + 1 : 0;
            longest = Math.max(longest, length);
        }
        var ranking = new Ranking(scores, isAnomalous);
        return new Sampled(
                terms,
                Sampling.ofSeries(Sampling.runs(of), Math.max(least, longest)),
                Map.of(
                        "precision", means -> means[1] == 0 ? 0 : means[0] / means[1],
                        "recall", means -> means[0] / means[2],
                        "f1", means -> 2 * means[0] / (means[1] + means[2])),
                Map.of("prAuc", ranking::averagePrecision, "rocAuc", ranking::rocAuc));
    }

    private void putEvents(Map<String, Double> metrics, int[] alarmed) {
        int events = 0;
        int found = 0;
        double delays = 0;
        int start = 0;
        boolean isFound = false;
        for (int i = 0; i < alarmed.length; i++) {
            if (!isAnomalous[i]) {
                continue;
            }
            if (i == 0 || !isAnomalous[i - 1] || of[i] != of[i - 1]) {
                events++;
                start = rows[i];
                isFound = false;
            }
            if (alarmed[i] == 1 && !isFound) {
                isFound = true;
                found++;
                delays += rows[i] - start;
            }
        }
        metrics.put("events", (double) events);
        metrics.put("eventRecall", (double) found / events);
        metrics.put("meanDelay", delays / found);
    }
}

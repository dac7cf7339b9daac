package dev.cairn.benchmarks.lstm;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The child's side of a {@link Contender}: for each line {@code WHAT N} of standard input it does so many of that, and answers
 * {@code = SECONDS} of processor time.
 */
final class TimedAnswers {
    /** Does one of what it is told. */
    interface Work {
        void one(String what) throws Exception;
    }

    private TimedAnswers() {}

    /** Until standard input ends. */
    static void give(Work work) throws Exception {
        var clock = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            long began = clock.getProcessCpuTime();
            for (int left = Integer.parseInt(words[1]); left > 0; left--) {
                work.one(words[0]);
            }
            // The answer, not a log: whoever started this process reads it.
            System.out.println("= " + (clock.getProcessCpuTime() - began) * 1e-9);
            System.out.flush();
        }
    }
}

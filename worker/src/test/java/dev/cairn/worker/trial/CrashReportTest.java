package dev.cairn.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrashReportTest {
    /** Lines as JDK 17 writes them, shortened. */
    private static final List<String> LINES = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f61a7c9f8b5, pid=814, tid=815
            #
            # Problematic frame:
            # C  [libnd4jcpu.so+0x11]  execReduceFloat+0x5
            #
            ---------------  S U M M A R Y ------------
            Host: somewhere
            ---------------  T H R E A D  ---------------
            Current thread (0x00007f61a0015000):  JavaThread "main" [_thread_in_native, id=815]

            Native frames: (J=compiled Java code)
            C  [libnd4jcpu.so+0x11]  execReduceFloat+0x5
            Java frames: (J=compiled Java code)
            j  org.nd4j.nativeblas.Nd4jCpu.execReduceFloat()V+0

            Registers:
            RAX=0x0
            # Problematic frame:
            """.lines().toList();

    @Test
    void theSummaryNamesTheSignalAndTheFrame() {
        assertThat(CrashReport.of(LINES).summary())
                .isEqualTo("SIGSEGV (0xb) at pc=0x00007f61a7c9f8b5, pid=814, tid=815, in"
                        + " C  [libnd4jcpu.so+0x11]  execReduceFloat+0x5");
        assertThat(CrashReport.of(LINES).isOutOfMemory()).isFalse();
    }

    @Test
    void theStacksAreKeptAndWhatFollowsIsNot() {
        assertThat(CrashReport.of(LINES).text())
                .contains("Native frames", "Java frames", "j  org.nd4j")
                .doesNotContain("Host:", "RAX");
    }

    @Test
    void aJvmThatGotNoMemoryDidNotCrashByItself() {
        CrashReport report = CrashReport.of(List.of(
                "#",
                "# There is insufficient memory for the Java Runtime Environment to continue.",
                "# Native memory"));
        assertThat(report.isOutOfMemory()).isTrue();
        assertThat(report.summary()).startsWith("There is insufficient memory");
    }

    @Test
    void anEmptyReportIsAnInternalError() {
        assertThat(CrashReport.of(List.of()).summary()).isEqualTo("an internal error of the JVM");
    }
}

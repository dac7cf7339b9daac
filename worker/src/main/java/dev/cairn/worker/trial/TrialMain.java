package dev.cairn.worker.trial;

import dev.cairn.api.CairnJson;
import dev.cairn.api.trial.Measurement;
import dev.cairn.worker.lstm.LstmTrial;
import dev.cairn.worker.lstm.TrialFailedException;
import dev.cairn.worker.lstm.TrialListener;
import dev.cairn.worker.lstm.TrialOrder;
import dev.cairn.worker.lstm.TrialStoppedException;
import dev.cairn.worker.lstm.UnusableBackendException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The child JVM: loads ND4J, then trains one trial after the other as it is told. It speaks with its parent through a socket,
 * because ND4J writes to standard output, and dies with it: the socket's end, which a killed parent leaves behind too, halts
 * this process at once.
 */
final class TrialMain implements TrialListener {
    private static final int ORPHANED = 3;
    private static final double MEBIBYTE = 1 << 20;
    /** A process that is used again keeps some compiled code and some of its heap. */
    private static final double ALONE = 1.4;

    private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BlockingQueue<TrialOrder> orders = new LinkedBlockingQueue<>();
    private final Writer out;
    private int idleMebibytes;
    private volatile boolean stop;
    private volatile long lastTold;

    private TrialMain(Writer out) {
        this.out = out;
    }

    /** Takes the parent's port; the token that proves who calls comes in the environment, which others cannot read. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            socket.setTcpNoDelay(true);
            var out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
            out.write(System.getenv(ChildJvm.TOKEN) + "\n");
            out.flush();
            var child = new TrialMain(out);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var listening = new Thread(() -> child.listen(in), "listening to the parent");
            listening.setDaemon(true);
            listening.start();
            try {
                String backend = LstmTrial.warmUp();
                child.idleMebibytes = ResidentMemory.nowMebibytes();
                child.tell(new TrialEvent.Ready(backend));
            } catch (UnusableBackendException e) {
                Traces.of(e).forEach(child::log);
                child.tell(new TrialEvent.Unusable(String.valueOf(e.getMessage())));
                return;
            }
            while (true) {
                child.run(child.orders.take());
                // Native memory is freed when the garbage collector finds what it belonged to.
                System.gc();
            }
        }
    }

    private void listen(BufferedReader in) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                TrialCommand command = CairnJson.strict().readValue(line, TrialCommand.class);
                if (command instanceof TrialCommand.Run run) {
                    stop = false;
                    orders.add(run.order());
                } else if (command instanceof TrialCommand.Trace) {
                    Traces.ofThreads().forEach(this::log);
                    tell(new TrialEvent.Traced());
                } else {
                    stop = true;
                }
            }
        } catch (IOException e) {
            // The same as the end of the stream.
        } finally {
            // Not exit(): its hooks could wait for a training that never ends.
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    private void run(TrialOrder order) {
        log("trial " + order.trial() + " of " + order.studyName() + ", " + order.purpose() + ", seed " + order.seed()
                + ": " + order.point());
        TrialEvent end;
        boolean alone = ResidentMemory.nowMebibytes() < ALONE * idleMebibytes;
        ResidentMemory.forgetPeak();
        try {
            end = new TrialEvent.Completed(LstmTrial.run(order, this));
        } catch (TrialStoppedException e) {
            end = new TrialEvent.Stopped();
        } catch (TrialFailedException e) {
            log(e.failure() + ": " + e.getMessage());
            Throwable reason = e.getCause();
            if (reason != null) {
                Traces.of(reason).forEach(this::log);
            }
            end = new TrialEvent.Failed(e.failure(), e.getMessage());
        }
        tell(new TrialEvent.Used(ResidentMemory.peakMebibytes(), alone));
        tell(end);
    }

    @Override
    public void progressed() throws TrialStoppedException {
        if (stop) {
            throw new TrialStoppedException();
        }
        long now = System.nanoTime();
        if (now - lastTold >= TELL_EVERY_NANOS) {
            tell(new TrialEvent.Progressed());
        }
    }

    @Override
    public void expects(long bytes, double epochSeconds) {
        tell(new TrialEvent.Predicted(idleMebibytes + bytes / MEBIBYTE, epochSeconds));
    }

    @Override
    public void measured(Measurement measurement) {
        log("epoch " + measurement.step() + ": " + measurement.metrics());
        tell(new TrialEvent.Measured(measurement));
    }

    @Override
    public void checkpointed(long step, Path file, boolean due) {
        tell(new TrialEvent.Checkpointed(step, file.toString(), due));
    }

    @Override
    public void noted(String line) {
        log(line);
    }

    private void log(String line) {
        tell(new TrialEvent.Logged(line));
    }

    private void tell(TrialEvent event) {
        try {
            // By one thread at a time: a trace is told while the trial hangs.
            synchronized (out) {
                out.write(CairnJson.strict().writeValueAsString(event) + "\n");
                out.flush();
            }
            lastTold = System.nanoTime();
        } catch (IOException e) {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }
}

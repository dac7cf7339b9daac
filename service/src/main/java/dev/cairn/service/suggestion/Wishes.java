package dev.cairn.service.suggestion;

import dev.cairn.service.suggestion.Suggestions.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Who waits for a further trial, by study. One computation at a time serves all who wait for a study. A study whose last
 * computation was slow is computed on threads apart, so that many slow studies cannot keep a quick one waiting.
 */
@Component
public class Wishes implements DisposableBean {
    /** The first of a batch waits for the last of it, so a batch must not be long. */
    static final int LARGEST_BATCH = 16;

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int QUICK_THREADS = 4;
    private static final int SLOW_THREADS = 2;

    private final Suggestions suggestions;
    private final ExecutorService quick = threads(QUICK_THREADS);
    private final ExecutorService slow = threads(SLOW_THREADS);
    private final Set<Long> slowStudies = ConcurrentHashMap.newKeySet();
    /** Who is not served yet, by study; a study stands here while a computation for it is due or under way. */
    private final Map<Long, List<CompletableFuture<Result>>> waiting = new HashMap<>();

    Wishes(Suggestions suggestions) {
        this.suggestions = suggestions;
    }

    private static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "suggesting");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Wishes for one more trial of a study. Cancel what is returned when the wish is no more, and nothing will be made for it.
     *
     * @return done when a computation begun after this call has ended; with its exception if it could not be made
     */
    public synchronized CompletableFuture<Result> wish(long study) {
        var wish = new CompletableFuture<Result>();
        List<CompletableFuture<Result>> others = waiting.get(study);
        if (others != null) {
            others.add(wish);
        } else {
            waiting.put(study, new ArrayList<>(List.of(wish)));
            start(study);
        }
        return wish;
    }

    private synchronized void start(long study) {
        try {
            (slowStudies.contains(study) ? slow : quick).execute(() -> serve(study));
        } catch (RejectedExecutionException e) {
            // The service is stopping.
            waiting.remove(study).forEach(wish -> wish.complete(Result.NONE));
        }
    }

    private void serve(long study) {
        List<CompletableFuture<Result>> served = next(study);
        try {
            if (!served.isEmpty()) {
                Result result = timed(study, served.size());
                served.forEach(wish -> wish.complete(result));
            }
        } catch (RuntimeException e) {
            served.forEach(wish -> wish.completeExceptionally(e));
        } finally {
            // After an error too nobody may wait for ever.
            served.forEach(wish -> wish.complete(Result.NONE));
            goOn(study);
        }
    }

    private Result timed(long study, int count) {
        long started = System.nanoTime();
        Result result = suggestions.suggest(study, count);
        boolean isSlow = result == Result.CREATED && System.nanoTime() - started > SLOW_NANOS;
        if (isSlow) {
            slowStudies.add(study);
        } else {
            slowStudies.remove(study);
        }
        return result;
    }

    private synchronized List<CompletableFuture<Result>> next(long study) {
        List<CompletableFuture<Result>> all = waiting.get(study);
        all.removeIf(CompletableFuture::isDone);
        List<CompletableFuture<Result>> first = all.subList(0, Math.min(LARGEST_BATCH, all.size()));
        List<CompletableFuture<Result>> served = List.copyOf(first);
        first.clear();
        return served;
    }

    private synchronized void goOn(long study) {
        if (waiting.get(study).isEmpty()) {
            waiting.remove(study);
        } else {
            start(study);
        }
    }

    /** How many wishes no computation has been begun for yet. */
    synchronized int count() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    /** Whether no computation is due or under way. */
    synchronized boolean isIdle() {
        return waiting.isEmpty();
    }

    @Override
    public void destroy() {
        quick.shutdown();
        slow.shutdown();
    }
}

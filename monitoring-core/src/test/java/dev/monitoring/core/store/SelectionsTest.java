package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SelectionsTest {
    private static final long START = 1_750_000_200_000L;
    private static final int GROWTH = 2_000;

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store =
            stores.create(StoreConfig.builder().maxSeriesPerFamily(GROWTH).build(), clock);

    private void append(String name, int number) {
        try (Appender appender = store.append()) {
            Labels labels = Labels.of("__name__", name, "number", String.valueOf(number));
            appender.append(appender.resolve(labels), clock.epochMillis(), number);
        }
    }

    private List<Series> select(Matcher... matchers) {
        return store.select(List.of(matchers), 0, Long.MAX_VALUE);
    }

    private List<Series> named(String name) {
        return select(Matcher.equal(Labels.METRIC_NAME, name));
    }

    @Test
    void areRememberedWhileSeriesOfOtherNamesCome() {
        append("up", 1);
        append("up", 2);
        List<Series> up = named("up");
        Matcher odd = Matcher.of("number", Matcher.Operator.MATCHES, "[13579]");
        List<Series> oddUp = select(Matcher.equal(Labels.METRIC_NAME, "up"), odd);
        List<Series> anyOdd = select(odd);

        append("down", 3);

        assertSame(up, named("up"));
        assertSame(oddUp, select(Matcher.equal(Labels.METRIC_NAME, "up"), odd));
        assertNotSame(anyOdd, select(odd));
        assertEquals(2, select(odd).size());
    }

    @Test
    void takeInSeriesOfTheirName() {
        assertEquals(0, named("up").size());
        for (int i = 1; i < 100; i++) {
            append("up", i);
            assertEquals(i, named("up").size());
            append("down", i);
            assertEquals(i, named("up").size());
        }
    }

    @Test
    void areForgottenWhenSeriesExpire() {
        append("up", 1);
        append("down", 1);
        assertEquals(1, named("up").size());

        for (int i = 0; i < 200; i++) { // what has expired is found out bit by bit
            clock.advance(Duration.ofMinutes(1));
            append("down", 1);
        }
        assertEquals(0, named("up").size());

        append("up", 2);
        assertEquals("2", named("up").get(0).labels().get("number"));
        assertEquals(1, named("up").size());
    }

    @Test
    void haveAllThatWasCommittedBeforeTheyWereAskedFor() throws InterruptedException {
        AtomicInteger committed = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                while (!over.get()) {
                    int before = committed.get();
                    int found = named("up").size();
                    int after = committed.get();
                    assertTrue(
                            before <= found && found <= after + 1,
                            found + " found where " + before + " to " + after + " were committed");
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        for (int i = 0; i < GROWTH; i++) {
            append("up", i);
            committed.set(i + 1);
            append("down", i);
        }
        over.set(true);
        reader.join();
        assertEquals(null, failure.get());
    }
}

package dev.monitoring.samples.standalone;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Collectors that do their worst, and one that is sound, for {@code check-faults}. Each is on its own, under a name that says
 * what it does; {@code monitoring.collectors.<name>.enabled} sets it off.
 */
public final class Faults {
    private Faults() {}

    /** A kind with one collector, which runs {@link #run}. */
    public abstract static class Fault implements CollectorFactory {
        private final String name;

        Fault(String name) {
            this.name = name;
        }

        abstract void run(MetricSink sink);

        @Override
        public String name() {
            return name;
        }

        @Override
        public String watches() {
            return "nothing, and badly";
        }

        @Override
        public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
            MetricCollector collector = new MetricCollector() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public void collect(MetricSink sink, Deadline deadline) {
                    run(sink);
                }
            };
            return List.of(context.schedule(collector, Target.of("faults", name)));
        }
    }

    /** Counts its runs. */
    public static final class Sound extends Fault {
        private static final Family RUNS = Family.counter("sound_runs_total", "Runs so far.");
        private int runs;

        public Sound() {
            super("sound");
        }

        @Override
        void run(MetricSink sink) {
            sink.add(RUNS, Labels.EMPTY, ++runs);
        }
    }

    /** Waits for what never comes, and notices no interrupt. */
    public static final class Sleeps extends Fault {
        public Sleeps() {
            super("sleeps");
        }

        @Override
        void run(MetricSink sink) {
            CountDownLatch never = new CountDownLatch(1);
            while (never.getCount() > 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    System.getProperty("user.dir"); // a native call does not notice either
                }
            }
        }
    }

    /** Fills the heap, so that others find none of it left either, until there is no more. */
    public static final class Hoards extends Fault {
        private static final int PIECE_BYTES = 16 << 10;

        public Hoards() {
            super("hoards");
        }

        @Override
        void run(MetricSink sink) {
            List<byte[]> hoard = new ArrayList<>();
            while (hoard.size() < Integer.MAX_VALUE) {
                hoard.add(new byte[PIECE_BYTES]);
            }
        }
    }

    /** Calls itself until the stack ends. */
    public static final class Recurses extends Fault {
        public Recurses() {
            super("recurses");
        }

        @Override
        void run(MetricSink sink) {
            sink.add(Family.gauge("recursions", "How deep it went."), Labels.EMPTY, depth(1));
        }

        private static int depth(int depth) {
            return depth < Integer.MAX_VALUE ? depth(depth + 1) + 1 : 0;
        }
    }

    /** Has a customer's number in a label. */
    public static final class Floods extends Fault {
        private static final Family ORDERS = Family.gauge("orders_by_customer", "Orders.");

        public Floods() {
            super("floods");
        }

        @Override
        void run(MetricSink sink) {
            for (int i = 0; i < 1_000_000; i++) {
                sink.add(ORDERS, Labels.of("customer", "customer-" + i), i);
            }
        }
    }

    /** Gives a series twice. */
    public static final class Repeats extends Fault {
        private static final Family ORDERS = Family.gauge("orders_given_twice", "Orders.");

        public Repeats() {
            super("repeats");
        }

        @Override
        void run(MetricSink sink) {
            sink.add(ORDERS, Labels.of("kind", "book"), 1);
            sink.add(ORDERS, Labels.of("kind", "book"), 2);
        }
    }

    /** Gives a family two types. */
    public static final class Wavers extends Fault {
        public Wavers() {
            super("wavers");
        }

        @Override
        void run(MetricSink sink) {
            sink.add(Family.gauge("orders_of_two_types", "Orders."), Labels.of("kind", "book"), 1);
            sink.add(Family.counter("orders_of_two_types", "Orders."), Labels.of("kind", "pen"), 2);
        }
    }
}

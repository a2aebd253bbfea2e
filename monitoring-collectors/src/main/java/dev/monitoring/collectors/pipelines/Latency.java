package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.events.Event;
import dev.monitoring.collectors.events.EventTimes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long a result took, or why that cannot be said. Immutable.
 *
 * @param seconds the latency; of no meaning with a fault
 * @param fault why it does not count
 */
record Latency(double seconds, Optional<Fault> fault) {
    /** Why a latency does not count. */
    enum Fault {
        /** Nothing in the message tells it. */
        MISSING,
        /** A time or a length of time is none. */
        UNREADABLE,
        /** It was processed before it was published: the clocks of two machines differ. */
        NEGATIVE,
        /** It took longer than can be: the clocks differ, or one of the times is of something else. */
        TOO_LONG;

        /** The label value. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where results tell it.
     *
     * @param maxSeconds what is longer does not count
     */
    record Fields(List<String> published, List<String> processed, List<String> duration, double maxSeconds) {
        Fields {
            published = List.copyOf(published);
            processed = List.copyOf(processed);
            duration = List.copyOf(duration);
        }
    }

    /** What the property {@code timestamp} cuts off: it has whole seconds only. */
    private static final double SENT_RESOLUTION = 1;

    /**
     * From the time of publishing to that of processing, both by the message's members or headers; else a duration that it
     * tells; else with the message's own {@code timestamp} for the one time that is missing. That property cuts off up to a
     * second, so with it less than a second below zero is zero.
     */
    static Latency of(Event event, Fields fields) {
        Optional<Event.Text> publishedText = event.find(fields.published);
        Optional<Event.Text> processedText = event.find(fields.processed);
        OptionalDouble published = time(publishedText);
        OptionalDouble processed = time(processedText);
        boolean unreadable =
                publishedText.isPresent() && published.isEmpty() || processedText.isPresent() && processed.isEmpty();
        if (published.isPresent() && processed.isPresent()) {
            return judged(processed.getAsDouble() - published.getAsDouble(), 0, fields);
        }
        Optional<Event.Text> durationText = event.find(fields.duration);
        if (durationText.isPresent()) {
            OptionalDouble duration = EventTimes.parseDuration(
                    durationText.get().name(), durationText.get().value());
            return duration.isPresent() ? judged(duration.getAsDouble(), 0, fields) : faulty(Fault.UNREADABLE);
        }
        if (unreadable) {
            return faulty(Fault.UNREADABLE);
        }
        OptionalDouble sent = event.sentSeconds();
        if (sent.isPresent() && published.isPresent()) {
            return judged(sent.getAsDouble() - published.getAsDouble(), SENT_RESOLUTION, fields);
        }
        if (sent.isPresent() && processed.isPresent()) {
            return judged(processed.getAsDouble() - sent.getAsDouble(), SENT_RESOLUTION, fields);
        }
        return faulty(Fault.MISSING);
    }

    private static OptionalDouble time(Optional<Event.Text> text) {
        return text.isPresent() ? EventTimes.parse(text.get().value()) : OptionalDouble.empty();
    }

    private static Latency judged(double seconds, double tolerance, Fields fields) {
        if (seconds <= -tolerance && seconds < 0) {
            return faulty(Fault.NEGATIVE);
        }
        return seconds > fields.maxSeconds
                ? faulty(Fault.TOO_LONG)
                : new Latency(Math.max(0, seconds), Optional.empty());
    }

    private static Latency faulty(Fault fault) {
        return new Latency(Double.NaN, Optional.of(fault));
    }
}

package dev.monitoring.alerts.template;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** A moment, seen from a time zone. */
final class TimeValue extends TemplateValue {
    static final String TIME = "time.Time";
    static final String POINTER = "*time.Time";

    private final String type;
    private final ZonedDateTime time;

    private TimeValue(String type, ZonedDateTime time) {
        this.type = type;
        this.time = time;
    }

    static TimeValue utc(Instant time) {
        return new TimeValue(TIME, time.atZone(ZoneOffset.UTC));
    }

    static TimeValue of(ZonedDateTime time) {
        return new TimeValue(TIME, time);
    }

    TimeValue pointer() {
        return new TimeValue(POINTER, time);
    }

    TimeValue in(ZoneId zone) {
        return new TimeValue(TIME, time.withZoneSameInstant(zone));
    }

    ZonedDateTime time() {
        return time;
    }

    @Override
    TemplateValue target() {
        return type.equals(TIME) ? this : new TimeValue(TIME, time);
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return Kind.STRUCT;
    }

    @Override
    boolean isTrue() {
        return true;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        // What Go has inside of a time is its own affair; it is shown as text whatever the verb.
        printer.text(this, TimeText.full(time), 's');
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.text(TimeText.rfc3339(time));
    }
}

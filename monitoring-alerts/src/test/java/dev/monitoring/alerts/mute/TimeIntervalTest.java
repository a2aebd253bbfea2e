package dev.monitoring.alerts.mute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.mute.TimeInterval.NumberRange;
import dev.monitoring.alerts.mute.TimeInterval.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeIntervalTest {
    private static TimeInterval days(int first, int last) {
        return new TimeInterval(
                List.of(), List.of(), List.of(new NumberRange(first, last)), List.of(), List.of(), ZoneOffset.UTC);
    }

    @Test
    void holdsAlwaysWhereItSaysNothing() {
        assertEquals(true, TimeInterval.ALWAYS.contains(Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,-1,2024-02-29,true",
        "-1,-1,2023-02-28,true",
        "-1,-1,2024-02-28,false",
        "-3,-2,2023-04-28,true",
        "-3,-2,2023-04-30,false",
        "-31,-30,2023-02-01,false",
        "-31,-28,2023-02-01,true",
        "29,31,2023-02-28,false",
        "28,31,2023-02-28,true",
        "1,31,2023-02-28,true",
    })
    void countsDaysFromBothEndsOfTheMonth(int first, int last, String date, boolean holds) {
        assertEquals(holds, days(first, last).contains(Instant.parse(date + "T12:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        // 26 March 2023: clocks went from 02:00 to 03:00; 29 October 2023: from 03:00 back to 02:00.
        "2023-03-24T08:00:00Z,true",
        "2023-03-24T07:59:59Z,false",
        "2023-03-27T07:00:00Z,true",
        "2023-03-27T06:59:59Z,false",
        "2023-03-27T15:00:00Z,false",
        "2023-03-26T10:00:00Z,false",
        "2023-10-30T08:00:00Z,true",
        "2023-10-30T07:59:59Z,false",
        "2023-12-29T12:00:00Z,false",
    })
    void followsTheClocksOfItsPlace(String moment, boolean holds) {
        TimeInterval office = new TimeInterval(
                List.of(new TimeRange(9 * 60, 17 * 60)),
                List.of(new NumberRange(1, 5)),
                List.of(),
                List.of(new NumberRange(1, 11)),
                List.of(new NumberRange(2023, 2024)),
                ZoneId.of("Europe/Berlin"));

        assertEquals(holds, office.contains(Instant.parse(moment)));
    }

    @Test
    void endsBeforeItsEndAndReachesMidnight() {
        TimeInterval night = new TimeInterval(
                List.of(new TimeRange(23 * 60, 24 * 60)),
                List.of(new NumberRange(0, 0)),
                List.of(),
                List.of(),
                List.of(),
                ZoneOffset.UTC);

        assertEquals(true, night.contains(Instant.parse("2023-01-01T23:59:59Z")));
        assertEquals(false, night.contains(Instant.parse("2023-01-02T00:00:00Z")));
    }
}

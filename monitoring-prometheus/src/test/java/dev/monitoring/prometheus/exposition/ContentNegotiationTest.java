package dev.monitoring.prometheus.exposition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentNegotiationTest {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|" + TEXT,
                "*/*|" + TEXT,
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|" + TEXT,
                "text/plain|" + TEXT,
                "text/plain;version=0.0.4|" + TEXT,
                "text/plain;version=1.0.0|text/plain; version=1.0.0; charset=utf-8",
                "text/*|" + TEXT,
                "TEXT/PLAIN; Version=0.0.4|" + TEXT,
                "application/openmetrics-text|" + OPENMETRICS,
                "application/openmetrics-text; version=1.0.0|" + OPENMETRICS,
                "application/openmetrics-text; version=\"1.0.0\"|" + OPENMETRICS,
                "application/openmetrics-text;version=0.0.1|application/openmetrics-text; version=0.0.1; charset=utf-8",
                "application/*|" + OPENMETRICS,
                "application/openmetrics-text;q=0.2,text/plain;q=0.5|" + TEXT,
                "text/plain;q=0.5,application/openmetrics-text;q=0.7|" + OPENMETRICS,
                "application/openmetrics-text;q=0,text/plain;q=0.1|" + TEXT,
            })
    void servesWhatIsWantedMost(String accept, String contentType) {
        assertEquals(contentType, ContentNegotiation.of(accept).contentType());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json",
                "application/openmetrics-text;version=2.0.0",
                "text/plain;version=9",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
                "*/*;q=0",
                "text/plain;q=0",
                "text/plain;q=high",
                ";;;,,,=;q=",
                "text/plain;q=-1"
            })
    void servesTextToThoseWhoAskForNothingThatIsServed(String accept) {
        assertEquals(ContentNegotiation.DEFAULT, ContentNegotiation.of(accept));
    }

    @Test
    void servesOpenMetricsToPrometheus2() {
        String accept = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

        ContentNegotiation answer = ContentNegotiation.of(accept);

        assertEquals(new ContentNegotiation(ExpositionFormat.OPENMETRICS, OPENMETRICS), answer);
    }

    @Test
    void servesOpenMetricsToPrometheus3AndNamesTheEscaping() {
        String accept = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

        ContentNegotiation answer = ContentNegotiation.of(accept);

        assertEquals(
                new ContentNegotiation(ExpositionFormat.OPENMETRICS, OPENMETRICS + "; escaping=allow-utf-8"), answer);
    }

    @Test
    void passesOverProtobufForTheNextWish() {
        String accept =
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,"
                        + "text/plain;version=1.0.0;escaping=values;q=0.4";

        ContentNegotiation answer = ContentNegotiation.of(accept);

        assertEquals("text/plain; version=1.0.0; charset=utf-8; escaping=values", answer.contentType());
    }

    @ParameterizedTest
    @CsvSource({
        "allow-utf-8, allow-utf-8",
        "values, values",
        "underscores, underscores",
        "dots, underscores",
        "rot13, underscores"
    })
    void answersAnEscapingItCanGive(String asked, String given) {
        ContentNegotiation answer = ContentNegotiation.of("text/plain;version=0.0.4;escaping=" + asked);

        assertEquals(TEXT + "; escaping=" + given, answer.contentType());
    }

    @Test
    void doesNotReadBeyondSixtyFourRanges() {
        String accept = "application/json,".repeat(64) + "application/openmetrics-text";

        assertEquals(ContentNegotiation.DEFAULT, ContentNegotiation.of(accept));
    }
}

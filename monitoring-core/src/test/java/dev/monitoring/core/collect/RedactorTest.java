package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {
    private final Redactor redactor = Redactor.of(List.of("hunter2!", "x", "hunter2!longer"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://:pw@host:6379/0                         | redis://***@host:6379/0",
                "cannot reach amqp://u:p@ss@host/v now           | cannot reach amqp://***@host/v now",
                "http://host/a?token=abc&b=c is gone             | http://host/a?*** is gone",
                "jdbc:postgresql://h/db?user=a&password=b        | jdbc:postgresql://h/db?***",
                "http://a:b@h/p?q, https://c:d@i/ and ftp://j/k  | http://***@h/p?***, https://***@i/ and ftp://j/k",
                "http://host/path without secrets                | http://host/path without secrets",
                "mail me@example.org                             | mail me@example.org",
                "password=abc, user=me                           | password=***, user=me",
                "Authorization: Bearer abc.def rest              | Authorization:*** rest",
                "{\"password\": \"a b\"}                         | {\"password\":***\"}",
                "unexpected token: }                             | unexpected token: }",
                "secret hunter2! and hunter2!longer              | secret *** and ***",
                "as form hunter2%21longer                        | as form ***",
                "a short x stays                                 | a short x stays"
            })
    void masksWhatIsSecretAndKeepsTheRest(String text, String expected) {
        assertEquals(expected, redactor.redact(text));
    }

    @Test
    void makesOneLineOfBoundedLength() {
        String redacted = redactor.redact("a\r\nb\u001b[31m\u2028" + "😀".repeat(1_000));

        assertTrue(redacted.startsWith("a  b [31m "));
        assertTrue(redacted.length() <= 500);
        assertTrue(redacted.endsWith("😀…"));
    }

    @Test
    void staysQuickOnHostileText() {
        String hostile = "://".repeat(1_000) + "@".repeat(500) + "password=".repeat(400);

        assertTrue(redactor.redact(hostile).length() <= 500);
    }

    @Test
    void describesAFailureByItsMessageAndItsRoot() {
        assertEquals(
                "cannot read (ConnectException: refused)",
                redactor.describe(new IOException("cannot read", new ConnectException("refused"))));
        assertEquals("ConnectException: refused", redactor.describe(new ConnectException("refused")));
        assertEquals("NullPointerException", redactor.describe(new NullPointerException(null)));
        assertEquals("refused", redactor.describe(new IllegalStateException("refused")));
    }

    @Test
    void describesAFailureThatFailsToDescribeItself() {
        RuntimeException hostile = new RuntimeException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no");
            }
        };

        assertTrue(redactor.describe(hostile).contains("RedactorTest"));
    }

    @Test
    void followsCircularCausesNoFurtherThanItMust() {
        Exception one = new Exception("one hunter2!");
        Exception two = new Exception("two", one);
        one.initCause(two);

        String described = redactor.describe(one);

        assertFalse(described.contains("hunter2"));
    }
}

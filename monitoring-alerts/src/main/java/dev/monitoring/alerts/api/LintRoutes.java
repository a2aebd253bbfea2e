package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.lint.LintFinding;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /api/v1/rules/lint}: what is probably not meant so in rules and routes, as of now. Thread-safe.
 *
 * <pre>{@code
 * {"status":"success","data":{"findings":[{"kind":"no-condition","severity":"warning","file":"shop.yml","line":4,"column":5,
 *  "subject":"alert Down","message":"the expression compares nothing, …"}]}}
 * }</pre>
 */
public final class LintRoutes {
    private static final JsonFactory JSON = new JsonFactory();

    private final Supplier<List<LintFinding>> findings;

    /**
     * Routes over findings.
     *
     * @param findings looks when it is asked
     */
    public LintRoutes(Supplier<List<LintFinding>> findings) {
        this.findings = findings;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v1/rules/lint", request -> lint()));
    }

    private HttpResponse lint() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("status", "success");
            json.writeObjectFieldStart("data");
            json.writeArrayFieldStart("findings");
            for (LintFinding finding : findings.get()) {
                json.writeStartObject();
                json.writeStringField("kind", finding.kind().word());
                json.writeStringField("severity", "warning");
                json.writeStringField("file", finding.origin().source());
                json.writeNumberField("line", finding.origin().line());
                json.writeNumberField("column", finding.origin().column());
                json.writeStringField("subject", finding.subject());
                json.writeStringField("message", finding.message());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory fails", e);
        }
        return HttpResponse.json(out.toByteArray());
    }
}

package dev.monitoring.core.api;

import dev.monitoring.core.api.BundleView.Figure;
import dev.monitoring.core.api.BundleView.Row;
import dev.monitoring.core.api.BundleView.Rows;
import dev.monitoring.core.api.BundleView.Shown;
import dev.monitoring.core.api.BundleView.Texts;
import dev.monitoring.core.api.HealthReport.Line;
import dev.monitoring.core.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The page a browser gets at the root: a verdict, what is watched, the current figures, where everything else is. Made on
 * the server, without script, without anything loaded besides; renews itself every five seconds. Immutable.
 */
final class StartPage {
    private static final int MAX_ROWS = 20;
    private static final String STYLE = """
            :root{color-scheme:light dark;--line:#8884;--soft:#666;--good:#0a7d33;--bad:#b3261e;--warn:#8a5a00}
            @media (prefers-color-scheme:dark){:root{--soft:#999;--good:#5bd68a;--bad:#ff8a80;--warn:#ffc555}}
            body{font:15px/1.45 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .4rem}
            p{margin:.3rem 0}a{color:inherit}
            .soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
            .verdict{font-size:1.15rem;font-weight:600;margin-top:.6rem}
            .wide{overflow-x:auto}.tables{display:flex;flex-wrap:wrap;gap:.9rem 3rem;margin-top:.9rem}
            table{border-collapse:collapse}td.s{white-space:nowrap}
            th,td{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--line);vertical-align:top}
            th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:0 1.5rem;margin:0}
            .figures div{display:flex;justify-content:space-between;gap:.6rem;border-bottom:1px solid var(--line);padding:.2rem 0}
            dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums}
            ul{padding-left:1.2rem;margin:.3rem 0}
            """;

    /** What only an answer needs; apart, because a digest and a date format take a start some ten milliseconds. */
    private static final class Constants {
        static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

        static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
                + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private final String instance;
    private final List<StartLink> links;

    StartPage(String instance, List<StartLink> links) {
        this.instance = instance;
        this.links = List.copyOf(links);
    }

    HttpResponse answer(long nowMillis, HealthReport health, List<BundleView> bundles) {
        Html page = new Html();
        page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">")
                .element("title", instance + " – Monitoring")
                .raw("<style>" + STYLE + "</style></head><body><header>")
                .element("h1", instance);
        verdict(page, health);
        page.raw("<p class=\"soft\">")
                .text("as of " + Constants.TIME.format(Instant.ofEpochMilli(nowMillis)) + ", renewed every 5 seconds")
                .raw("</p></header><main>");
        targets(page, nowMillis, health);
        for (BundleView bundle : bundles) {
            bundle(page, bundle);
        }
        links(page, bundles);
        page.raw("</main></body></html>\n");
        return HttpResponse.of(200, "text/html; charset=utf-8", page.toString().getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Security-Policy", Constants.POLICY)
                .withHeader("Refresh", "5");
    }

    private static void verdict(Html page, HealthReport health) {
        List<String> down =
                health.lines().stream().filter(Line::isDown).map(Line::name).toList();
        int all = health.lines().size();
        if (all == 0) {
            page.raw("<p class=\"verdict warn\">Nothing is watched yet</p>");
        } else if (!down.isEmpty()) {
            page.raw("<p class=\"verdict bad\">✖ ")
                    .text(down.size() + " of " + all + " targets down: " + String.join(", ", down))
                    .raw("</p>");
        } else if (!health.awaited().isEmpty()) {
            page.raw("<p class=\"verdict warn\">… ")
                    .text("waiting for " + String.join(", ", health.awaited()))
                    .raw("</p>");
        } else {
            page.raw("<p class=\"verdict good\">✔ ")
                    .text(all == 1 ? "The one target is up" : "All " + all + " targets are up")
                    .raw("</p>");
        }
    }

    private static void targets(Html page, long nowMillis, HealthReport health) {
        if (health.lines().isEmpty()) {
            return;
        }
        page.raw("<h2>Watched</h2><div class=\"wide\"><table><thead><tr><th>Collector<th>Target<th>State")
                .raw(
                        "<th class=\"n\">Last good<th class=\"n\">Took<th class=\"n\">Samples<th>Last error</thead><tbody>");
        for (Line line : health.lines()) {
            page.raw("<tr><td>")
                    .text(line.source().collector())
                    .raw("<td>")
                    .text(line.source().target().toString())
                    .raw(stateCell(line))
                    .text(line.state())
                    .raw("<td class=\"n\">")
                    .text(line.health()
                            .lastSuccess()
                            .map(at -> ago(nowMillis, at))
                            .orElse("never"))
                    .raw("<td class=\"n\">")
                    .text(FigureText.value(
                            "took_seconds", line.health().lastDuration().toNanos() / 1e9))
                    .raw("<td class=\"n\">")
                    .text(FigureText.value("samples", line.health().samples()))
                    .raw("<td>")
                    .text(line.health().lastError().orElse(""))
                    .raw(line.health()
                            .lastErrorAt()
                            .map(at -> " <span class=\"soft\">" + ago(nowMillis, at) + "</span>")
                            .orElse(""));
        }
        page.raw("</tbody></table></div>");
    }

    private static String stateCell(Line line) {
        return switch (line.health().state()) {
            case UP -> "<td class=\"s good\">✔ ";
            case STARTING -> "<td class=\"s warn\">… ";
            case PARTIAL -> "<td class=\"s warn\">◐ ";
            case DOWN, BACKING_OFF -> "<td class=\"s bad\">✖ ";
        };
    }

    private static String ago(long nowMillis, Instant at) {
        return FigureText.span(Duration.ofMillis(Math.max(0, nowMillis - at.toEpochMilli()))) + " ago";
    }

    private static void bundle(Html page, BundleView view) {
        page.raw("<h2>").text(view.bundle().name()).raw(" <span class=\"soft\">");
        page.text(view.bundle().watches()).raw("</span></h2>");
        if (!view.hasData()) {
            page.raw("<p class=\"soft\">no figures yet</p>");
            return;
        }
        page.raw("<dl class=\"figures\">");
        for (Shown shown : view.shown()) {
            if (shown instanceof Figure figure && figure.hasData()) {
                fact(page, FigureText.title(figure.name()), FigureText.value(figure.name(), figure.value()));
            } else if (shown instanceof Texts texts) {
                for (Map.Entry<String, String> label : texts.labels().entrySet()) {
                    fact(page, title(texts.name(), label.getKey()), label.getValue());
                }
            }
        }
        page.raw("</dl><div class=\"tables\">");
        for (Shown shown : view.shown()) {
            if (shown instanceof Rows rows && rows.hasData()) {
                table(page, rows);
            }
        }
        page.raw("</div>");
    }

    /** The name of a label below that of its text, said once where both are the same. */
    private static String title(String text, String label) {
        String title = text.equals(label) ? label : text + " " + label;
        return title.replace('_', ' ');
    }

    private static void fact(Html page, String title, String value) {
        page.raw("<div>").element("dt", title).element("dd", value).raw("</div>");
    }

    private static void table(Html page, Rows rows) {
        page.raw("<div class=\"wide\"><table><thead><tr>")
                .element("th", rows.name().replace('_', ' '));
        for (Figure column : rows.rows().get(0).figures()) {
            page.raw("<th class=\"n\">").text(FigureText.title(column.name()));
        }
        page.raw("</thead><tbody>");
        for (Row row : rows.rows().subList(0, Math.min(MAX_ROWS, rows.rows().size()))) {
            page.raw("<tr>").element("td", row.labelValue());
            for (Figure figure : row.figures()) {
                page.raw("<td class=\"n\">").text(FigureText.value(figure.name(), figure.value()));
            }
        }
        page.raw("</tbody></table>");
        int more = rows.rows().size() - MAX_ROWS;
        if (more > 0) {
            page.raw("<p class=\"soft\">").text("and " + more + " more").raw("</p>");
        }
        page.raw("</div>");
    }

    private void links(Html page, List<BundleView> bundles) {
        page.raw("<h2>More</h2><ul>");
        for (StartLink link : links) {
            link(page, link.path(), link.text());
        }
        for (BundleView view : bundles) {
            String path = "metrics/" + view.bundle().name();
            link(page, path, view.bundle().watches() + " as JSON");
            link(page, path + "?window=15m", view.bundle().watches() + " over 15 minutes as JSON");
        }
        link(page, "healthz", "health of the collectors");
        link(page, "readyz", "whether each has run once");
        page.raw("</ul>");
    }

    private static void link(Html page, String path, String text) {
        page.raw("<li><a href=\"").text(path).raw("\">").text(text).raw("</a>");
        if (!text.equals("/" + path)) {
            page.raw(" <code class=\"soft\">").text("/" + path).raw("</code>");
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }
}

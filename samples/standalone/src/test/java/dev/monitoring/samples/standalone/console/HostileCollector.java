package dev.monitoring.samples.standalone.console;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;

/**
 * A collector whose labels, help texts and errors are attempts to become markup or script. Each would set
 * {@code window.hit}. Confined to one thread at a time.
 */
final class HostileCollector implements MetricCollector {
    static final List<String> PAYLOADS = List.of(
            "<script>window.hit=1</script>",
            "\"><script>window.hit=1</script>",
            "'><script>window.hit=1</script>",
            "<img src=x onerror=window.hit=1>",
            "\"><img src=x onerror=window.hit=1>",
            "<svg onload=window.hit=1>",
            "<svg/onload=window.hit=1//",
            "<svg><script>window.hit=1</script></svg>",
            "<body onload=window.hit=1>",
            "<iframe src=javascript:window.hit=1>",
            "<iframe srcdoc='<script>parent.hit=1</script>'>",
            "<a href=javascript:window.hit=1>x</a>",
            "javascript:window.hit=1",
            "\" onmouseover=window.hit=1 x=\"",
            "' onfocus=window.hit=1 autofocus x='",
            "<details open ontoggle=window.hit=1>",
            "<input autofocus onfocus=window.hit=1>",
            "<video><source onerror=window.hit=1>",
            "<math><mtext><img src=x onerror=window.hit=1>",
            "</title><script>window.hit=1</script>",
            "</style><script>window.hit=1</script>",
            "</textarea><script>window.hit=1</script>",
            "</noscript><script>window.hit=1</script>",
            "<template><script>window.hit=1</script></template>",
            "<style>@import'javascript:window.hit=1'</style>",
            "<object data=javascript:window.hit=1>",
            "<form action=javascript:window.hit=1><button>x</button></form>",
            "${window.hit=1}{{constructor.constructor('window.hit=1')()}}#{window.hit=1}",
            "&lt;script&gt;window.hit=1&lt;/script&gt;&#x3c;img src=x onerror=window.hit=1&#x3e;",
            "\u202e<b onclick=window.hit=1>gnp.exe\u2066");

    private final Family hostile =
            Family.gauge("hostile_value", "<img src=x onerror=window.hit=1> \"><script>window.hit=1</script>");
    private final List<Labels> labels;
    private final List<Labels> names;

    HostileCollector() {
        labels = PAYLOADS.stream().map(each -> Labels.of("payload", each)).toList();
        names = PAYLOADS.stream()
                .map(each -> Labels.of("job_name", each, "status", "success"))
                .toList();
    }

    /** One that cannot read its target, and says so in such words. */
    static MetricCollector failing() {
        return new MetricCollector() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public void collect(MetricSink sink, Deadline deadline) throws IOException {
                throw new IOException(String.join(" ", PAYLOADS));
            }
        };
    }

    @Override
    public String name() {
        return "hostile";
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        for (int i = 0; i < labels.size(); i++) {
            sink.add(hostile, labels.get(i), i);
            // A page of its own has charts of these names with these labels in their legends.
            sink.add(JOBS, names.get(i), i * 10.0);
            sink.add(IN_PROGRESS, names.get(i), i);
        }
    }

    private static final Family JOBS = Family.counter("job_execution_total", "<svg onload=window.hit=1>");
    private static final Family IN_PROGRESS = Family.gauge("job_in_progress", "</title><script>window.hit=1</script>");
}

package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long tasks of the group waited for processors, memory and I/O; version 2 only. */
final class PressureController implements Controller {
    private static final byte[] SOME = KernelText.ascii("some");
    private static final byte[] FULL = KernelText.ascii("full");
    private static final byte[] TOTAL = KernelText.ascii("total=");
    private static final double MICROS = 1e6;

    private final KernelText text;
    private final Labels labels;
    private final List<Resource> resources = new ArrayList<>();

    PressureController(GroupFiles files, Labels labels) {
        this.text = files.text();
        this.labels = labels;
        for (String name : List.of("cpu", "memory", "io")) {
            resources.add(new Resource(
                    files.file(name + ".pressure"),
                    counter(name + "_waiting", "Time at least one task waited: " + name + "."),
                    counter(name + "_stalled", "Time all tasks waited: " + name + ".")));
        }
    }

    private record Resource(File file, Family some, Family full) {}

    private static Family counter(String name, String help) {
        return Family.counter("container_pressure_" + name + "_seconds_total", help)
                .in("seconds");
    }

    @Override
    public String name() {
        return "pressure";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        for (Resource resource : resources) {
            try {
                collect(sink, resource);
            } catch (IOException e) {
                // A kernel may have the file and be told not to keep the figures.
                if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("not supported")) {
                    throw e;
                }
            }
        }
    }

    private void collect(MetricSink sink, Resource resource) throws IOException {
        if (!text.open(resource.file)) {
            return;
        }
        try {
            while (text.nextLine()) {
                if (text.nextToken() && text.tokenIs(SOME)) {
                    total(sink, resource.some);
                } else if (text.tokenIs(FULL)) {
                    total(sink, resource.full);
                }
            }
        } finally {
            text.close();
        }
    }

    private void total(MetricSink sink, Family family) {
        while (text.nextToken()) {
            if (text.tokenStartsWith(TOTAL)) {
                text.dropStart(TOTAL.length);
                Controller.add(sink, family, labels, text.number() / MICROS);
            }
        }
    }
}

package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.spi.SystemInfoProvider;

/**
 * Reads a host through OSHI. Confined to the runs. OSHI is started in the first run; some of its answers may take long, which
 * costs this run only.
 */
public final class OshiCollector implements MetricCollector {
    private final String name;
    private final List<OshiPart> parts;
    private final Clock clock;
    private final Supplier<SystemInfoProvider> oshi;
    private @Nullable OshiHost host;

    OshiCollector(String name, Vocabulary vocabulary, Clock clock, Supplier<SystemInfoProvider> oshi) {
        this.name = name;
        this.parts = switch (vocabulary) {
            case NODE -> NodeParts.all();
            case WINDOWS -> WindowsParts.all();
        };
        this.clock = clock;
        this.oshi = oshi;
    }

    /** A collector of the machine this process runs on. */
    public static OshiCollector ofThisMachine(String name, Vocabulary vocabulary, Clock clock) {
        return new OshiCollector(name, vocabulary, clock, SystemInfo::new);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        OshiHost known = host;
        if (known == null) {
            known = new OshiHost(oshi.get(), clock);
            host = known;
        }
        for (OshiPart part : parts) {
            try {
                part.reader().collect(known, sink);
            } catch (RuntimeException | LinkageError e) {
                sink.missing(part.name(), e);
            }
        }
    }
}

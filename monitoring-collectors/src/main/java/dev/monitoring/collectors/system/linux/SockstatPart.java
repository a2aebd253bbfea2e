package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sockets in use and their memory: {@code /proc/net/sockstat} and {@code sockstat6}. */
final class SockstatPart implements Part {
    private static final int MAX_NAMES = 200;

    private final KernelText text;
    private final File[] files;
    private final double pageBytes;
    private final NameTable<Protocol> protocols = new NameTable<>();

    SockstatPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.files = new File[] {paths.proc("net/sockstat"), paths.proc("net/sockstat6")};
        this.pageBytes = PageSize.bytes();
    }

    /** A line's protocol: its fields in order, and for memory, which is in pages, the same in bytes. */
    private static final class Protocol {
        private final String name;
        private final NameTable<Field> fields = new NameTable<>();

        private Protocol(String name) {
            this.name = name;
        }

        private @Nullable Field field(String field) {
            String family = "node_sockstat_" + name + "_" + field;
            if (!Names.isMetricName(family) || fields.size() >= MAX_NAMES) {
                return null;
            }
            List<Family> families = new ArrayList<>();
            families.add(Family.gauge(family, "Field " + field + " of " + name + " sockets."));
            if (field.equals("mem")) {
                families.add(Family.gauge(family + "_bytes", "Memory of " + name + " sockets.")
                        .in("bytes"));
            }
            return new Field(families.get(0), families.size() > 1 ? families.get(1) : null);
        }
    }

    private record Field(Family plain, @Nullable Family inBytes) {}

    @Override
    public List<String> names() {
        return List.of("sockstat");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = false;
        for (File file : files) {
            if (text.open(file)) {
                any = true;
                try {
                    while (text.nextLine()) {
                        line(sink);
                    }
                } finally {
                    text.close();
                }
            }
        }
        return any;
    }

    private void line(MetricSink sink) {
        if (!text.nextTokenUpTo(':') || text.tokenLength() == 0) {
            return;
        }
        Protocol protocol = text.lookUp(protocols);
        if (protocol == null) {
            if (protocols.size() >= MAX_NAMES) {
                return;
            }
            protocol = text.remember(protocols, new Protocol(text.tokenText()));
        }
        while (text.nextToken()) {
            Field field = text.lookUp(protocol.fields);
            if (field == null) {
                field = protocol.field(text.tokenText());
                if (field == null) {
                    return;
                }
                text.remember(protocol.fields, field);
            }
            double value = text.nextNumber();
            if (!Double.isNaN(value)) {
                sink.add(field.plain, Labels.EMPTY, value);
                if (field.inBytes != null) {
                    sink.add(field.inBytes, Labels.EMPTY, value * pageBytes);
                }
            }
        }
    }
}

package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Connections that the packet filter tracks: two numbers, and {@code /proc/net/stat/nf_conntrack}, a line of hexadecimal
 * counts per processor under a line of names. The counts are summed over processors. They only rise, but are gauges, as
 * node_exporter has them.
 */
final class ConntrackPart implements Part {
    private static final Family ENTRIES = Family.gauge("node_nf_conntrack_entries", "Connections tracked.");
    private static final Family LIMIT =
            Family.gauge("node_nf_conntrack_entries_limit", "Connections that can be tracked.");
    private static final Stat[] STATS = {
        new Stat("found", "Look-ups that found their entry."),
        new Stat("invalid", "Packets that could not be tracked."),
        new Stat("ignore", "Packets of connections tracked already."),
        new Stat("insert", "Entries inserted."),
        new Stat("insert_failed", "Entries not inserted because they were there already."),
        new Stat("drop", "Packets dropped because no entry could be made."),
        new Stat("early_drop", "Entries dropped to make room for others."),
        new Stat("search_restart", "Look-ups begun again because the table was resized."),
    };
    private static final int MAX_COLUMNS = 64;

    private final KernelText text;
    private final File count;
    private final File max;
    private final File stat;
    private final int[] statOfColumn = new int[MAX_COLUMNS];
    private final double[] sums = new double[STATS.length];

    ConntrackPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.count = paths.proc("sys/net/netfilter/nf_conntrack_count");
        this.max = paths.proc("sys/net/netfilter/nf_conntrack_max");
        this.stat = paths.proc("net/stat/nf_conntrack");
    }

    private record Stat(byte[] column, Family family) {
        private Stat(String column, String help) {
            this(KernelText.ascii(column), Family.gauge("node_nf_conntrack_stat_" + column, help));
        }
    }

    @Override
    public List<String> names() {
        return List.of("conntrack");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = SingleValuesPart.emit(text, count, ENTRIES, sink);
        any |= SingleValuesPart.emit(text, max, LIMIT, sink);
        any |= stats(sink);
        return any;
    }

    private boolean stats(MetricSink sink) throws IOException {
        if (!text.open(stat)) {
            return false;
        }
        try {
            if (!text.nextLine()) {
                return false;
            }
            int columns = columnNames();
            Arrays.fill(sums, 0);
            while (text.nextLine()) {
                for (int i = 0; i < columns && text.nextToken(); i++) {
                    double value = statOfColumn[i] < 0 ? Double.NaN : text.hex();
                    if (!Double.isNaN(value)) {
                        sums[statOfColumn[i]] += value;
                    }
                }
            }
        } finally {
            text.close();
        }
        for (int i = 0; i < STATS.length; i++) {
            sink.add(STATS[i].family, Labels.EMPTY, sums[i]);
        }
        return true;
    }

    private int columnNames() {
        int columns = 0;
        while (columns < MAX_COLUMNS && text.nextToken()) {
            statOfColumn[columns] = -1;
            for (int i = 0; i < STATS.length; i++) {
                if (text.tokenIs(STATS[i].column)) {
                    statOfColumn[columns] = i;
                }
            }
            columns++;
        }
        return columns;
    }
}

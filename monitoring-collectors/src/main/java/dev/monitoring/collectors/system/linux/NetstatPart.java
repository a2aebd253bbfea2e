package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the network protocols that a pattern chooses: {@code /proc/net/netstat}, {@code snmp} and {@code snmp6}.
 *
 * <p>The first two hold pairs of lines, names above values. The names of a protocol are the same from run to run, so the
 * line of names is kept with what it meant, and only compared.
 */
final class NetstatPart implements Part {
    private static final int MAX_PROTOCOLS = 100;
    private static final int MAX_FIELDS = 2000;

    private final KernelText text;
    private final File netstat;
    private final File snmp;
    private final File snmp6;
    private final Pattern fields;
    private final List<Protocol> protocols = new ArrayList<>();
    private final NameTable<Optional<Family>> snmp6Families = new NameTable<>();

    NetstatPart(KernelText text, KernelPaths paths, Pattern fields) {
        this.text = text;
        this.netstat = paths.proc("net/netstat");
        this.snmp = paths.proc("net/snmp");
        this.snmp6 = paths.proc("net/snmp6");
        this.fields = fields;
    }

    /** A line of names with the family of each column, null where the pattern does not choose it. */
    private record Protocol(byte[] names, @Nullable Family[] columns) {}

    @Override
    public List<String> names() {
        return List.of("netstat");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = pairs(sink, netstat);
        any |= pairs(sink, snmp);
        any |= list(sink);
        return any;
    }

    private boolean pairs(MetricSink sink, File file) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            while (text.nextLine()) {
                Protocol protocol = protocol();
                if (!text.nextLine()) {
                    break;
                }
                if (protocol != null && text.nextToken()) {
                    values(sink, protocol);
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    private void values(MetricSink sink, Protocol protocol) {
        for (Family column : protocol.columns) {
            if (!text.nextToken()) {
                return;
            }
            double value = column == null ? Double.NaN : text.number();
            if (column != null && !Double.isNaN(value)) {
                sink.add(column, Labels.EMPTY, value);
            }
        }
    }

    private @Nullable Protocol protocol() {
        for (int i = 0; i < protocols.size(); i++) {
            if (text.lineIs(protocols.get(i).names)) {
                return protocols.get(i);
            }
        }
        if (!text.nextToken() || !text.tokenEndsWith(':')) {
            return null;
        }
        text.dropEnd(1);
        String name = text.tokenText();
        List<@Nullable Family> columns = new ArrayList<>();
        while (text.nextToken() && columns.size() < MAX_FIELDS) {
            columns.add(family(name, text.tokenText()).orElse(null));
        }
        if (protocols.size() >= MAX_PROTOCOLS) {
            protocols.clear();
        }
        Protocol protocol = new Protocol(text.lineBytes(), columns.toArray(new Family[0]));
        protocols.add(protocol);
        return protocol;
    }

    private boolean list(MetricSink sink) throws IOException {
        if (!text.open(snmp6)) {
            return false;
        }
        try {
            for (int lines = 0; lines < MAX_FIELDS && text.nextLine(); lines++) {
                if (!text.nextToken()) {
                    continue;
                }
                Optional<Family> family = text.lookUp(snmp6Families);
                if (family == null) {
                    if (snmp6Families.size() >= MAX_FIELDS) {
                        continue;
                    }
                    family = text.remember(snmp6Families, family6(text.tokenText()));
                }
                double value = family.isPresent() ? text.nextNumber() : Double.NaN;
                if (!Double.isNaN(value)) {
                    sink.add(family.get(), Labels.EMPTY, value);
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    /** Ip6InReceives is InReceives of Ip6. */
    private Optional<Family> family6(String name) {
        int six = name.indexOf('6');
        return six < 0 ? Optional.empty() : family(name.substring(0, six + 1), name.substring(six + 1));
    }

    private Optional<Family> family(String protocol, String field) {
        String key = protocol + "_" + field;
        String name = "node_netstat_" + key;
        return fields.matcher(key).find() && Names.isMetricName(name)
                ? Optional.of(Family.untyped(name, "Counter " + field + " of " + protocol + "."))
                : Optional.empty();
    }
}

package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.model.MetricType;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What senders said about metric families, up to a bound. Thread-safe, but for {@link #read}, which one thread calls. */
final class MetadataTable {
    // message MetricMetadata { MetricType type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
    private static final int TYPE = 1;
    private static final int NAME = 2;
    private static final int HELP = 4;
    private static final int UNIT = 5;
    private static final List<MetricType> TYPES = List.of(
            MetricType.UNTYPED,
            MetricType.COUNTER,
            MetricType.GAUGE,
            MetricType.HISTOGRAM,
            MetricType.GAUGE_HISTOGRAM,
            MetricType.SUMMARY,
            MetricType.INFO,
            MetricType.STATE_SET);

    /** With help texts of 1,000 characters that is 10 MB at worst; further families have none. */
    private static final int MAX_FAMILIES = 5_000;

    private static final int MAX_HELP_CHARS = 1_000;

    private final ReceiverLimits limits;
    private final LabelsDecoder decoder;
    private final ProtobufCursor fields = new ProtobufCursor();
    private final ConcurrentMap<String, MetricMetadata> families = new ConcurrentHashMap<>();

    MetadataTable(ReceiverLimits limits) {
        this.limits = limits;
        this.decoder = new LabelsDecoder(limits);
    }

    List<MetricMetadata> all() {
        return List.copyOf(families.values());
    }

    /** Reads all metadata of a request. */
    void read(WriteRequest request) throws MalformedRequestException {
        for (int i = 0; i < request.metadataCount(); i++) {
            MetricMetadata metadata = decode(request.bytes(), request.metadataStart(i), request.metadataEnd(i));
            boolean known = families.containsKey(metadata.name());
            if (!metadata.name().isEmpty() && (known || families.size() < MAX_FAMILIES)) {
                families.put(metadata.name(), metadata);
            }
        }
    }

    private MetricMetadata decode(byte[] bytes, int from, int to) throws MalformedRequestException {
        MetricType type = MetricType.UNTYPED;
        String name = "";
        String help = "";
        String unit = "";
        fields.reset(bytes, from, to);
        while (fields.next()) {
            if (fields.is(TYPE, ProtobufCursor.VARINT)) {
                long number = fields.varint();
                type = number >= 0 && number < TYPES.size() ? TYPES.get((int) number) : MetricType.UNTYPED;
            } else if (fields.is(NAME, ProtobufCursor.BYTES)) {
                name = decoder.text(bytes, fields.length(), fields, limits.labelValueBytes(), "a family's name");
            } else if (fields.is(HELP, ProtobufCursor.BYTES)) {
                help = decoder.text(bytes, fields.length(), fields, Integer.MAX_VALUE, "a help text");
            } else if (fields.is(UNIT, ProtobufCursor.BYTES)) {
                unit = decoder.text(bytes, fields.length(), fields, limits.labelNameBytes(), "a unit");
            } else {
                fields.skip();
            }
        }
        return new MetricMetadata(name, type, shortened(help), unit);
    }

    private static String shortened(String help) {
        return help.length() <= MAX_HELP_CHARS
                ? help
                : help.substring(0, help.offsetByCodePoints(0, MAX_HELP_CHARS / 2)) + "…";
    }
}

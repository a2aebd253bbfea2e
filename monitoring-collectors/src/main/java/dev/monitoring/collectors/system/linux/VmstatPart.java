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
import java.util.List;
import java.util.Optional;

/** Paging, swapping, page faults: the lines of {@code /proc/vmstat} that a pattern chooses. */
final class VmstatPart implements Part {
    /** Kernels have about 200 lines; a file with far more is none of theirs. */
    private static final int MAX_LINES = 2000;

    private final KernelText text;
    private final File file;
    private final Pattern fields;
    private final NameTable<Optional<Family>> families = new NameTable<>();

    VmstatPart(KernelText text, KernelPaths paths, Pattern fields) {
        this.text = text;
        this.file = paths.proc("vmstat");
        this.fields = fields;
    }

    @Override
    public List<String> names() {
        return List.of("vmstat");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            for (int lines = 0; lines < MAX_LINES && text.nextLine(); lines++) {
                if (!text.nextToken()) {
                    continue;
                }
                Optional<Family> family = text.lookUp(families);
                if (family == null) {
                    if (families.size() >= MAX_LINES) {
                        continue;
                    }
                    family = text.remember(families, family(text.tokenText()));
                }
                if (family.isPresent()) {
                    double value = text.nextNumber();
                    if (!Double.isNaN(value)) {
                        sink.add(family.get(), Labels.EMPTY, value);
                    }
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    private Optional<Family> family(String field) {
        String name = "node_vmstat_" + field;
        return fields.matcher(field).find() && Names.isMetricName(name)
                ? Optional.of(Family.untyped(name, "The line " + field + " of /proc/vmstat."))
                : Optional.empty();
    }
}

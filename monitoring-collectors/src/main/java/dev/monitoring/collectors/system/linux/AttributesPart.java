package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Devices of one kind by the numbers in their sysfs files. Which files there are is looked up in the first reading and then
 * every few, so that most readings only open what is known.
 */
final class AttributesPart implements HardwarePart {
    /** Sensors and interfaces change every few seconds; reading them twice as often would not show more. */
    static final Duration INTERVAL = Duration.ofSeconds(15);

    private static final int READINGS_PER_DISCOVERY = 4;
    private static final int MAX_LINE_BYTES = 1024; // each file holds a number or a word

    /** Finds the attributes there are. */
    @FunctionalInterface
    interface Discovery {
        /**
         * Finds the attributes.
         *
         * @return nothing where this machine has no such devices
         * @throws IOException their directory cannot be read
         */
        Optional<List<Attribute>> find() throws IOException;
    }

    private final List<String> names;
    private final Discovery discovery;
    private final KernelText text = new KernelText(MAX_LINE_BYTES);
    private Optional<List<Attribute>> attributes = Optional.empty();
    private int readings;

    AttributesPart(String name, Discovery discovery) {
        this.names = name.isEmpty() ? List.of() : List.of(name);
        this.discovery = discovery;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Optional<List<Sample>> read() throws IOException {
        if (readings++ % READINGS_PER_DISCOVERY == 0) {
            attributes = discovery.find();
        }
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        List<Sample> samples = new ArrayList<>();
        for (Attribute attribute : attributes.get()) {
            attribute.read(text, samples);
        }
        return Optional.of(samples);
    }
}

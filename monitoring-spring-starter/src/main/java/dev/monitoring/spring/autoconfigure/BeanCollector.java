package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.time.Deadline;
import java.util.Optional;

/**
 * A collector that is a bean: its context closes it, and only once. As thread-safe as the bean.
 *
 * @param bean reads the target
 */
record BeanCollector(MetricCollector bean) implements MetricCollector {
    @Override
    public String name() {
        return bean.name();
    }

    @Override
    public Optional<Family> upFamily() {
        return bean.upFamily();
    }

    @Override
    public boolean honorsLabels() {
        return bean.honorsLabels();
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws Exception {
        bean.collect(sink, deadline);
    }

    /** Nothing: that the library stops means that the context closes, and its beans with it. */
    @Override
    public void close() {}
}

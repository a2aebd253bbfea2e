package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

class ContainerCollectorContractTest extends CollectorContract {
    @Override
    protected MetricCollector newCollector() throws URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(getClass().getResource("/container/v1-4.19/proc/self/cgroup"))
                        .toURI())
                .getParent()
                .getParent()
                .getParent();
        return new ContainerCollector(root, Optional.empty(), "", Clock.system());
    }
}

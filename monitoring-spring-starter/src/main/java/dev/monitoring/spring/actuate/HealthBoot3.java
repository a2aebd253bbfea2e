package dev.monitoring.spring.actuate;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The health component as Spring Boot 3 wants it. Immutable. */
final class HealthBoot3 implements HealthIndicator {
    private final CollectorsHealth collectors;

    HealthBoot3(CollectorsHealth collectors) {
        this.collectors = collectors;
    }

    @Override
    public Health health() {
        CollectorsHealth.Finding finding = collectors.now();
        return Health.status(finding.status()).withDetails(finding.details()).build();
    }
}

package dev.monitoring.spring.actuate;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health component as Spring Boot 4 wants it. Immutable. */
final class HealthBoot4 implements HealthIndicator {
    private final CollectorsHealth collectors;

    HealthBoot4(CollectorsHealth collectors) {
        this.collectors = collectors;
    }

    @Override
    public Health health() {
        CollectorsHealth.Finding finding = collectors.now();
        return Health.status(finding.status()).withDetails(finding.details()).build();
    }
}

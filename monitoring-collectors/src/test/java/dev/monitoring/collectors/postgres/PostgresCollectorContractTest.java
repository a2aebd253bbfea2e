package dev.monitoring.collectors.postgres;

import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresCollectorContractTest extends CollectorContract {
    private static TestDatabase database;
    private static FaultyProxy silent;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.open();
        silent = FaultyProxy.to(database.port());
        silent.stall();
    }

    @AfterAll
    static void stop() throws Exception {
        if (database != null) {
            silent.close();
            database.close();
        }
    }

    @Override
    protected MetricCollector newCollector() {
        return database.collector();
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws Exception {
        return Optional.of(database.collectorAt(OwnProcess.freePort()));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(database.collectorAt(silent.port()));
    }

    @Override
    protected boolean isSteady() {
        return false; // others use the server, and what its own processes wait for changes
    }

    @Override
    protected List<String> secrets() {
        return List.of(TestDatabase.CANARY);
    }
}

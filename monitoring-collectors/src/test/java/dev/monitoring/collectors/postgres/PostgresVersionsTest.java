package dev.monitoring.collectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.Exposition;
import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.core.model.Family;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked of each version of PostgreSQL, beside what exporters were recorded to say of some of them. */
class PostgresVersionsTest {
    /** The exporter's own state, the settings, which are asked for apart, and what no profile has. */
    private static final Pattern APART = Pattern.compile("go_.*|process_.*|promhttp_.*|postgres_exporter_.*"
            + "|pg_settings_.*|pg_exporter_.*|pg_scrape_.*|pg_up|pg_static"
            + "|pg_process_idle_seconds|pg_statio_user_indexes_.*");

    @ParameterizedTest
    @CsvSource({
        "postgres-0.11.1-pg15.prom, EXPORTER_0_11, 15",
        "postgres-0.19.1-pg15.prom, EXPORTER_0_19, 15",
        "postgres-0.19.1-pg18.prom, EXPORTER_0_19, 18",
        "postgres-0.19.1-pg18-all.prom, EXPORTER_0_19, 18"
    })
    void hasTheFamiliesThatTheExporterWasRecordedWith(String file, Compat profile, int version) throws Exception {
        Exposition page = Exposition.parse(Files.readString(SharedFiles.require("exporters/" + file)), Set.of());
        Map<String, Family> families = families(profile, version);
        Map<String, Set<String>> labels = labels(profile, version);
        Set<String> missing = new TreeSet<>();
        page.types().forEach((name, type) -> {
            if (!APART.matcher(name).matches() && !families.containsKey(name)) {
                missing.add(name);
            }
        });

        assertEquals(Set.of(), missing);
        page.types().forEach((name, type) -> {
            if (families.containsKey(name)) {
                assertEquals(type, families.get(name).type().word(), name);
                assertTrue(
                        labels.get(name).containsAll(page.labelNames().get(name)),
                        () -> name + " has labels " + page.labelNames().get(name) + " there, " + labels.get(name));
            }
        });
    }

    @Test
    void keepsTheNamesThatDashboardsKnowWhereThePostgresOf17MovedTheirFigures() {
        for (int version = 10; version <= 18; version++) {
            assertTrue(
                    families(Compat.EXPORTER_0_19, version)
                            .keySet()
                            .containsAll(Set.of(
                                    "pg_stat_bgwriter_checkpoints_timed_total",
                                    "pg_stat_bgwriter_checkpoints_req_total",
                                    "pg_stat_bgwriter_checkpoint_write_time_total",
                                    "pg_stat_bgwriter_checkpoint_sync_time_total",
                                    "pg_stat_bgwriter_buffers_checkpoint_total",
                                    "pg_stat_bgwriter_buffers_backend_total",
                                    "pg_stat_bgwriter_buffers_backend_fsync_total",
                                    "pg_postmaster_start_time_seconds")),
                    "PostgreSQL " + version);
        }
    }

    /** The scheduler refuses a family that changes: two questions may not describe one differently. */
    @ParameterizedTest
    @EnumSource(Compat.class)
    void noSeriesIsAskedForTwice(Compat profile) {
        for (int version = 10; version <= 18; version++) {
            Map<String, Long> asked = QueryTable.of(profile, version).stream()
                    .flatMap(query -> query.columns().stream())
                    .flatMap(column -> column.family().stream())
                    .collect(Collectors.groupingBy(Family::name, Collectors.counting()));
            asked.values().removeIf(times -> times == 1);
            assertEquals(Map.of(), asked, "PostgreSQL " + version);
        }
    }

    private static Map<String, Family> families(Compat profile, int version) {
        Map<String, Family> families = new TreeMap<>();
        for (Query query : QueryTable.of(profile, version)) {
            query.columns().forEach(column -> column.family().ifPresent(family -> families.put(family.name(), family)));
        }
        return families;
    }

    private static Map<String, Set<String>> labels(Compat profile, int version) {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (Query query : QueryTable.of(profile, version)) {
            Set<String> names = new TreeSet<>();
            query.columns().stream()
                    .filter(column -> column.family().isEmpty())
                    .forEach(column -> names.add(column.name()));
            if (query.serverLabel().contains(profile)) {
                names.add("server");
            }
            query.columns().forEach(column -> column.family().ifPresent(family -> labels.put(family.name(), names)));
        }
        return labels;
    }
}

package dev.monitoring.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every package of the main code with what it may use besides itself and the JDK. A new package needs a row here. A row may
 * be there before its first class. Immutable.
 *
 * <p>Names are written without {@code dev.monitoring.}; {@code core.query.*} stands for the packages below
 * {@code core.query}, {@code core.*} likewise, and {@link #OPEN_CORE} for every package of core that is not closed.
 */
final class PackageTable {
    static final String ROOT = "dev.monitoring.";

    private static final String OPEN_CORE = "core, open";

    /** What a channel of notifications may use besides what is its own. */
    private static final String CHANNEL = "notify, a channel";

    private static final Set<String> USED_BY_CHANNELS =
            Set.of("alerts.notify", "alerts.config", "alerts.template", "alerts.yaml");

    /**
     * A package.
     *
     * @param name its name without the root
     * @param closed whether no other module may use it
     * @param uses the packages of ours that it may use
     * @param libraries the packages of others that it may use, with all below them
     */
    record Row(String name, boolean closed, Set<String> uses, List<String> libraries) {
        /** The first segment: core, collectors, prometheus, alerts, spring or samples. */
        String module() {
            int dot = name.indexOf('.');
            return dot < 0 ? name : name.substring(0, dot);
        }
    }

    /** What every package may use. */
    private static final List<String> EVERYWHERE = List.of("org.jspecify.annotations", "org.slf4j");

    /** What core as a whole may use of others; each row names its own part of it. */
    static final List<String> CORE_LIBRARIES = List.of(
            "org.jspecify.annotations",
            "org.slf4j",
            "io.micrometer.core",
            "com.google.re2j",
            "com.fasterxml.jackson.core",
            "org.eclipse.jetty");

    private final Map<String, Row> rows = new LinkedHashMap<>();

    PackageTable() {
        core();
        queries();
        modules();
        spring();
        samples();
    }

    private void core() {
        open("core", List.of("core.*"), "io.micrometer.core");
        open("core.model", List.of(), "com.google.re2j");
        open("core.time", List.of());
        open("core.settings", List.of("core.model"));
        open("core.tls", List.of("core.settings"));
        open("core.endpoint", List.of("core.settings", "core.time", "core.tls"));
        open("core.registry", List.of("core.model"));
        open("core.textformat", List.of("core.model"));
        open("core.collect", List.of("core.model", "core.registry", "core.time", "core.settings"));
        open(
                "core.micrometer",
                List.of("core.model", "core.collect", "core.registry", "core.settings", "core.time"),
                "io.micrometer.core");
        open("core.series", List.of("core.model"));
        open("core.backfill", List.of("core.model", "core.series", "core.settings", "core.textformat", "core.time"));
        closed("core.store", List.of("core.model", "core.series", "core.store.chunk", "core.time"));
        closed("core.store.chunk", List.of());
        open("core.export", List.of("core.model", "core.time"));
        open("core.http", List.of(), "com.fasterxml.jackson.core");
        open("core.http.jetty", List.of("core.http"), "org.eclipse.jetty");
        closed(
                "core.api",
                List.of(
                        "core.model",
                        "core.registry",
                        "core.collect",
                        "core.series",
                        "core.query",
                        "core.query.value",
                        "core.http",
                        "core.settings",
                        "core.time"),
                "com.fasterxml.jackson.core");
        closed(
                "core.live",
                List.of(
                        "core.model",
                        "core.registry",
                        "core.collect",
                        "core.query",
                        "core.query.value",
                        "core.http",
                        "core.time"),
                "com.fasterxml.jackson.core");
        closed("core.console", List.of("core.http"));
    }

    private void queries() {
        open("core.query", List.of("core.model", "core.series", "core.time", "core.query.*"));
        open("core.query.value", List.of("core.model"));
        closed("core.query.syntax", List.of("core.model", "core.query.value"), "com.google.re2j");
        closed("core.query.plan", List.of("core.model", "core.query.syntax", "core.query.value"));
        closed("core.query.function", List.of("core.model", "core.query.value"), "com.google.re2j");
        closed(
                "core.query.exec",
                List.of("core.model", "core.series", "core.query.plan", "core.query.function", "core.query.value"));
    }

    private void modules() {
        open("collectors", List.of());
        open("collectors.kernel", List.of());
        open("collectors.naming", List.of("core.settings"));
        open("collectors.jvm", List.of(OPEN_CORE, "collectors.kernel"));
        open("collectors.container", List.of(OPEN_CORE, "collectors.kernel"));
        open(
                "collectors.system",
                List.of(OPEN_CORE, "collectors.system.linux", "collectors.system.oshi"),
                "com.google.re2j");
        open("collectors.system.linux", List.of(OPEN_CORE, "collectors.kernel"), "com.google.re2j", "com.sun.jna");
        open("collectors.system.oshi", List.of(OPEN_CORE), "oshi");
        open("collectors.nginx", List.of(OPEN_CORE, "collectors.scrape"));
        open("collectors.scrape", List.of(OPEN_CORE), "com.google.re2j");
        open("collectors.probe", List.of(OPEN_CORE, "collectors.scrape"), "com.google.re2j");
        open(
                "collectors.redis.connection",
                List.of("core.settings", "core.time", "core.tls"),
                "io.lettuce",
                "io.netty");
        open("collectors.redis", List.of(OPEN_CORE, "collectors.naming", "collectors.redis.connection"));
        open("collectors.clients", List.of(OPEN_CORE, "collectors.naming", "collectors.redis.connection"));
        open("collectors.amqp", List.of(OPEN_CORE), "com.rabbitmq.client");
        open(
                "collectors.rabbitmq",
                List.of(OPEN_CORE, "collectors.amqp", "collectors.scrape"),
                "com.google.re2j",
                "com.fasterxml.jackson.core");
        open(
                "collectors.events",
                List.of(OPEN_CORE, "collectors.amqp", "collectors.naming"),
                "com.rabbitmq.client",
                "com.fasterxml.jackson.core");
        open("collectors.pipelines", List.of(OPEN_CORE, "collectors.amqp", "collectors.events", "collectors.naming"));
        open("collectors.actions", List.of(OPEN_CORE, "collectors.amqp", "collectors.events", "collectors.naming"));
        open("collectors.postgres", List.of(OPEN_CORE));
        open(
                "collectors.celery",
                List.of(OPEN_CORE, "collectors.amqp", "collectors.redis.connection"),
                "com.rabbitmq.client",
                "com.fasterxml.jackson.core");
        open(
                "collectors.minio",
                List.of(OPEN_CORE, "collectors.scrape"),
                "io.minio",
                "okhttp3",
                "com.fasterxml.jackson.core");
        open("collectors.gpu", List.of(OPEN_CORE), "com.sun.jna");
        open("collectors.jobs", List.of(OPEN_CORE), "io.micrometer.core");
        open("prometheus", List.of(OPEN_CORE));
        open("prometheus.exposition", List.of(OPEN_CORE));
        open("prometheus.remotewrite", List.of(OPEN_CORE));
        open(
                "prometheus.api",
                List.of(OPEN_CORE, "prometheus.exposition", "prometheus.remotewrite"),
                "com.fasterxml.jackson.core");
        open("alerts", List.of(OPEN_CORE, "alerts.*"));
        open("alerts.alert", List.of("core.model"));
        open("alerts.matcher", List.of("core.model"));
        open("alerts.mute", List.of("core.model", "core.time", "alerts.alert", "alerts.journal", "alerts.matcher"));
        open("alerts.route", List.of("core.model", "core.time", "alerts.alert", "alerts.matcher"));
        open(
                "alerts.template",
                List.of("core.model", "core.query.value", "core.settings", "core.time"),
                "com.google.re2j");
        open("alerts.rule", List.of(OPEN_CORE, "alerts.alert", "alerts.template"));
        open("alerts.yaml", List.of(OPEN_CORE), "org.yaml.snakeyaml");
        open(
                "alerts.config",
                List.of(
                        OPEN_CORE,
                        "alerts.alert",
                        "alerts.rule",
                        "alerts.template",
                        "alerts.yaml",
                        "alerts.matcher",
                        "alerts.mute",
                        "alerts.route"));
        open(
                "alerts.lint",
                List.of(
                        OPEN_CORE,
                        "alerts.alert",
                        "alerts.config",
                        "alerts.matcher",
                        "alerts.mute",
                        "alerts.route",
                        "alerts.rule"));
        open("alerts.journal", List.of("core.model", "core.time"));
        open(
                "alerts.notify",
                List.of(
                        OPEN_CORE,
                        "alerts.alert",
                        "alerts.config",
                        "alerts.journal",
                        "alerts.matcher",
                        "alerts.mute",
                        "alerts.route",
                        "alerts.template",
                        "alerts.yaml"));
        channels("http", "webhook", "slack", "discord", "pagerduty", "msteams", "telegram", "opsgenie");
        open("alerts.notify.log", List.of(CHANNEL));
        // Not channels: what they tell of comes from the rules themselves.
        open(
                "alerts.notify.alertmanager",
                List.of(OPEN_CORE, "alerts.alert", "alerts.rule"),
                "com.fasterxml.jackson.core");
        open("alerts.notify.heartbeat", List.of(OPEN_CORE));
        open("alerts.notify.email", List.of(CHANNEL), "jakarta.mail");
        open("alerts.why", List.of(OPEN_CORE, "alerts.alert", "alerts.rule", "alerts.template"));
        open("alerts.slo", List.of(OPEN_CORE, "alerts.rule", "alerts.template", "alerts.yaml"));
        open(
                "alerts.api",
                List.of(
                        OPEN_CORE,
                        "alerts.alert",
                        "alerts.lint",
                        "alerts.matcher",
                        "alerts.mute",
                        "alerts.notify",
                        "alerts.route",
                        "alerts.rule",
                        "alerts.slo",
                        "alerts.why"),
                "com.fasterxml.jackson.core");
        open(
                "alerts.testing",
                List.of(
                        OPEN_CORE,
                        "alerts.alert",
                        "alerts.config",
                        "alerts.matcher",
                        "alerts.mute",
                        "alerts.notify",
                        "alerts.route",
                        "alerts.rule",
                        "alerts.template",
                        "alerts.yaml"));
    }

    private void spring() {
        open("spring", List.of());
        open(
                "spring.autoconfigure",
                List.of(OPEN_CORE, "alerts", "alerts.rule", "spring.connection"),
                "org.springframework",
                "io.micrometer.core");
        open(
                "spring.actuate",
                List.of(OPEN_CORE, "alerts", "alerts.alert", "alerts.rule", "alerts.why", "spring.autoconfigure"),
                "org.springframework");
        open(
                "spring.connection",
                List.of(
                        OPEN_CORE,
                        "collectors.redis",
                        "collectors.rabbitmq",
                        "collectors.postgres",
                        "collectors.minio"),
                "org.springframework",
                "com.rabbitmq.client",
                "com.zaxxer.hikari",
                "io.lettuce.core",
                "io.micrometer.core",
                "io.minio",
                "org.postgresql");
        open(
                "spring.test",
                List.of(OPEN_CORE, "alerts", "alerts.alert", "alerts.rule", "alerts.why", "spring.autoconfigure"),
                "org.springframework");
        open(
                "spring.web",
                List.of(OPEN_CORE, "spring.autoconfigure"),
                "org.springframework.beans",
                "org.springframework.boot",
                "org.springframework.context",
                "org.springframework.core",
                "org.springframework.util",
                "com.fasterxml.jackson.core",
                "io.micrometer.core");
        open(
                "spring.web.servlet",
                List.of(OPEN_CORE, "spring.web"),
                "org.springframework.boot",
                "org.springframework.context",
                "org.springframework.core",
                "org.springframework.security",
                "org.springframework.util",
                "jakarta.servlet",
                "jakarta.websocket");
        open(
                "spring.web.reactive",
                List.of(OPEN_CORE, "spring.web"),
                "org.springframework",
                "org.reactivestreams",
                "reactor",
                "io.netty");
    }

    /** Ways to tell people that go over HTTP; the first is what they share. */
    private void channels(String shared, String... kinds) {
        String below = "alerts.notify.";
        open(below + shared, List.of(CHANNEL), "com.fasterxml.jackson.core");
        for (String kind : kinds) {
            open(below + kind, List.of(CHANNEL, below + shared), "com.fasterxml.jackson.core");
        }
    }

    private void samples() {
        open(
                "samples.standalone",
                List.of(
                        OPEN_CORE,
                        "alerts",
                        "alerts.lint",
                        "alerts.slo",
                        "alerts.testing",
                        "alerts.why",
                        "prometheus.api",
                        "prometheus.exposition",
                        "prometheus.remotewrite"),
                "org.yaml.snakeyaml");
        open("samples.customcollector", List.of(OPEN_CORE));
    }

    private void open(String name, List<String> uses, String... libraries) {
        row(name, false, uses, libraries);
    }

    private void closed(String name, List<String> uses, String... libraries) {
        row(name, true, uses, libraries);
    }

    private void row(String name, boolean closed, List<String> uses, String... libraries) {
        List<String> all =
                Stream.concat(EVERYWHERE.stream(), Stream.of(libraries)).toList();
        rows.put(name, new Row(name, closed, Set.copyOf(uses), all));
    }

    /** The row of a full package name. */
    Optional<Row> row(String packageName) {
        return Optional.ofNullable(
                packageName.startsWith(ROOT) ? rows.get(packageName.substring(ROOT.length())) : null);
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** The names that a row may use, with the patterns in it resolved, without its own. */
    Set<String> mayUse(Row row) {
        Predicate<Row> allowed = candidate -> row.uses().stream().anyMatch(use -> stands(use, candidate));
        return rows.values().stream()
                .filter(allowed)
                .map(Row::name)
                .filter(name -> !name.equals(row.name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean stands(String use, Row candidate) {
        if (use.equals(OPEN_CORE)) {
            return candidate.module().equals("core") && !candidate.closed();
        }
        if (use.equals(CHANNEL)) {
            return stands(OPEN_CORE, candidate) || USED_BY_CHANNELS.contains(candidate.name());
        }
        return use.endsWith(".*")
                ? candidate.name().startsWith(use.substring(0, use.length() - 1))
                : candidate.name().equals(use);
    }
}

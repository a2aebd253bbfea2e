package dev.monitoring.core.collect;

import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A dashboard of the community, or a family of them, whose variables ask for labels besides {@code job} and {@code instance}.
 * No exporter gives those: the authors' own scrape configurations did, within Kubernetes as a rule. Where one of them is
 * missing, the variables behind it stay empty, and with them all panels. Immutable.
 *
 * @param word what settings call it
 * @param labels the labels that its variables ask for
 * @see <a href="https://grafana.com/grafana/dashboards/">Grafana: dashboards by number</a>
 */
record Dashboard(String word, List<String> labels) {
    private static final List<Dashboard> ALL = List.of(
            new Dashboard("grafana-763", List.of("namespace")), // Redis
            new Dashboard("grafana-11835", List.of("namespace", "pod")), // Redis on Kubernetes
            new Dashboard("grafana-9628", List.of("kubernetes_namespace", "release")), // PostgreSQL
            new Dashboard("grafana-10991", List.of("namespace")), // RabbitMQ
            new Dashboard("grafana-4701", List.of("application")), // the JVM by Micrometer
            new Dashboard("celery-mixin", List.of("cluster", "namespace")),
            new Dashboard("node-mixin", List.of("cluster")));

    /** What Kubernetes calls the namespace of those who named none. */
    private static final String OF_ALL = "default";

    Dashboard {
        labels = List.copyOf(labels);
    }

    static Optional<Dashboard> of(String word) {
        return ALL.stream().filter(dashboard -> dashboard.word.equals(word)).findFirst();
    }

    /** The words of all, for people. */
    static String words() {
        return ALL.stream().map(Dashboard::word).collect(Collectors.joining(", "));
    }

    /** Gives a target's labels a value for each variable, by which one target can be told from the next where that is asked. */
    void fill(Labels.Builder target, String job, String instance) {
        for (String label : labels) {
            target.set(label, value(label, job, instance));
        }
    }

    private static String value(String label, String job, String instance) {
        return switch (label) {
            case "application", "release" -> job;
            case "pod" -> instance;
            default -> OF_ALL;
        };
    }
}

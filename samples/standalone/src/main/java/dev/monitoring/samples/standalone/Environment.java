package dev.monitoring.samples.standalone;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.EnvironmentBinding;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment's settings: some variables have names of their own, and every key has one ({@code MONITORING_WEB_PORT}).
 * Variables that begin with {@code MONITORING_} and mean nothing are faults; those that are set, but empty, count as not
 * set, which is how compose files pass on what they do not have. Immutable.
 *
 * @param settings what the variables say
 * @param notices what people should know, though it is no fault
 */
record Environment(SettingLayer settings, List<String> notices) {
    /** How the value of a variable becomes the text of a setting. */
    private enum Form {
        AS_IT_IS(""),
        SECONDS("s"),
        MINUTES("m");

        private final String unit;

        Form(String unit) {
            this.unit = unit;
        }

        /** A bare number gets the unit; anything else, such as {@code 5s}, is the setting's to judge. */
        String text(String value) {
            return value.matches("\\d+") ? value + unit : value;
        }
    }

    /** The key that a variable with a name of its own stands for. */
    private record Name(String key, Form form) {}

    private static final Map<String, Name> NAMES = Map.ofEntries(
            Map.entry("MONITORING_POLL_INTERVAL", new Name("monitoring.interval", Form.SECONDS)),
            Map.entry("MONITORING_HISTORY_WINDOW", new Name("monitoring.history.retention", Form.MINUTES)),
            Map.entry("PROMETHEUS_ENABLED", new Name("monitoring.prometheus.enabled", Form.AS_IT_IS)),
            collector("MONITORING_GPU_ENABLED", "gpu.enabled"),
            collector("MONITORING_REDIS_HOST", "redis.targets[0].address"),
            collector("MONITORING_REDIS_DB", "redis.targets[0].database"),
            collector("MONITORING_RMQ_URL", "rabbitmq.targets[0].url"),
            collector("MONITORING_MINIO_ENDPOINT", "minio.targets[0].url"),
            collector("MONITORING_MINIO_ACCESS_KEY", "minio.targets[0].access-key"),
            collector("MONITORING_MINIO_SECRET_KEY", "minio.targets[0].secret-key"),
            collector("MONITORING_MINIO_SECURE", "minio.targets[0].secure"));

    private static final String COLLECTORS = "monitoring.collectors.";
    private static final String PREFIX = "MONITORING_";

    /** The tests' own: which servers they may use. */
    private static final String TESTS = "MONITORING_TEST_";

    /** What Kubernetes puts into every container for a service named monitoring, or monitoring-something. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private static Map.Entry<String, Name> collector(String variable, String key) {
        return Map.entry(variable, new Name(COLLECTORS + key, Form.AS_IT_IS));
    }

    static Environment of(Map<String, String> variables, SettingCatalog catalog) {
        EnvironmentBinding binding = EnvironmentBinding.of(catalog);
        SettingLayer settings = new SettingLayer();
        List<String> notices = new ArrayList<>();
        new TreeMap<>(variables).forEach((variable, value) -> {
            if (value.isBlank() || isSomebodyElses(variable, value)) {
                return;
            }
            Origin origin = Origin.environment(variable);
            Optional<Name> name = Optional.ofNullable(NAMES.get(variable));
            Optional<String> key = name.map(Name::key).or(() -> binding.keyOf(variable));
            if (key.isEmpty()) {
                settings.fault(origin, "stands for no setting; " + remedy(variable, binding));
            } else if (name.isPresent() && catalog.find(key.get()).isEmpty()) {
                notices.add(variable + " is understood, but this build has nothing yet that reads " + key.get()
                        + "; it has no effect");
            } else {
                String text = value.strip();
                settings.put(
                        key.get(), name.map(Name::form).orElse(Form.AS_IT_IS).text(text), origin);
            }
        });
        return new Environment(settings, List.copyOf(notices));
    }

    private static String remedy(String variable, EnvironmentBinding binding) {
        return Spelling.nearest(variable, NAMES.keySet())
                .or(() -> binding.nearest(variable))
                .map(known -> "did you mean " + known + "?")
                .orElse("remove it; --help-settings lists what there is");
    }

    private static boolean isSomebodyElses(String variable, String value) {
        if (NAMES.containsKey(variable)) {
            return false;
        }
        return !variable.startsWith(PREFIX)
                || variable.startsWith(TESTS)
                || SERVICE_LINK.matcher(variable).matches()
                || variable.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
    }
}

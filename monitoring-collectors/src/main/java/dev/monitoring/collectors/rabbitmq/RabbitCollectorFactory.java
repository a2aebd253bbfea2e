package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSettings;
import dev.monitoring.collectors.amqp.Login;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the collectors that watch RabbitMQ brokers, one per entry of {@code targets}. Immutable.
 *
 * <p>They read only, and need a user who may do no more:
 *
 * <pre>
 * rabbitmqctl add_user monitoring PASSWORD
 * rabbitmqctl set_user_tags monitoring monitoring
 * rabbitmqctl set_permissions -p / monitoring '^$' '^$' '^$'
 * </pre>
 *
 * the last for each virtual host whose queues are to be seen; it permits nothing. For {@code queues} over AMQP it names those:
 *
 * <pre>
 * rabbitmqctl set_permissions -p / monitoring '^$' '^$' '^(orders|mails)$'
 * </pre>
 *
 * <p>Sums are of the whole cluster; memory, disk, alarms and churn are those of the node that answers.
 */
public final class RabbitCollectorFactory implements CollectorFactory {
    /** The collectors' name, and the job of their targets. */
    static final String NAME = "rabbitmq";

    private static final Setting<Boolean> MANAGEMENT = Setting.flag(
            "management", true, "Whether to read the management API; without, queues has to name some to be seen.");
    private static final Setting<String> MANAGEMENT_URL = Setting.text(
            "management-url",
            null,
            "The address of the management pages; by default port 15672, with amqps 15671, of the host in url.");
    private static final Setting<String> METRICS_URL = Setting.text(
            "metrics-url",
            null,
            "The page of the plugin rabbitmq_prometheus, as http://host:15692/metrics; what management does not tell"
                    + " comes from there.");

    /** For {@link java.util.ServiceLoader}. */
    public RabbitCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "RabbitMQ brokers";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        List<Setting<?>> all = new ArrayList<>(AmqpSettings.all());
        all.addAll(List.of(MANAGEMENT, MANAGEMENT_URL, METRICS_URL));
        all.addAll(RabbitSettings.ALL);
        return List.copyOf(all);
    }

    @Override
    public Optional<String> unavailable() {
        return AmqpSettings.unavailable();
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            make(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }

    private static Optional<ScheduledCollector> make(Settings section, CollectorContext context) {
        RabbitOptions options = RabbitSettings.read(section);
        boolean web = isWeb(section);
        if (!section.isSet(MANAGEMENT_URL)) {
            section.require(AmqpSettings.URL);
        }
        Optional<AmqpServer> broker = web ? Optional.empty() : AmqpSettings.read(section);
        Optional<URI> management = section.get(MANAGEMENT) ? management(section, web) : Optional.empty();
        Optional<URI> plugin = section.isSet(METRICS_URL) ? address(section, METRICS_URL) : Optional.empty();
        if (!options.named().isEmpty() && broker.isEmpty()) {
            section.fault(RabbitSettings.QUEUES, "queues are asked for over AMQP; set url to amqp://host:5672/vhost");
        }
        if (!section.get(MANAGEMENT) && options.named().isEmpty()) {
            section.fault(MANAGEMENT, "without management nothing is seen but named queues; name some in queues");
        }
        if (management.isEmpty() && broker.isEmpty()) {
            return Optional.empty();
        }
        String instance =
                broker.map(AmqpServer::instance).orElseGet(() -> EndpointSettings.instance(management.orElseThrow()));
        Login login = broker.map(AmqpServer::login).orElseGet(() -> Login.read(section));
        QueueReader queues = new QueueReader(options);
        RabbitCollector.Sources sources = new RabbitCollector.Sources(
                management.map(address -> new ManagementApi(endpoint(section, address, login), login.username())),
                plugin.map(address ->
                        HttpEndpoint.of(address).tls(TlsSettings.read(section)).build()),
                instance);
        // Where management may be was not said but guessed, so that nothing there need not mean that the broker is
        // down.
        boolean guessed = section.get(MANAGEMENT) && !section.isSet(MANAGEMENT_URL);
        Optional<NamedQueues> named = broker.filter(
                        server -> guessed || !options.named().isEmpty())
                .map(server -> new NamedQueues(server, options.named(), queues.families(), context.instance()));
        Target target = TargetSettings.target(section, NAME, instance);
        return Optional.of(
                context.schedule(new RabbitCollector(sources, options, queues, named, context.clock()), target));
    }

    private static HttpEndpoint endpoint(Settings section, URI address, Login login) {
        return HttpEndpoint.of(address)
                .tls(TlsSettings.read(section))
                .credentials(() ->
                        Credentials.basic(login.username(), login.password()).authorization())
                .build();
    }

    private static boolean isWeb(Settings section) {
        String url = section.find(AmqpSettings.URL).orElse("").strip().toLowerCase(Locale.ROOT);
        return url.startsWith("http:") || url.startsWith("https:");
    }

    private static Optional<URI> management(Settings section, boolean web) {
        if (section.isSet(MANAGEMENT_URL)) {
            return address(section, MANAGEMENT_URL);
        }
        if (web) {
            return address(section, AmqpSettings.URL);
        }
        return section.find(AmqpSettings.URL).map(String::strip).flatMap(RabbitCollectorFactory::derived);
    }

    /** Where management is as a rule; nothing for an address that cannot be read, which is a fault already. */
    private static Optional<URI> derived(String url) {
        try {
            URI broker = new URI(url);
            boolean secure = "amqps".equalsIgnoreCase(broker.getScheme());
            return broker.getHost() == null
                    ? Optional.empty()
                    : Optional.of(URI.create(
                            (secure ? "https://" : "http://") + broker.getHost() + (secure ? ":15671" : ":15672")));
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> address(Settings section, Setting<String> setting) {
        if (section.find(setting).orElse("").matches("[^/]*//[^/]*@.*")) {
            section.fault(
                    setting,
                    "the address has a user or password in it; put them into username and password, where they are kept"
                            + " secret");
            return Optional.empty();
        }
        return EndpointSettings.address(section, setting);
    }
}

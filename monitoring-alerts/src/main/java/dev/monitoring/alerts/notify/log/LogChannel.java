package dev.monitoring.alerts.notify.log;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.RenderContext;
import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes a line into the host's log for each notification: {@code log_configs: [{level: error, message: '…'}]}. Immutable.
 *
 * <p>The level is {@code warn} unless set; what is resolved is logged as {@code info}. Whatever the texts of alerts hold, it stays one
 * line, without control characters.
 */
public final class LogChannel implements Channel {
    /** The logger's name, for the host's configuration of its log. */
    public static final String LOGGER = "dev.monitoring.alerts.notifications";

    private static final int MAX_CHARACTERS = 8_192;
    private static final String TEMPLATES = """
            {{ define "log.default.message" }}\
            {{ .Status }}: {{ range $i, $a := .Alerts }}{{ if $i }}; {{ end }}{{ $a.Labels.alertname }}\
            {{ if ne $a.Status $.Status }} ({{ $a.Status }}){{ end }}\
            {{ range $a.Labels.SortedPairs }}{{ if ne .Name "alertname" }} {{ .Name }}={{ .Value }}{{ end }}{{ end }}\
            {{ with $a.Annotations.summary }}: {{ . }}{{ end }}{{ end }}{{ end }}""";

    private final Logger logger;

    public LogChannel() {
        this(LoggerFactory.getLogger(LOGGER));
    }

    LogChannel(Logger logger) {
        this.logger = logger;
    }

    @Override
    public String kind() {
        return "log";
    }

    @Override
    public String templates() {
        return TEMPLATES;
    }

    @Override
    public Optional<Notifier> open(YamlMap settings, ChannelContext context) {
        Optional<Level> level = settings.parsed("level", LogChannel::level);
        String text = settings.text("message").orElse("{{ template \"log.default.message\" . }}");
        settings.refuseOthers("a receiver that logs");
        try {
            Template message = context.templates().parse("message", text);
            return Optional.of(new Log(logger, level.orElse(Level.WARN), message, context.clock()));
        } catch (TemplateException e) {
            settings.get("message").ifPresent(value -> value.fault(e.line(), e.column(), e.fault()));
            return Optional.empty();
        }
    }

    private static Level level(String text) {
        return Arrays.stream(Level.values())
                .filter(known -> known.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no level of a log; use one of "
                        + Arrays.stream(Level.values())
                                .map(known -> known.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    private record Log(Logger logger, Level level, Template message, Clock clock) implements Notifier {
        @Override
        public Delivery tell(Notification notification, Deadline deadline) {
            String text;
            try {
                text = message.render(notification.data().toValue(), RenderContext.of(clock));
            } catch (TemplateException e) {
                return Delivery.refused("the message cannot be made: " + e.getMessage());
            }
            logger.atLevel(notification.isResolved() ? Level.INFO : level).log(inert(text));
            return Delivery.delivered();
        }

        /** One line that no terminal obeys. */
        private static String inert(String text) {
            String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ");
            StringBuilder inert = new StringBuilder(line.length());
            line.codePoints()
                    .limit(MAX_CHARACTERS)
                    .forEach(c -> inert.appendCodePoint(Character.isISOControl(c) || isInvisible(c) ? '\ufffd' : c));
            return inert.toString();
        }

        private static boolean isInvisible(int c) {
            int type = Character.getType(c);
            return type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.FORMAT;
        }

        @Override
        public String target() {
            return "log " + LOGGER;
        }
    }
}

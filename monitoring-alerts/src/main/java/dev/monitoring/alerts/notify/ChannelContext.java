package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.core.time.Clock;
import java.util.Optional;

/**
 * What a channel is opened with. Immutable.
 *
 * @param global the section {@code global} of the configuration; empty where there is none
 * @param secrets reads tokens, passwords and secret addresses
 * @param templates the channels' own templates and those of the user, which may replace them
 * @param clock for deadlines
 */
public record ChannelContext(Optional<YamlMap> global, SecretReader secrets, TemplateSet templates, Clock clock) {}

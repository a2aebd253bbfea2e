package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.config.ReceiverConfig;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.settings.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The channels that there are, and how the receivers of a configuration are made of them. Immutable. */
public final class Receivers {
    /** The kinds of the channels below this package: what a configuration may name, whoever is to be told. */
    public static final Set<String> KINDS = Set.of(
            "callback",
            "discord",
            "email",
            "log",
            "msteams",
            "msteamsv2",
            "opsgenie",
            "pagerduty",
            "slack",
            "telegram",
            "webhook");

    private static final int MAX_TEMPLATE_BYTES = 1 << 20;

    private final Map<String, Channel> channels = new LinkedHashMap<>();

    public Receivers(List<Channel> channels) {
        channels.forEach(channel -> this.channels.put(channel.kind(), channel));
    }

    /** The kinds of the channels. */
    public Set<String> kinds() {
        return Set.copyOf(channels.keySet());
    }

    /**
     * The channels' templates, and on top of them those of a configuration's files.
     *
     * @param patterns paths, the last part of which may have wildcards, seen from {@code directory}
     * @param faults gets what is wrong with the files
     */
    public TemplateSet templates(List<String> patterns, Path directory, Faults faults) {
        TemplateSet set = TemplateSet.empty(TemplateOptions.alertmanager());
        for (Channel channel : channels.values()) {
            try {
                set = set.with(channel.kind(), channel.templates());
            } catch (TemplateException e) {
                throw new IllegalStateException("the templates of " + channel.kind() + " are broken", e);
            }
        }
        for (String pattern : patterns) {
            for (Path file : files(pattern, directory, faults)) {
                set = with(set, file, faults);
            }
        }
        return set;
    }

    private static TemplateSet with(TemplateSet set, Path file, Faults faults) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_TEMPLATE_BYTES + 1);
            if (bytes.length > MAX_TEMPLATE_BYTES) {
                faults.add(new Origin(file.toString()), "is larger than a mebibyte; divide it");
                return set;
            }
            return set.with(file.getFileName().toString(), new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            faults.add(
                    new Origin(file.toString()),
                    "cannot be read (" + e.getClass().getSimpleName() + "); check the path and its permissions");
        } catch (TemplateException e) {
            faults.add(Origin.file(file.toString(), e.line(), e.column()), e.fault());
        }
        return set;
    }

    private static List<Path> files(String pattern, Path directory, Faults faults) {
        Path path;
        try {
            path = directory.resolve(pattern);
        } catch (InvalidPathException e) {
            faults.add(new Origin(pattern), "is not a path: " + e.getReason());
            return List.of();
        }
        Path folder = path.getParent();
        Path last = path.getFileName();
        if (folder == null || last == null || !last.toString().matches(".*[*?\\[].*")) {
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, last.toString())) {
            matching.forEach(found::add);
        } catch (IOException | RuntimeException e) {
            faults.add(new Origin(pattern), "cannot be listed: " + e + "; check the directory, and the wildcards");
        }
        found.sort(null);
        return found;
    }

    /**
     * The ways in which receivers of a configuration are told. What is wrong with their settings becomes faults there; such
     * a way is left out.
     */
    public List<Integration> open(Collection<ReceiverConfig> receivers, ChannelContext context) {
        List<Integration> integrations = new ArrayList<>();
        for (ReceiverConfig receiver : receivers) {
            for (ReceiverConfig.Integration described : receiver.integrations()) {
                Channel channel = channels.get(described.kind());
                if (channel == null) {
                    throw new IllegalArgumentException("there is no channel " + described.kind());
                }
                channel.open(described.settings(), context)
                        .ifPresent(notifier -> integrations.add(new Integration(
                                receiver.name(),
                                described.kind(),
                                described.index(),
                                described.sendResolved(),
                                notifier)));
            }
        }
        return integrations;
    }
}

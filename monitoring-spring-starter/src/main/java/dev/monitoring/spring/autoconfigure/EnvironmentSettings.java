package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.EnvironmentBinding;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What an application's environment says below {@code monitoring}, a layer for each of its property sources, each value with its
 * place. Keys may be spelled in any of Spring's ways; an empty value counts as not set, but for lists.
 */
final class EnvironmentSettings {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(MonitoringSettings.PREFIX);

    private static final String VARIABLES = "MONITORING_";

    private final ConfigurableEnvironment environment;
    private final SettingCatalog catalog;
    private final List<Fault> doubts = new ArrayList<>();

    /**
     * What was read.
     *
     * @param layers a layer for each source, the one that wins last
     * @param doubts variables that mean nothing, but nearly something
     */
    record Reading(List<SettingLayer> layers, List<Fault> doubts) {
        Reading {
            layers = List.copyOf(layers);
            doubts = List.copyOf(doubts);
        }
    }

    private EnvironmentSettings(ConfigurableEnvironment environment, SettingCatalog catalog) {
        this.environment = environment;
        this.catalog = catalog;
    }

    static Reading read(ConfigurableEnvironment environment, SettingCatalog catalog) {
        EnvironmentSettings settings = new EnvironmentSettings(environment, catalog);
        List<SettingLayer> layers = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            layers.add(settings.layer(source));
        }
        Collections.reverse(layers);
        return new Reading(layers, settings.doubts);
    }

    private SettingLayer layer(ConfigurationPropertySource source) {
        SettingLayer layer = new SettingLayer();
        if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
            addVariables(variables, layer);
        } else if (source instanceof IterableConfigurationPropertySource properties) {
            properties.stream()
                    .filter(PREFIX::isAncestorOf)
                    .forEach(name -> add(source, name, catalog.spelled(text(name)), layer));
        } else {
            knownKeys().forEach(key -> add(source, ConfigurationPropertyName.of(key), key, layer));
        }
        return layer;
    }

    /** What can be asked of a source that does not say what it has. */
    private List<String> knownKeys() {
        return catalog.sections().stream()
                .flatMap(section -> section.entries().stream())
                .map(SettingCatalog.Entry::key)
                .filter(key -> !key.contains("["))
                .toList();
    }

    /** Variables that others set, such as Kubernetes for a service called monitoring, are none of ours. */
    private void addVariables(SystemEnvironmentPropertySource variables, SettingLayer layer) {
        EnvironmentBinding binding = EnvironmentBinding.of(catalog);
        for (String variable : variables.getPropertyNames()) {
            if (!variable.startsWith(VARIABLES)) {
                continue;
            }
            Origin origin = Origin.environment(variable);
            Optional<String> key = binding.keyOf(variable);
            if (key.isPresent()) {
                put(key.get(), variables.getProperty(variable), origin, layer);
            } else {
                binding.nearest(variable)
                        .ifPresent(near ->
                                doubts.add(new Fault(origin, "stands for no setting; did you mean " + near + "?")));
            }
        }
    }

    private void add(
            ConfigurationPropertySource source, ConfigurationPropertyName name, String key, SettingLayer layer) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        if (property != null) {
            put(key, property.getValue(), origin(property, source), layer);
        }
    }

    private void put(String key, @Nullable Object value, Origin origin, SettingLayer layer) {
        String text = value == null ? "" : environment.resolvePlaceholders(value.toString());
        boolean list = catalog.find(key).map(Setting::isList).orElse(false);
        if (!text.isEmpty() || list) {
            layer.put(key, text, origin);
        }
    }

    private static String text(ConfigurationPropertyName name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            String element = name.getElement(i, Form.ORIGINAL);
            boolean index = name.isNumericIndex(i);
            text.append(index ? "[" : text.isEmpty() ? "" : ".").append(element).append(index ? "]" : "");
        }
        return text.toString();
    }

    /** {@code class path resource [application.yml]} as people call it, {@code application.yml}. */
    private static String path(String description) {
        int begin = description.indexOf('[');
        int end = description.lastIndexOf(']');
        return begin < 0 || end < begin ? description : description.substring(begin + 1, end);
    }

    private static Origin origin(ConfigurationProperty property, ConfigurationPropertySource source) {
        org.springframework.boot.origin.Origin origin = property.getOrigin();
        while (origin instanceof OriginProvider wrapped && wrapped.getOrigin() != null) {
            origin = wrapped.getOrigin();
        }
        if (origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null) {
            return Origin.file(
                    path(text.getResource().getDescription()),
                    text.getLocation().getLine() + 1,
                    text.getLocation().getColumn() + 1);
        }
        return new Origin(origin == null ? String.valueOf(source.getUnderlyingSource()) : origin.toString());
    }
}

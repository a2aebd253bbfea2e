package dev.monitoring.alerts.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Templates that call each other by name, as Alertmanager's template files do. Immutable: each addition gives a new set.
 */
public final class TemplateSet {
    private final TemplateOptions options;
    private final Map<String, Definition> definitions;

    private TemplateSet(TemplateOptions options, Map<String, Definition> definitions) {
        this.options = options;
        this.definitions = definitions;
    }

    /** A set without templates. */
    public static TemplateSet empty(TemplateOptions options) {
        return new TemplateSet(options, Map.of());
    }

    /**
     * This set with the templates of a text: the text itself, under its name, and all that it defines. What is defined again
     * takes the place of what was there, unless it is empty.
     *
     * @param name the text's name, as that of its file
     * @throws TemplateException if it cannot be read
     */
    public TemplateSet with(String name, String text) throws TemplateException {
        Map<String, Definition> all = new LinkedHashMap<>(definitions);
        Parser.parse(new Source(name, text), options).forEach((defined, definition) -> {
            Definition before = all.get(defined);
            if (before == null || before.isEmpty() || !definition.isEmpty()) {
                all.put(defined, definition);
            }
        });
        return new TemplateSet(options, all);
    }

    /**
     * A template over this set: its text may call what is here, and what it defines itself.
     *
     * @throws TemplateException if the text cannot be read
     */
    public Template parse(String name, String text) throws TemplateException {
        TemplateSet set = with(name, text);
        Definition body = set.definitions.get(name);
        if (body == null) {
            throw new IllegalStateException("a parsed text always defines itself");
        }
        return new Template(body, set.definitions, options);
    }

    /** The template of that name. */
    public Optional<Template> template(String name) {
        Definition definition = definitions.get(name);
        return definition == null ? Optional.empty() : Optional.of(new Template(definition, definitions, options));
    }

    /** The names of all templates, in the order of their definition. */
    public List<String> names() {
        return new ArrayList<>(definitions.keySet());
    }
}

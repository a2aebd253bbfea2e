package dev.monitoring.alerts.template;

import java.util.Map;
import java.util.function.UnaryOperator;

/** A template that was read. Immutable and thread-safe. */
public final class Template {
    private final Definition definition;
    private final Map<String, Definition> definitions;
    private final TemplateOptions options;

    Template(Definition definition, Map<String, Definition> definitions, TemplateOptions options) {
        this.definition = definition;
        this.definitions = definitions;
        this.options = options;
    }

    /**
     * Reads a template that stands alone.
     *
     * @param name what messages call it
     * @throws TemplateException if the text cannot be read, with the place
     */
    public static Template parse(String name, String text, TemplateOptions options) throws TemplateException {
        return TemplateSet.empty(options).parse(name, text);
    }

    public String name() {
        return definition.name();
    }

    /**
     * The output for these data. Runs on the calling thread, which it keeps no longer than the limits say.
     *
     * @throws TemplateException if the template does not fit the data, or asks for more than its limits allow
     */
    public String render(TemplateValue data, RenderContext context) throws TemplateException {
        return new Run(definition, definitions, options, context, null, false).render(definition, data);
    }

    /**
     * The same for a template of HTML: what actions print is escaped, so that it is text there and in quoted attributes, but
     * for values that {@code safeHtml} marked. Unlike Go's html/template it does not tell apart scripts, styles and
     * addresses, which have no place in notifications.
     *
     * @throws TemplateException as {@link #render} does
     */
    public String renderHtml(TemplateValue data, RenderContext context) throws TemplateException {
        return new Run(definition, definitions, options, context, Builtins::escaped, true).render(definition, data);
    }

    /**
     * The same for a language that is not HTML: what actions print is escaped, but for texts that stand in the action as they
     * are ({@code {{ "<!here>" }}}) and values that {@code safeHtml} marked.
     *
     * @param escape makes of a text what shows as that text; called on the calling thread
     * @throws TemplateException as {@link #render} does
     */
    public String renderEscaped(TemplateValue data, RenderContext context, UnaryOperator<String> escape)
            throws TemplateException {
        return new Run(definition, definitions, options, context, escape, false).render(definition, data);
    }
}

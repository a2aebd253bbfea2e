package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A part of a message as its author wrote it: a template. Immutable. */
public final class MessageText {
    private final Optional<Template> template;

    private MessageText(Optional<Template> template) {
        this.template = template;
    }

    static MessageText of(Template template) {
        return new MessageText(Optional.of(template));
    }

    /** No text. */
    static MessageText none() {
        return new MessageText(Optional.empty());
    }

    String render(Rendering rendering, UnaryOperator<String> escape) throws TemplateException {
        return template.isEmpty() ? "" : template.get().renderEscaped(rendering.data(), rendering.context(), escape);
    }
}

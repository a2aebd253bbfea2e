package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.template.RenderContext;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateValue;
import dev.monitoring.core.time.Clock;
import java.util.function.UnaryOperator;

/**
 * Texts of one notification. What comes from alerts is escaped for the language of the message, so that it shows as it is and
 * does nothing; what the author of a template wrote stays. Confined to one thread.
 */
public final class Rendering {
    private final TemplateValue data;
    private final RenderContext context;
    private final UnaryOperator<String> escape;

    private Rendering(TemplateValue data, RenderContext context, UnaryOperator<String> escape) {
        this.data = data;
        this.context = context;
        this.escape = escape;
    }

    /**
     * Texts for a language.
     *
     * @param escape see {@link Markup}
     */
    public static Rendering of(Notification notification, Clock clock, UnaryOperator<String> escape) {
        RenderContext context =
                RenderContext.of(clock).withExternalUrl(notification.data().externalUrl());
        return new Rendering(notification.data().toValue(), context, escape);
    }

    /** A text in the language of the message. */
    public String text(MessageText text) throws TemplateException {
        return text.render(this, escape);
    }

    /** A text in no language: an address, a color, an identifier. */
    public String plain(MessageText text) throws TemplateException {
        return text.render(this, UnaryOperator.identity());
    }

    TemplateValue data() {
        return data;
    }

    RenderContext context() {
        return context;
    }
}

/**
 * Renders the templates of Prometheus' alert rules and of Alertmanager's notifications: Go's text/template as they use it,
 * with their functions. {@link dev.monitoring.alerts.template.Template#parse} reads one template,
 * {@link dev.monitoring.alerts.template.TemplateSet} several that call each other; data are
 * {@link dev.monitoring.alerts.template.TemplateValue}s.
 *
 * <p>A template runs no code: it sees the closed set of values given to it and the functions of its dialect, nothing of Java.
 * Values are data and never read as templates, so braces in a label stay braces. Nothing here knows rules, routes or
 * channels, and nothing asks the network; queries go to an interface that the caller supplies. Length, steps, depth and time
 * are limited, and whatever goes wrong is a {@link dev.monitoring.alerts.template.TemplateException}.
 *
 * <p>The package has many types because a language has many parts: text becomes tokens ({@code Lexer}), tokens a tree
 * ({@code Parser}, {@code Statement}, {@code Operand}), the tree output ({@code Run}, {@code Printer}).
 */
@NullMarked
package dev.monitoring.alerts.template;

import org.jspecify.annotations.NullMarked;

/**
 * PromQL as text and as a tree: the text is read into a typed, positioned, immutable tree, and a tree prints itself as text
 * that reads back to the same tree. Follows the language of Prometheus 3.x, messages included. Knows what functions are
 * called and what they take, but not what they compute. The way in is
 * {@link dev.monitoring.core.query.syntax.PromqlParser}, the result an
 * {@link dev.monitoring.core.query.syntax.Expr}.
 */
@NullMarked
package dev.monitoring.core.query.syntax;

import org.jspecify.annotations.NullMarked;

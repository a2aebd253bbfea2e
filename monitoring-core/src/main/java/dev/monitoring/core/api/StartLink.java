package dev.monitoring.core.api;

/**
 * A link on the start page to something another module serves. Immutable.
 *
 * @param path relative to the start page, without a slash at its beginning: {@code prometheus}
 * @param text what a reader finds there
 */
public record StartLink(String path, String text) {}

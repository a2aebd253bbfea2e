package dev.monitoring.core.console;

/**
 * Something another part serves, for people who want to open it, listed by the console with and without script. Immutable.
 *
 * @param path relative to the console, without a slash at its beginning: {@code prometheus}
 * @param text what a reader finds there
 */
public record ConsoleLink(String path, String text) {}

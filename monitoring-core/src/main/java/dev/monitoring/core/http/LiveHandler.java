package dev.monitoring.core.http;

/** Opens live channels. Called by several threads at once. */
@FunctionalInterface
public interface LiveHandler {
    /**
     * Begins a channel; may send at once. What it throws closes the channel.
     *
     * @param session the caller's end, usable until the channel is closed
     * @return takes what the caller sends
     */
    LiveChannel open(LiveSession session) throws Exception;
}

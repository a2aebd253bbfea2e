package dev.monitoring.core.textformat;

/** Takes what a {@link TextFormatParser} reads, as it is read. Called on the parsing thread. */
public interface TextFormatHandler {
    /** A family: before its first sample, or at the end of the text where it has none. */
    default void family(ParsedFamily family) {}

    /**
     * A sample.
     *
     * @param family the family it belongs to; the same object for all samples of a family, and in later texts too as long as
     *     nothing about it changes
     * @param sample valid during the call only; its labels may be kept
     */
    void sample(ParsedFamily family, TextSample sample);
}

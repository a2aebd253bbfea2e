package dev.monitoring.core.http;

import java.time.Duration;

/**
 * How much a caller may ask of an adapter. Immutable.
 *
 * <p>An adapter inside a host's server keeps those limits that the host's server does not set by itself.
 */
public final class HttpLimits {
    private static final HttpLimits DEFAULTS = builder().build();

    private final long bodyBytes;
    private final int headerBytes;
    private final int headers;
    private final int parameters;
    private final int connections;
    private final Duration headerDeadline;
    private final Duration handlerDeadline;
    private final Duration stall;
    private final int liveQueueMessages;
    private final int liveQueueChars;
    private final int liveMessageBytes;
    private final Duration livePing;

    private HttpLimits(Builder builder) {
        bodyBytes = builder.bodyBytes;
        headerBytes = builder.headerBytes;
        headers = builder.headers;
        parameters = builder.parameters;
        connections = builder.connections;
        headerDeadline = builder.headerDeadline;
        handlerDeadline = builder.handlerDeadline;
        stall = builder.stall;
        liveQueueMessages = builder.liveQueueMessages;
        liveQueueChars = builder.liveQueueChars;
        liveMessageBytes = builder.liveMessageBytes;
        livePing = builder.livePing;
    }

    /** The limits as {@link Builder} states them. */
    public static HttpLimits defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How long a request's body may be where its route does not say otherwise. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** How long the request line and all headers may be in all. */
    public int headerBytes() {
        return headerBytes;
    }

    /** How many headers a request may have. */
    public int headers() {
        return headers;
    }

    /** How many parameters a request may have. */
    public int parameters() {
        return parameters;
    }

    /** How many connections may be open at once; beyond it the one that has waited longest for its request is closed. */
    public int connections() {
        return connections;
    }

    /** How long the headers of a request may take to arrive. */
    public Duration headerDeadline() {
        return headerDeadline;
    }

    /** How long a handler may take, and how long the writing of a streamed body; then its thread is interrupted. */
    public Duration handlerDeadline() {
        return handlerDeadline;
    }

    /** How long a connection may make no progress while a body is read or an answer is written. */
    public Duration stall() {
        return stall;
    }

    /** How many messages may wait for the caller of a live channel. */
    public int liveQueueMessages() {
        return liveQueueMessages;
    }

    /** How many characters may wait for the caller of a live channel. */
    public int liveQueueChars() {
        return liveQueueChars;
    }

    /** How long a message from the caller of a live channel may be. */
    public int liveMessageBytes() {
        return liveMessageBytes;
    }

    /** How long the caller of a live channel may be silent before it is asked whether it is there, and then to answer. */
    public Duration livePing() {
        return livePing;
    }

    /** Collects limits. Confined to one thread. */
    public static final class Builder {
        private long bodyBytes = 1 << 20;
        private int headerBytes = 16 << 10;
        private int headers = 128;
        private int parameters = 1_024;
        private int connections = 64;
        private Duration headerDeadline = Duration.ofSeconds(5);
        private Duration handlerDeadline = Duration.ofSeconds(30);
        private Duration stall = Duration.ofSeconds(10);
        private int liveQueueMessages = 256;
        private int liveQueueChars = 1 << 20;
        private int liveMessageBytes = 64 << 10;
        private Duration livePing = Duration.ofSeconds(20);

        private Builder() {}

        /** Default: 1 MiB. */
        public Builder bodyBytes(long bytes) {
            bodyBytes = requirePositive("body limit", bytes);
            return this;
        }

        /** Default: 16 KiB. */
        public Builder headerBytes(int bytes) {
            headerBytes = (int) requirePositive("header limit", bytes);
            return this;
        }

        /** Default: 128. */
        public Builder headers(int count) {
            headers = (int) requirePositive("number of headers", count);
            return this;
        }

        /** Default: 1,024. */
        public Builder parameters(int count) {
            parameters = (int) requirePositive("number of parameters", count);
            return this;
        }

        /** Default: 64. */
        public Builder connections(int count) {
            connections = (int) requirePositive("number of connections", count);
            return this;
        }

        /** Default: 5 seconds. */
        public Builder headerDeadline(Duration duration) {
            headerDeadline = requirePositive("header deadline", duration);
            return this;
        }

        /** Default: 30 seconds. */
        public Builder handlerDeadline(Duration duration) {
            handlerDeadline = requirePositive("handler deadline", duration);
            return this;
        }

        /** Default: 10 seconds. */
        public Builder stall(Duration duration) {
            stall = requirePositive("stall limit", duration);
            return this;
        }

        /** Default: 256. */
        public Builder liveQueueMessages(int count) {
            liveQueueMessages = (int) requirePositive("live queue", count);
            return this;
        }

        /** Default: 1 Mi characters. */
        public Builder liveQueueChars(int count) {
            liveQueueChars = (int) requirePositive("live queue", count);
            return this;
        }

        /** Default: 64 KiB. */
        public Builder liveMessageBytes(int bytes) {
            liveMessageBytes = (int) requirePositive("live message limit", bytes);
            return this;
        }

        /** Default: 20 seconds. */
        public Builder livePing(Duration duration) {
            livePing = requirePositive("live ping interval", duration);
            return this;
        }

        public HttpLimits build() {
            return new HttpLimits(this);
        }

        private static long requirePositive(String what, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(what + " " + value + " must be above 0");
            }
            return value;
        }

        private static Duration requirePositive(String what, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(what + " " + value + " must be above 0");
            }
            return value;
        }
    }
}

package dev.monitoring.alerts.notify.heartbeat;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the sign of life fares. Immutable.
 *
 * @param beats how many arrived
 * @param withheld how many were not sent, because there was no life to tell of
 * @param errors how many were sent and did not arrive
 * @param lastBeatMillis when the latest arrived, in epoch milliseconds
 * @param trouble why the latest was withheld or did not arrive; empty where it did
 */
public record HeartbeatStatus(
        long beats, long withheld, long errors, OptionalLong lastBeatMillis, Optional<String> trouble) {}

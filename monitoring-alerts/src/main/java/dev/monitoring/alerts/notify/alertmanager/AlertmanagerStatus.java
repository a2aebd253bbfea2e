package dev.monitoring.alerts.notify.alertmanager;

import java.util.Optional;

/**
 * How it goes with one Alertmanager. Immutable.
 *
 * @param target its address, without secrets
 * @param waiting how many alerts wait for it
 * @param sent how many alerts it has taken, each time counted
 * @param dropped how many alerts it was not told of, because too many waited or it did not take them
 * @param requests how many requests were answered or failed
 * @param errors how many of them failed
 * @param requestNanos how long all of them took
 * @param lastError why the latest request failed; empty where it did not
 */
public record AlertmanagerStatus(
        String target,
        int waiting,
        long sent,
        long dropped,
        long requests,
        long errors,
        long requestNanos,
        Optional<String> lastError) {}

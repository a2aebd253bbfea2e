package dev.monitoring.core.live;

import dev.monitoring.core.http.LiveSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A caller that keeps what it was sent. Confined to one thread. */
final class RecordedSession implements LiveSession {
    private final List<String> sent = new ArrayList<>();
    private int closeStatus;
    private String closeReason = "";

    /** What was sent since this was asked last. */
    List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The one message sent since this was asked last. */
    String takeOne() {
        List<String> taken = take();
        if (taken.size() != 1) {
            throw new AssertionError("not one message but " + taken);
        }
        return taken.get(0);
    }

    int closeStatus() {
        return closeStatus;
    }

    String closeReason() {
        return closeReason;
    }

    @Override
    public boolean send(String text) {
        if (isOpen()) {
            sent.add(text);
        }
        return isOpen();
    }

    @Override
    public void close(int status, String reason) {
        if (isOpen()) {
            closeStatus = status;
            closeReason = reason;
        }
    }

    @Override
    public boolean isOpen() {
        return closeStatus == 0;
    }

    @Override
    public String pathParameter(String name) {
        throw new IllegalArgumentException("the path has no {" + name + "}");
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> principal() {
        return Optional.empty();
    }
}

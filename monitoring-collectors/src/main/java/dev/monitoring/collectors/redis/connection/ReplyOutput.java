package dev.monitoring.collectors.redis.connection;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Reply} from what the decoder says. Confined to the I/O thread until the command is complete. */
final class ReplyOutput extends CommandOutput<byte[], byte[], Reply> {
    /** A list that is not full yet. */
    private record Partial(List<Reply> items, int size) {}

    private final Deque<Partial> open = new ArrayDeque<>();

    ReplyOutput() {
        super(ByteArrayCodec.INSTANCE, Reply.NIL);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            add(Reply.NIL);
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        add(Reply.text(copy));
    }

    @Override
    public void setSingle(@Nullable ByteBuffer bytes) {
        set(bytes);
    }

    @Override
    public void set(long integer) {
        add(Reply.number(integer));
    }

    @Override
    public void setError(ByteBuffer error) {
        if (open.isEmpty()) {
            super.setError(error);
        } else {
            add(Reply.refusal(StandardCharsets.UTF_8.decode(error).toString()));
        }
    }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(Reply.NIL);
        } else if (count == 0) {
            add(Reply.list(List.of()));
        } else {
            open.push(new Partial(new ArrayList<>(Math.min(count, 64)), count)); // the count may be a lie
        }
    }

    private void add(Reply reply) {
        Reply whole = reply;
        while (!open.isEmpty()) {
            Partial parent = open.element();
            parent.items.add(whole);
            if (parent.items.size() < parent.size) {
                return;
            }
            whole = Reply.list(open.pop().items);
        }
        output = whole;
    }
}

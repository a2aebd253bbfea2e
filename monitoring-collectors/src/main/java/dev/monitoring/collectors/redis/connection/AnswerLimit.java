package dev.monitoring.collectors.redis.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;

/**
 * Closes a connection whose server answers without end, or not as Redis does: what comes is kept until an answer is whole, and
 * a server that is none (or lies about a length) would fill the memory. Confined to the I/O thread.
 */
final class AnswerLimit extends ChannelDuplexHandler {
    /** The longest answers to one batch are lists of 10,000 clients, 4 MB, and of as many keys. */
    private static final long MAX_BYTES = 32L << 20;

    private static final String FIRST_BYTES = "+-:$*";

    private long bytes;
    private boolean begun;
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf buffer) {
            if (refused) {
                buffer.release();
                return;
            }
            int length = buffer.readableBytes();
            bytes += length;
            if (bytes > MAX_BYTES) {
                refuse(context, buffer, "it answers with more than " + (MAX_BYTES >> 20) + " MiB");
                return;
            }
            if (!begun && length > 0) {
                begun = true;
                if (FIRST_BYTES.indexOf(buffer.getByte(buffer.readerIndex())) < 0) {
                    refuse(context, buffer, "it does not speak the Redis protocol");
                    return;
                }
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        bytes = 0;
        var unused = context.write(message, promise); // tells the promise
    }

    /** A message came whole that nobody asked for, and what comes now is another. */
    void begin() {
        bytes = 0;
    }

    /** A channel that closed before it was greeted is greeted all the same, which the client would log at each try. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            context.fireChannelActive();
        }
    }

    /** A line that breaks is the business of whoever asks next; the client would log it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            var unused = context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void refuse(ChannelHandlerContext context, ByteBuf buffer, String reason) {
        buffer.release();
        refused = true;
        context.fireExceptionCaught(new IOException(reason));
        var unused = context.close(); // nobody waits for it
    }
}

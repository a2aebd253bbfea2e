package dev.monitoring.spring.web.reactive;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.util.ClassUtils;

/**
 * A piece of a body that tells when Netty lets go of it: when the connection has taken it, or is gone. Reactor Netty asks for
 * 128 pieces ahead, whether the caller reads or not, so what it asks for says nothing about what is out.
 */
final class NettyPiece {
    private static final boolean HAS_NETTY =
            ClassUtils.isPresent("io.netty.buffer.UnpooledDirectByteBuf", NettyPiece.class.getClassLoader());

    private NettyPiece() {}

    /**
     * A copy of {@code count} bytes; nothing where the server is not Netty.
     *
     * @param released told once, by any thread
     */
    static Optional<DataBuffer> of(DataBufferFactory factory, byte[] bytes, int count, Runnable released) {
        return HAS_NETTY ? Netty.piece(factory, bytes, count, released) : Optional.empty();
    }

    /** Loaded only where Netty is. */
    private static final class Netty {
        static Optional<DataBuffer> piece(DataBufferFactory factory, byte[] bytes, int count, Runnable released) {
            if (!(factory instanceof NettyDataBufferFactory netty)) {
                return Optional.empty();
            }
            Told buffer = new Told(count, released);
            buffer.writeBytes(bytes, 0, count);
            return Optional.of(netty.wrap(buffer));
        }
    }

    /** Direct, for Netty copies any other before it queues it. */
    private static final class Told extends UnpooledDirectByteBuf {
        private final Runnable released;

        Told(int count, Runnable released) {
            super(UnpooledByteBufAllocator.DEFAULT, count, count);
            this.released = released;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            released.run();
        }
    }
}

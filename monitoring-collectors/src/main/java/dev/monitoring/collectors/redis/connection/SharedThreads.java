package dev.monitoring.collectors.redis.connection;

import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.resource.Transports;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one I/O thread that all links share, for as long as there is a link. Thread-safe.
 *
 * <h2>Design note</h2>
 *
 * The client library by itself starts a pool of I/O threads, another of workers, a timer that wakes up ten times a second,
 * and ends them through netty's global executor, which is a thread of its own and no daemon. Here everything runs on one
 * event loop: timers are its scheduled tasks, and nobody listens to its end, so the global executor never starts. Nothing
 * may block on it: names are looked up on the threads that connect.
 */
final class SharedThreads {
    private static final String THREAD_NAME = "monitoring-redis-io";

    /** How long the last one to leave waits for the thread to end. It ends within a millisecond unless it is starved. */
    private static final long END_SECONDS = 2;

    private static @Nullable SharedThreads shared; // guarded by the class
    private static int users; // guarded by the class

    /** Done when the clients that were given up so far have let go of their channels. */
    private static CompletableFuture<?> closing = CompletableFuture.completedFuture(null); // guarded by the class

    private final Loops loops = new Loops();
    private final ClientResources resources;

    private SharedThreads() {
        EventLoopGroup loop = loops.allocate(Transports.eventLoopGroupClass());
        this.resources = ClientResources.builder()
                .eventLoopGroupProvider(loops)
                .eventExecutorGroup(loop)
                .timer(new LoopTimer(loop))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .socketAddressResolver(SocketAddressResolver.create(InetAddress::getAllByName))
                .nettyCustomizer(limiting(AnswerLimit::new))
                .build();
    }

    private static NettyCustomizer limiting(Supplier<AnswerLimit> limit) {
        return new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                ChannelHandlerContext decoder = channel.pipeline().context(CommandHandler.class);
                channel.pipeline().addBefore(decoder.name(), "answer-limit", limit.get());
            }
        };
    }

    /**
     * What {@link #acquire} gave, with a limit of the caller's own, for one connection. Is to be shut down when that is no
     * more, which ends nothing of what is shared.
     */
    static ClientResources limitedBy(ClientResources shared, AnswerLimit limit) {
        return shared.mutate()
                .eventLoopGroupProvider(
                        shared.eventLoopGroupProvider()) // else there would be another, with its own thread
                .nettyCustomizer(limiting(() -> limit))
                .build();
    }

    /** The resources to make a client with; {@link #release} must follow. */
    static synchronized ClientResources acquire() {
        SharedThreads current = shared;
        if (current == null) {
            current = new SharedThreads();
            shared = current;
        }
        users++;
        return current.resources;
    }

    /**
     * Gives back what {@link #acquire} gave; the last one ends the thread.
     *
     * @param client done when the client that was made with it has let go of its channels. What a loop is to be told after
     *     its end goes to the log as an error, so the last one waits for all of them.
     */
    static void release(CompletableFuture<?> client) {
        SharedThreads ended;
        CompletableFuture<?> closed;
        synchronized (SharedThreads.class) {
            closed = CompletableFuture.allOf(closing, client.exceptionally(failure -> null));
            closing = closed;
            ended = --users == 0 ? shared : null;
            if (ended != null) {
                shared = null;
            }
        }
        if (ended != null) {
            try {
                closed.get(END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // it is starved, or there is nothing to wait for; the loop ends all the same
            }
            var unused = ended.resources.shutdown(0, 0, TimeUnit.SECONDS); // ends nothing: nothing in it is its own
            ended.loops.end();
        }
    }

    /** Hands out one loop per transport, which is one loop: a machine has one transport. */
    private static final class Loops extends DefaultEventLoopGroupProvider {
        private final Set<EventExecutorGroup> allocated = ConcurrentHashMap.newKeySet();

        Loops() {
            super(1, (io.lettuce.core.resource.ThreadFactoryProvider) poolName -> daemons());
        }

        private static ThreadFactory daemons() {
            return work -> {
                Thread thread = new FastThreadLocalThread(work, THREAD_NAME);
                thread.setDaemon(true);
                thread.setContextClassLoader(SharedThreads.class.getClassLoader());
                return thread;
            };
        }

        @Override
        public <T extends EventLoopGroup> T allocate(Class<T> type) {
            T group = super.allocate(type);
            allocated.add(group);
            return group;
        }

        /** Clients come and go; the loop stays until the last of them has gone. */
        @Override
        public io.netty.util.concurrent.Promise<Boolean> release(
                EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.<Boolean>newPromise().setSuccess(true);
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }

        void end() {
            for (EventExecutorGroup group : allocated) {
                var unused = group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
            }
            try {
                for (EventExecutorGroup group : allocated) {
                    group.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it ends all the same
            }
        }
    }
}

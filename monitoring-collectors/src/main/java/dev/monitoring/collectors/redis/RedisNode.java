package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.ServerQuestions.Topic;
import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one server: all commands in one batch, once it is known what the server is. {@link #collect} is for one thread at a
 * time; {@link #close} may come from any.
 */
final class RedisNode {
    private static final Command INFO = Command.of("INFO", "ALL");

    /** How many databases a server has unless it says otherwise. */
    private static final int DATABASES = 16;

    private final RedisServer server;
    private final RedisLink link;
    private final Clock clock;
    private final ServerQuestions questions;
    private final InfoFamilies infoFamilies;
    private final ReplicationFamilies replicationFamilies = new ReplicationFamilies();
    private final CommandFamilies commandFamilies = new CommandFamilies();
    private final MonitorFamilies monitorFamilies = new MonitorFamilies();
    private final SentinelFamilies sentinelFamilies = new SentinelFamilies();
    private final ClientFamilies clientFamilies;
    private final KeyWatch keys;
    private final KeyWatch streams;

    private long connects;
    private @Nullable Info known;
    private List<String> told = List.of();

    RedisNode(RedisServer server, RedisOptions options, Clock clock) {
        this(server, RedisLink.to(server), options, clock);
    }

    RedisNode(RedisServer server, RedisLink link, RedisOptions options, Clock clock) {
        this.server = server;
        this.link = link;
        this.clock = clock;
        this.questions = new ServerQuestions(options);
        this.infoFamilies = new InfoFamilies(options.compat(), options.aliases());
        this.clientFamilies = new ClientFamilies(Math.max(1, options.clientListLimit()));
        this.keys = new KeyWatch(
                options.keys(),
                new KeyFamilies(),
                options.checkLimit(),
                options.checkInterval(),
                server.database(),
                clock);
        this.streams = new KeyWatch(
                options.streams(),
                new StreamFamilies(options.checkLimit()),
                options.checkLimit(),
                options.checkInterval(),
                server.database(),
                clock);
    }

    /** How long the last connect took, in seconds. */
    double connectSeconds() {
        return link.connectTime().toNanos() / 1e9;
    }

    /** How long the last round over all keys took, in milliseconds. */
    double keyRoundMillis() {
        return keys.lastRoundMillis();
    }

    void collect(MetricSink sink, Deadline deadline) throws IOException {
        Info before = link.connects() == connects ? known : null;
        known = null;
        List<Reply> replies = new ArrayList<>();
        List<Command> batch = new ArrayList<>();
        batch.add(INFO);
        if (before != null) {
            questions.decide(before);
            batch.addAll(questions.commands());
        }
        replies.addAll(link.ask(batch, deadline));
        Info info = info(replies.get(0));
        if (link.connects() != connects || before == null) {
            // A new connection, perhaps to another server, a newer one, or another user.
            connects = link.connects();
            questions.forgetRefusals();
            questions.decide(info);
            replies.subList(1, replies.size()).clear();
            if (!questions.commands().isEmpty()) {
                replies.addAll(link.ask(questions.commands(), deadline));
            }
            told = List.of();
        }
        known = info;
        emit(info, replies.subList(1, replies.size()), sink, deadline);
        if (!server.sentinels().isEmpty() && !info.value("role").equals("master")) {
            link.disconnect(); // the sentinels have another by now, or will have
        }
    }

    private Info info(Reply reply) throws IOException {
        if (reply.isRefusal("NOPERM")) {
            throw new IOException(server.name() + " refuses INFO: " + reply.text() + "; grant the user +info");
        }
        if (reply.isRefusal()) {
            throw new IOException(server.name() + " refuses INFO: " + reply.text()
                    + (reply.isRefusal("NOAUTH") ? "; set the password of the target" : ""));
        }
        Info info = Info.parse(reply.text());
        if (info.value("redis_version").isEmpty()
                && info.value("uptime_in_seconds").isEmpty()) {
            throw new IOException(server.name() + " answers INFO with something else; is it a Redis server?");
        }
        return info;
    }

    private void emit(Info info, List<Reply> replies, MetricSink sink, Deadline deadline) throws IOException {
        var config = MonitorFamilies.config(questions.about(Topic.CONFIG, replies));
        double now = clock.epochMillis() / 1e3;
        infoFamilies.emit(info, databases(info, config.getOrDefault("databases", "")), now, sink);
        replicationFamilies.emit(info, sink);
        commandFamilies.emit(info, sink);
        commandFamilies.emitHistograms(questions.one(Topic.HISTOGRAM, replies), sink);
        monitorFamilies.emitConfig(config, sink);
        monitorFamilies.emitSlowlog(
                questions.one(Topic.SLOWLOG_LENGTH, replies), questions.one(Topic.SLOWLOG_NEWEST, replies), sink);
        monitorFamilies.emitSpikes(questions.one(Topic.SPIKES, replies), sink);
        infoFamilies.emitCluster(
                Info.parse(questions.one(Topic.CLUSTER, replies).text()), sink);
        clientFamilies.emit(questions.one(Topic.CLIENT_LIST, replies).text(), now, sink);
        if (info.isSentinel()) {
            sentinelFamilies.emit(info, sink);
            Reply masters = questions.one(Topic.SENTINEL_MASTERS, replies);
            List<Command> further = SentinelFamilies.questions(masters);
            if (!further.isEmpty()) {
                sentinelFamilies.emitMasters(masters, link.ask(further, deadline), sink);
            }
        } else {
            keys.run(link, deadline, sink);
            streams.run(link, deadline, sink);
        }
        List<String> refusals = questions.noteRefusals(replies);
        if (!refusals.isEmpty()) {
            told = refusals;
        }
        for (String refusal : told) {
            sink.missing("commands", new IOException(refusal + "; grant it, or leave its word out of parts"));
        }
    }

    private static int databases(Info info, String configured) {
        if (info.isClusterNode()) {
            return 1;
        }
        try {
            return Math.min(1_024, Integer.parseInt(configured));
        } catch (NumberFormatException e) {
            return DATABASES;
        }
    }

    void close() {
        link.close();
    }
}

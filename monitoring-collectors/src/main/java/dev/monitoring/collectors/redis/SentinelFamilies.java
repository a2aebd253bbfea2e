package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sentinel knows of its masters.
 *
 * <pre>
 * master0:name=mymaster,status=ok,address=10.0.0.1:6379,slaves=2,sentinels=3
 * </pre>
 */
final class SentinelFamilies {
    private static final Family STATUS = gauge("status", "Whether the master is well, with its status in words.");
    private static final Family REPLICAS = gauge("slaves", "Replicas of the master.");
    private static final Family SENTINELS = gauge("sentinels", "Sentinels that watch the master.");
    private static final Family OK_REPLICAS = gauge("ok_slaves", "Replicas of the master that answer.");
    private static final Family OK_SENTINELS =
            gauge("ok_sentinels", "Sentinels of the master that answer, this one too.");
    private static final Family QUORUM = gauge("ckquorum_status", "Whether enough sentinels can be reached.");
    private static final Family LAST_PING =
            gauge("last_ok_ping_reply_seconds", "Seconds since the master last answered well.");
    private static final Map<String, Family> SETTINGS = settings();

    /** Masters of which more than the counts are asked for. */
    private static final int MAX_MASTERS = 100;

    private final LabelCache masters = new LabelCache("master_name", "master_address");
    private final LabelCache statuses = new LabelCache("master_name", "master_address", "master_status");
    private final LabelCache quorums = new LabelCache("master_name", "message");

    private static Family gauge(String name, String help) {
        return Family.gauge("redis_sentinel_master_" + name, help);
    }

    private static Map<String, Family> settings() {
        Map<String, Family> settings = new LinkedHashMap<>();
        settings.put("quorum", gauge("setting_ckquorum", "Sentinels that must agree that the master is down."));
        settings.put("failover-timeout", gauge("setting_failover_timeout", "Milliseconds a failover may take."));
        settings.put("config-epoch", gauge("config_epoch", "Epoch of the master's configuration."));
        settings.put("parallel-syncs", gauge("setting_parallel_syncs", "Replicas that sync at once after a failover."));
        settings.put(
                "down-after-milliseconds",
                gauge(
                        "setting_down_after_milliseconds",
                        "Milliseconds of silence after which the master counts as down."));
        return settings;
    }

    /** Gives what {@code INFO} says. */
    void emit(Info info, MetricSink sink) {
        for (Info.Field field : info.section("Sentinel")) {
            if (!field.name().matches("master\\d+")) {
                continue;
            }
            Attributes master = Attributes.parse(field.value());
            String status = master.text("status");
            String name = master.text("name");
            String address = master.text("address");
            sink.add(STATUS, statuses.of(name, address, status), status.equals("ok") ? 1 : 0);
            InfoFamilies.add(REPLICAS, masters.of(name, address), master.number("slaves"), sink);
            InfoFamilies.add(SENTINELS, masters.of(name, address), master.number("sentinels"), sink);
        }
    }

    /** What to ask after {@code SENTINEL MASTERS}: three commands per master. */
    static List<Command> questions(Reply sentinelMasters) {
        List<Command> questions = new ArrayList<>();
        for (Reply master : first(sentinelMasters)) {
            byte[] name = master.named("name").bytes();
            questions.add(Command.of("SENTINEL", "CKQUORUM").with(name));
            questions.add(Command.of("SENTINEL", "SLAVES").with(name));
            questions.add(Command.of("SENTINEL", "SENTINELS").with(name));
        }
        return questions;
    }

    /** Gives what {@code SENTINEL MASTERS} and the answers to {@link #questions} say. */
    void emitMasters(Reply sentinelMasters, List<Reply> answers, MetricSink sink) {
        List<Reply> known = first(sentinelMasters);
        for (int i = 0; i < known.size() && 3 * i + 2 < answers.size(); i++) {
            Reply master = known.get(i);
            String name = master.named("name").text();
            Labels labels = masters.of(
                    name, master.named("ip").text() + ":" + master.named("port").text());
            SETTINGS.forEach((setting, family) -> InfoFamilies.add(
                    family, labels, master.named(setting).asNumber().orElse(Double.NaN), sink));
            double pinged = master.named("last-ok-ping-reply").asNumber().orElse(Double.NaN);
            InfoFamilies.add(LAST_PING, labels, pinged / 1e3, sink);
            Reply quorum = answers.get(3 * i);
            sink.add(QUORUM, quorums.of(name, quorum.text()), quorum.isRefusal() ? 0 : 1);
            sink.add(OK_REPLICAS, labels, answering(answers.get(3 * i + 1)));
            sink.add(OK_SENTINELS, labels, answering(answers.get(3 * i + 2)) + 1);
        }
    }

    private static List<Reply> first(Reply sentinelMasters) {
        List<Reply> all = sentinelMasters.items();
        return all.subList(0, Math.min(MAX_MASTERS, all.size()));
    }

    private static int answering(Reply instances) {
        int answering = 0;
        for (Reply instance : instances.items()) {
            String flags = instance.named("flags").text();
            if (!flags.contains("down") && !flags.contains("disconnected")) {
                answering++;
            }
        }
        return answering;
    }
}

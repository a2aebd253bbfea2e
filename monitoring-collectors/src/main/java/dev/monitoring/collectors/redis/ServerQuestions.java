package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What to ask a server besides {@code INFO}, given what it is, and without what it has refused: each refusal counts as an
 * error of the server and stands in its ACL log. Confined to the runs.
 */
final class ServerQuestions {
    /** What a question is about. */
    enum Topic {
        CONFIG,
        SLOWLOG_LENGTH,
        SLOWLOG_NEWEST,
        SPIKES,
        HISTOGRAM,
        CLUSTER,
        SENTINEL_MASTERS,
        CLIENT_LIST
    }

    /** The first version that has {@code LATENCY HISTOGRAM}, and {@code CONFIG GET} of several parameters at once. */
    private static final int VERSION_7 = 7;

    private final RedisOptions options;
    private final Set<Topic> refused = new HashSet<>();
    private List<Topic> topics = List.of();
    private List<Command> commands = List.of();

    ServerQuestions(RedisOptions options) {
        this.options = options;
    }

    /** Begins with a new connection: another user may be allowed more by now. */
    void forgetRefusals() {
        refused.clear();
    }

    /** Decides what to ask a server that has said this of itself. */
    void decide(Info info) {
        List<Topic> decidedTopics = new ArrayList<>();
        List<Command> decided = new ArrayList<>();
        boolean recent = info.majorVersion() >= VERSION_7;
        if (info.isSentinel()) {
            ask(Topic.SENTINEL_MASTERS, Command.of("SENTINEL", "MASTERS"), decidedTopics, decided);
        } else {
            if (has(RedisOptions.Part.CONFIG)) {
                config(recent, decidedTopics, decided);
            }
            if (has(RedisOptions.Part.SLOWLOG)) {
                ask(Topic.SLOWLOG_LENGTH, Command.of("SLOWLOG", "LEN"), decidedTopics, decided);
                ask(Topic.SLOWLOG_NEWEST, Command.of("SLOWLOG", "GET", "1"), decidedTopics, decided);
            }
            if (has(RedisOptions.Part.LATENCY)) {
                ask(Topic.SPIKES, Command.of("LATENCY", "LATEST"), decidedTopics, decided);
                if (recent) {
                    ask(Topic.HISTOGRAM, Command.of("LATENCY", "HISTOGRAM"), decidedTopics, decided);
                }
            }
            if (has(RedisOptions.Part.CLUSTER) && info.isClusterNode()) {
                ask(Topic.CLUSTER, Command.of("CLUSTER", "INFO"), decidedTopics, decided);
            }
        }
        if (options.clientListLimit() > 0) {
            ask(Topic.CLIENT_LIST, Command.of("CLIENT", "LIST"), decidedTopics, decided);
        }
        topics = decidedTopics;
        commands = decided;
    }

    private boolean has(RedisOptions.Part part) {
        return options.parts().contains(part);
    }

    private void config(boolean severalAtOnce, List<Topic> toTopics, List<Command> to) {
        if (severalAtOnce) {
            Command get = Command.of("CONFIG", "GET");
            for (String parameter : MonitorFamilies.PARAMETERS) {
                get = get.with(parameter);
            }
            ask(Topic.CONFIG, get, toTopics, to);
        } else {
            for (String parameter : MonitorFamilies.PARAMETERS) {
                ask(Topic.CONFIG, Command.of("CONFIG", "GET", parameter), toTopics, to);
            }
        }
    }

    private void ask(Topic topic, Command command, List<Topic> toTopics, List<Command> to) {
        if (!refused.contains(topic)) {
            toTopics.add(topic);
            to.add(command);
        }
    }

    /** What to ask, as decided last. */
    List<Command> commands() {
        return commands;
    }

    /** The replies about one topic, refusals left out. */
    List<Reply> about(Topic topic, List<Reply> replies) {
        List<Reply> about = new ArrayList<>();
        for (int i = 0; i < topics.size() && i < replies.size(); i++) {
            if (topics.get(i) == topic && !replies.get(i).isRefusal()) {
                about.add(replies.get(i));
            }
        }
        return about;
    }

    /** The reply about one topic; nil where it was refused or not asked. */
    Reply one(Topic topic, List<Reply> replies) {
        List<Reply> about = about(topic, replies);
        return about.isEmpty() ? Reply.NIL : about.get(0);
    }

    /** Notes what was refused for good, and returns the refusals that are worth telling: not that of CONFIG, which many refuse. */
    List<String> noteRefusals(List<Reply> replies) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < topics.size() && i < replies.size(); i++) {
            Reply reply = replies.get(i);
            if (reply.isRefusal("NOPERM") || reply.isRefusal("ERR")) {
                refused.add(topics.get(i));
                if (topics.get(i) != Topic.CONFIG && reply.isRefusal("NOPERM")) {
                    told.add(reply.text());
                }
            }
        }
        return told;
    }
}

package dev.monitoring.collectors.charts;

import dev.monitoring.collectors.minio.MinioStub;
import dev.monitoring.collectors.nginx.NginxServer;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.PostgresCluster;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;

/** Servers of the tests' own that are watched from outside. */
final class LiveServers {
    private LiveServers() {}

    /** A Redis with limits that come into view, and an application that hits, misses, waits and errs. */
    static LiveSystem redis() {
        return LiveServer.of(
                        "redis",
                        () -> OwnRedis.start(
                                "--maxclients", "8", "--maxmemory", "64mb", "--slowlog-log-slower-than", "0"),
                        LiveServers::address)
                .busy(redis -> {
                    redis.require("SET", "present", "1");
                    redis.require("GET", "present");
                    redis.require("GET", "absent");
                    redis.require("SET", "brief", "1", "PX", "1");
                });
    }

    /** Clients of gateways in the keys of a Redis. */
    static LiveSystem clients() {
        return LiveServer.of(
                "clients",
                () -> {
                    OwnRedis redis = OwnRedis.start();
                    redis.require("HSET", "Clients_status", "a", "active", "b", "active", "c", "paused");
                    redis.require("SADD", "blocked_clients", "d");
                    return redis;
                },
                LiveServers::address);
    }

    private static Map<String, String> address(OwnRedis redis) {
        return Map.of("address", redis.address().toString());
    }

    /** A PostgreSQL of few connections, one of which holds a transaction open. */
    static LiveSystem postgres() {
        return LiveServer.of(
                        "postgres",
                        HeldOpen::start,
                        database -> Map.of(
                                "address",
                                "127.0.0.1:" + database.cluster.port(),
                                "username",
                                PostgresCluster.ADMINISTRATOR))
                .busy(database ->
                        database.cluster.execute("INSERT INTO orders VALUES (1)", "SELECT count(*) FROM orders"));
    }

    /** A cluster with a session that has locked a table and does nothing. */
    private record HeldOpen(PostgresCluster cluster, Connection session) implements AutoCloseable {
        static HeldOpen start() throws Exception {
            PostgresCluster cluster =
                    PostgresCluster.with("max_connections", "8").start();
            cluster.execute("CREATE TABLE orders (id int)");
            Connection session = cluster.connect(PostgresCluster.ADMINISTRATOR);
            session.setAutoCommit(false);
            try (Statement statement = session.createStatement()) {
                statement.execute("LOCK TABLE orders IN ROW EXCLUSIVE MODE");
            }
            return new HeldOpen(cluster, session);
        }

        @Override
        public void close() throws Exception {
            session.close();
            cluster.close();
        }
    }

    /** An nginx with its status page. */
    static LiveSystem nginx() {
        return LiveServer.of(
                        "nginx",
                        NginxServer::start,
                        nginx -> Map.of("url", "http://" + nginx.address() + "/stub_status"))
                .busy(nginx -> {
                    HttpURLConnection request = (HttpURLConnection) URI.create("http://" + nginx.address() + "/")
                            .toURL()
                            .openConnection();
                    request.setRequestProperty("Connection", "close");
                    request.getInputStream().close();
                });
    }

    /** MinIO's pages as recorded: MinIO itself is in no package registry. */
    static LiveSystem minio() {
        return LiveServer.of(
                "minio",
                MinioStub::start,
                minio -> Map.of(
                        "url",
                        minio.url(),
                        "access-key",
                        MinioStub.ACCESS_KEY,
                        "secret-key",
                        MinioStub.SECRET_KEY,
                        "interval",
                        "1s"));
    }
}

package dev.monitoring.collectors.charts;

import dev.monitoring.collectors.minio.MinioStub;
import dev.monitoring.collectors.nginx.NginxServer;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.core.MonitoringBuilder;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** Servers of the tests' own that are watched from outside. */
final class LiveServers {
    private LiveServers() {}

    /** A Redis with limits that come into view, and an application that hits, misses, waits and errs. */
    static final class Redis implements LiveSystem {
        private OwnRedis redis;

        @Override
        public void open(Path directory) throws Exception {
            redis = OwnRedis.start("--maxclients", "8", "--maxmemory", "64mb", "--slowlog-log-slower-than", "0");
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.set(
                    "monitoring.collectors.redis.targets[0].address",
                    redis.address().toString());
        }

        @Override
        public void work() throws Exception {
            redis.require("SET", "present", "1");
            redis.require("GET", "present");
            redis.require("GET", "absent");
            redis.require("SET", "brief", "1", "PX", "1");
        }

        @Override
        public void close() {
            if (redis != null) {
                redis.close();
            }
        }
    }

    /** Clients of gateways in the keys of a Redis. */
    static final class Clients implements LiveSystem {
        private OwnRedis redis;

        @Override
        public void open(Path directory) throws Exception {
            redis = OwnRedis.start();
            redis.require("HSET", "Clients_status", "a", "active", "b", "active", "c", "paused");
            redis.require("SADD", "blocked_clients", "d");
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.set(
                    "monitoring.collectors.clients.targets[0].address",
                    redis.address().toString());
        }

        @Override
        public void close() {
            if (redis != null) {
                redis.close();
            }
        }
    }

    /** A PostgreSQL of few connections, one of which holds a transaction open. */
    static final class Postgres implements LiveSystem {
        private PostgresCluster cluster;
        private Connection open;

        @Override
        public void open(Path directory) throws Exception {
            cluster = PostgresCluster.with("max_connections", "8").start();
            cluster.execute("CREATE TABLE orders (id int)");
            open = cluster.connect(PostgresCluster.ADMINISTRATOR);
            open.setAutoCommit(false);
            try (Statement statement = open.createStatement()) {
                statement.execute("LOCK TABLE orders IN ROW EXCLUSIVE MODE");
            }
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            String target = "monitoring.collectors.postgres.targets[0].";
            builder.set(target + "address", "127.0.0.1:" + cluster.port());
            builder.set(target + "username", PostgresCluster.ADMINISTRATOR);
        }

        @Override
        public void work() throws Exception {
            cluster.execute("INSERT INTO orders VALUES (1)", "SELECT count(*) FROM orders");
        }

        @Override
        public void close() throws Exception {
            if (open != null) {
                open.close();
            }
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    /** An nginx with its status page. */
    static final class Nginx implements LiveSystem {
        private OwnProcess nginx;

        @Override
        public void open(Path directory) throws Exception {
            nginx = NginxServer.start();
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.set("monitoring.collectors.nginx.targets[0].url", "http://" + nginx.address() + "/stub_status");
        }

        @Override
        public void work() throws Exception {
            HttpURLConnection request = (HttpURLConnection)
                    URI.create("http://" + nginx.address() + "/").toURL().openConnection();
            request.setRequestProperty("Connection", "close");
            request.getInputStream().close();
        }

        @Override
        public void close() {
            if (nginx != null) {
                nginx.close();
            }
        }
    }

    /** MinIO's pages as recorded: MinIO itself is in no package registry. */
    static final class Minio implements LiveSystem {
        private MinioStub minio;

        @Override
        public void open(Path directory) throws Exception {
            minio = MinioStub.start();
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            String target = "monitoring.collectors.minio.targets[0].";
            builder.set(target + "url", minio.url());
            builder.set(target + "access-key", MinioStub.ACCESS_KEY);
            builder.set(target + "secret-key", MinioStub.SECRET_KEY);
            builder.set(target + "interval", "1s");
        }

        @Override
        public void close() {
            if (minio != null) {
                minio.close();
            }
        }
    }
}

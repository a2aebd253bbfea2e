package dev.monitoring.collectors.charts;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.MonitoringBuilder;
import java.nio.file.Path;

/** Brokers of the tests' own, with applications that send messages. */
final class LiveBrokers {
    private static final byte[] NOTHING = {};

    private LiveBrokers() {}

    private static void watch(MonitoringBuilder builder, String collector, RabbitServer broker) {
        String target = "monitoring.collectors." + collector + ".targets[0].";
        builder.set(target + "url", broker.url());
        builder.set(target + "username", "guest");
        builder.set(target + "password", "guest");
    }

    /** A RabbitMQ node with its management plugin, and a queue whose messages come back once. */
    static final class Rabbit implements LiveSystem {
        private RabbitServer broker;
        private Connection application;
        private Channel channel;

        @Override
        public void open(Path directory) throws Exception {
            broker = RabbitServer.shared();
            application = broker.connect();
            channel = application.createChannel();
            channel.queueDeclare("orders", false, true, true, null);
            channel.basicConsume(channel.queueDeclare().getQueue(), (tag, message) -> {}, tag -> {});
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            LiveBrokers.watch(builder, "rabbitmq", broker);
            builder.set("monitoring.collectors.rabbitmq.targets[0].management-url", broker.managementUrl());
        }

        @Override
        public void work() throws Exception {
            BasicProperties properties = new BasicProperties.Builder().build();
            channel.basicPublish("", "orders", properties, NOTHING);
            channel.basicPublish("", "nowhere", properties, NOTHING);
            channel.basicPublish("", "nowhere", true, properties, NOTHING);
            GetResponse first = channel.basicGet("orders", false);
            if (first != null) {
                channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
            }
            GetResponse again = channel.basicGet("orders", false);
            if (again != null) {
                channel.basicAck(again.getEnvelope().getDeliveryTag(), false);
            }
        }

        @Override
        public void close() throws Exception {
            if (application != null) {
                application.close();
            }
        }
    }

    /** Results of pipelines, heartbeats of gateways and saved actions. */
    static final class Pipelines implements LiveSystem {
        private static final String FACE = "face_pipeline_results";
        private static final String GATEWAYS = "monitoring.gateway_events";
        private static final String SAVED = "saved_actions";

        private RabbitServer broker;
        private dev.monitoring.collectors.events.Application application;

        @Override
        public void open(Path directory) throws Exception {
            broker = RabbitServer.shared();
            application = dev.monitoring.collectors.events.Application.of(broker);
            application.exchange(FACE, BuiltinExchangeType.FANOUT).queue(FACE).bind(FACE, FACE, "");
            application.exchange(GATEWAYS, BuiltinExchangeType.DIRECT);
            application.exchange(SAVED, BuiltinExchangeType.FANOUT);
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            LiveBrokers.watch(builder, "pipelines", broker);
            LiveBrokers.watch(builder, "actions", broker);
        }

        @Override
        public void work() throws Exception {
            application.publish(FACE, "", 5, "{\"status\":\"ok\",\"latency_ms\":70}");
            application.publish(FACE, "", 1, "{\"status\":\"failed\",\"latency_ms\":900}");
            application.publish(FACE, "", 1, "{");
            application.publish(GATEWAYS, "", 1, "{\"gateway\":\"till-1\",\"type\":\"heartbeat\"}");
            application.publish(SAVED, "", 1, "{\"action\":\"enrol\",\"status\":\"ok\"}");
        }

        @Override
        public void close() throws Exception {
            if (application != null) {
                application.close();
            }
        }
    }

    /** A real worker of Celery over Redis with tasks that succeed, fail and are tried again. */
    static final class Celery implements LiveSystem {
        private OwnRedis redis;
        private OwnProcess worker;
        private int rounds;

        @Override
        public void open(Path directory) throws Exception {
            redis = OwnRedis.start();
            worker = dev.monitoring.collectors.celery.Application.worker(url(), "one@host", "-E");
        }

        private String url() {
            return "redis://" + redis.address() + "/0";
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.set(
                    "monitoring.collectors.celery.targets[0].address",
                    redis.address().toString());
        }

        @Override
        public void work() throws Exception {
            if (rounds++ % 4 > 0) {
                return; // each time it is a process of its own
            }
            dev.monitoring.collectors.celery.Application.run(worker, url(), """
                    for i in range(5): capp.add.delay(1, 2)
                    capp.fail.delay('it')
                    capp.again.delay()
                    """);
        }

        @Override
        public void close() {
            if (worker != null) {
                worker.close();
            }
            if (redis != null) {
                redis.close();
            }
        }
    }
}

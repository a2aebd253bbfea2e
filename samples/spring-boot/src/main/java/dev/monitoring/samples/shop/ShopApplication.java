package dev.monitoring.samples.shop;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The shop. Starts with what runs beside it: without Redis there is no cache, without RabbitMQ no queue. */
@SpringBootApplication
@EnableScheduling
public class ShopApplication {
    public static void main(String[] args) {
        application().run(args);
    }

    /** The application with what was found on this machine; whatever is set otherwise wins. */
    static SpringApplication application() {
        boolean redis = Neighbour.listens("127.0.0.1", 6379);
        boolean rabbit = Neighbour.listens("127.0.0.1", 5672);
        SpringApplication application = new SpringApplication(ShopApplication.class);
        application.setDefaultProperties(Map.of(
                "shop.redis", redis,
                "shop.rabbit", rabbit,
                "monitoring.use-beans.redis", redis,
                "monitoring.use-beans.rabbitmq", rabbit,
                "management.health.redis.enabled", redis,
                "management.health.rabbit.enabled", rabbit));
        return application;
    }
}

package dev.monitoring.samples.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ships what was ordered, through a queue that lives as long as somebody listens to it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("shop.rabbit")
class Shipping {
    static final String QUEUE = "shop-sample.orders";

    private static final Logger log = LoggerFactory.getLogger(Shipping.class);

    @Bean
    Queue orderQueue() {
        return new Queue(QUEUE, false, false, true);
    }

    @Bean
    Sales sales(RabbitTemplate rabbit) {
        return article -> rabbit.convertAndSend(QUEUE, article);
    }

    @RabbitListener(queues = QUEUE)
    void ship(String article) {
        log.debug("shipped {}", article);
    }
}

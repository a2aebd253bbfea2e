package dev.monitoring.samples.shop;

import dev.monitoring.collectors.jobs.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** What goes on without customers: the threads that answer them, and jobs in the background. */
@Configuration(proxyBeanMethods = false)
class Work {
    /** Its executor's meters come from Boot. */
    @Bean
    ThreadPoolTaskExecutor shopWorkers() {
        ThreadPoolTaskExecutor workers = new ThreadPoolTaskExecutor();
        workers.setCorePoolSize(8);
        workers.setThreadNamePrefix("shop-");
        return workers;
    }

    @Bean
    Housekeeping housekeeping(MeterRegistry registry, Orders orders) {
        return new Housekeeping(Jobs.of(registry), orders);
    }

    /** The jobs. One of them fails now and then. */
    static final class Housekeeping {
        private final Jobs jobs;
        private final Orders orders;
        private int runs;

        Housekeeping(Jobs jobs, Orders orders) {
            this.jobs = jobs;
            this.orders = orders;
        }

        @Scheduled(fixedDelay = 5_000)
        void clearAwayOrders() {
            jobs.job("clear_away_orders")
                    .run(() -> jobs.job("clear_away_orders").processed(orders.clearAway()));
        }

        @Scheduled(fixedDelay = 3_000)
        void refreshPrices() {
            try {
                jobs.run("refresh_prices", () -> {
                    if (++runs % 5 == 0) {
                        throw new IllegalStateException("the price list is not to be had");
                    }
                });
            } catch (IllegalStateException e) {
                // counted by the job; the next run tries again
            }
        }
    }
}

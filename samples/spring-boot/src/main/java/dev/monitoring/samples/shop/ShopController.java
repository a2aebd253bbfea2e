package dev.monitoring.samples.shop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What customers see. Answers on a thread of the shop's own, so that it suits both stacks. */
@RestController
class ShopController {
    private static final Logger log = LoggerFactory.getLogger(ShopController.class);
    private static final int SLOW_MILLIS = 400;

    private final Orders orders;
    private final Views views;
    private final Sales sales;
    private final Executor workers;

    ShopController(
            Orders orders, Views views, ObjectProvider<Sales> sales, @Qualifier("shopWorkers") Executor workers) {
        this.orders = orders;
        this.views = views;
        this.sales = sales.getIfAvailable(() -> article -> {});
        this.workers = workers;
    }

    @GetMapping("/")
    String hello() {
        return "The shop is open; its monitoring is at /monitoring/\n";
    }

    @GetMapping("/articles/{article}")
    CompletableFuture<Map<String, Object>> article(@PathVariable String article) {
        return answer(() -> Map.of("article", article, "views", views.count(article)));
    }

    @PostMapping("/orders/{article}")
    CompletableFuture<Map<String, Object>> order(@PathVariable String article) {
        return answer(() -> {
            orders.place(article);
            sales.sold(article);
            return Map.of("ordered", article);
        });
    }

    @GetMapping("/orders")
    CompletableFuture<List<String>> newest() {
        return answer(orders::newest);
    }

    /** Slow on purpose. */
    @GetMapping("/recommendations")
    CompletableFuture<List<String>> recommendations() {
        Executor later = CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS, workers);
        return CompletableFuture.supplyAsync(orders::newest, later);
    }

    /** Fails on purpose. */
    @GetMapping("/payments")
    String payments() {
        log.error("the bank does not answer");
        throw new IllegalStateException("the bank does not answer");
    }

    private <T> CompletableFuture<T> answer(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, workers);
    }
}

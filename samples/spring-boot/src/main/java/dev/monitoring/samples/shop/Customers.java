package dev.monitoring.samples.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Customers who never tire, so that there are requests to see. {@code shop.customers=false} keeps them away. */
@Component
@ConditionalOnProperty(name = "shop.customers", matchIfMissing = true)
class Customers {
    private static final Logger log = LoggerFactory.getLogger(Customers.class);
    private static final String[] ARTICLES = {"tea", "coffee", "cocoa", "milk"};

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Environment environment;
    private final Random random = new Random();

    Customers(Environment environment) {
        this.environment = environment;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 250)
    void visit() throws InterruptedException {
        String article = ARTICLES[random.nextInt(ARTICLES.length)];
        switch (random.nextInt(8)) {
            case 0 -> request("GET", "/payments");
            case 1 -> request("GET", "/recommendations");
            case 2, 3 -> request("POST", "/orders/" + article);
            default -> request("GET", "/articles/" + article);
        }
    }

    private void request(String method, String path) throws InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            client.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            log.debug("a customer went away: {}", e.toString());
        }
    }
}

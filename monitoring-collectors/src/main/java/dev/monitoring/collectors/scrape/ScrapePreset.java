package dev.monitoring.collectors.scrape;

/** Pages that many have, of which something is known. */
public enum ScrapePreset {
    /** Some page, of which nothing is known. */
    NONE,
    /** RabbitMQ's Prometheus plugin. */
    RABBITMQ,
    /** MinIO's cluster page, which wants a bearer token unless the server says otherwise, and is dear to compute. */
    MINIO,
    /** The page of nginx's module for virtual host traffic. */
    NGINX_VTS,
    /** NVIDIA's exporter of its data centre GPU manager. */
    DCGM,
    /** cAdvisor. */
    CADVISOR
}

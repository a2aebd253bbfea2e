package dev.monitoring.core.http;

/**
 * Answers a request. Called on a thread that may block, by several threads at once.
 */
@FunctionalInterface
public interface HttpHandler {
    /**
     * The answer.
     *
     * @throws HttpException to answer with an error status and its message
     * @throws Exception anything else is answered with 500, counted and logged; its text does not leave the process
     */
    HttpResponse handle(HttpRequest request) throws Exception;
}

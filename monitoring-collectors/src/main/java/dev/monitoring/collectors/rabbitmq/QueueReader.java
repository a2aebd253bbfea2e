package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;

/**
 * Reads the list of queues page by page, in the order of their names, until there are enough, or the time is short. The broker
 * sorts all its queues for each page, which is why no more are asked for than are wanted. Confined to the runs.
 */
final class QueueReader {
    /** The longest page that the API gives. */
    private static final int MAX_PAGE = 500;

    /** The share of the time left after which no further page is asked for. */
    private static final double SHARE = 0.5;

    private final RabbitOptions options;
    private final QueueFamilies families;
    private final String path;

    QueueReader(RabbitOptions options) {
        this.options = options;
        this.families = new QueueFamilies(options);
        this.path = options.filter().path() + "columns=" + families.names() + "&page_size=" + pageSize();
    }

    QueueFamilies families() {
        return families;
    }

    private int pageSize() {
        return Math.min(MAX_PAGE, options.queueLimit());
    }

    /**
     * Gives the queues and their sums.
     *
     * @param overview has the totals of all queues
     * @param sink is told where there are more queues than may be read
     */
    void read(ManagementApi api, FlatJson overview, MetricSink sink, Deadline deadline) throws IOException {
        QueueFamilies.Sums sums = families.sums();
        long endNanos = (long) (deadline.remainingNanos() * (1 - SHARE));
        int[] seen = {0};
        int[] over = {0};
        ManagementApi.Place place;
        int page = 0;
        do {
            page++;
            place = api.page(path + "&page=" + page, deadline, row -> {
                seen[0]++;
                if (!options.filter().admits(row.text("vhost"), row.text("name"))) {
                    return;
                }
                if (sums.read() < options.queueLimit()) {
                    sums.add(row, sink);
                } else {
                    over[0]++;
                }
            });
        } while (page < place.pages() && sums.read() < options.queueLimit() && deadline.remainingNanos() > endNanos);
        int unread = Math.max(0, place.matching() - seen[0]) + over[0];
        sums.finish(overview, unread == 0, sink);
        if (unread > 0) {
            sink.missing("queues", new IOException(shortfall(sums.read(), unread)));
        } else if (place.matching() == 0
                && options.filter().isAll()
                && overview.number("object_totals.queues", 0) > 0) {
            sink.missing("queues", new IOException(api.blindness()));
        }
    }

    private String shortfall(int read, int unread) {
        String rest = options.filter().isAll()
                ? "; of the other " + unread + " only the sums of messages and consumers are known"
                : "; " + unread + " are not looked at, and what they hold is in no sum";
        boolean limited = read >= options.queueLimit();
        return read + " queues were read" + (limited ? ", which is queue-limit" : ", for which the time was enough")
                + rest + "; raise " + (limited ? "queue-limit" : "the timeout")
                + ", or name fewer by virtual-hosts, include-queues and exclude-queues";
    }
}

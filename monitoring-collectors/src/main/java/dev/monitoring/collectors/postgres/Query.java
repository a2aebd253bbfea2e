package dev.monitoring.collectors.postgres;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One question to a server, and what the columns of its answer mean: each is a label of the row's series or the value of one
 * of them. Immutable.
 *
 * @param part the exporter's name for this part of the page: {@code stat_database}
 * @param since the first major version of PostgreSQL that is asked
 * @param until the last one
 * @param profiles whom it is asked for
 * @param serverLabel for whom its series have the label {@code server}
 * @param extension the extension it needs; empty where it needs none
 * @param pace how long an answer is good for; zero for one run
 * @param columns what is selected, in order
 * @param source what stands behind FROM; {@link QueryTable} says which words in braces are replaced
 */
record Query(
        String part,
        int since,
        int until,
        Set<Compat> profiles,
        Set<Compat> serverLabel,
        String extension,
        Duration pace,
        List<Column> columns,
        String source) {
    /** The exporter's users scrape every 15 to 60 seconds. */
    static final Duration SLOW = Duration.ofSeconds(30);

    private static final int ANY_LATER = Integer.MAX_VALUE;

    /**
     * A selected expression: a label where it has no family, otherwise the value of a series.
     *
     * @param optional whether there is no sample where the value is absent
     */
    record Column(String name, Optional<Family> family, String expression, int since, int until, boolean optional) {

        boolean isOf(int version) {
            return version >= since && version <= until;
        }
    }

    Query {
        columns = List.copyOf(columns);
    }

    /** Whether it is asked of a server of this version for this profile. */
    boolean suits(Compat profile, int version) {
        return version >= since && version <= until && profiles.contains(profile);
    }

    /** The same, with the columns that servers of this version have. */
    Query forVersion(int version) {
        return new Query(
                part,
                since,
                until,
                profiles,
                serverLabel,
                extension,
                pace,
                columns.stream().filter(column -> column.isOf(version)).toList(),
                source);
    }

    /** How many of the columns are labels. */
    int labels() {
        return (int)
                columns.stream().filter(column -> column.family().isEmpty()).count();
    }

    /** The statement. */
    String sql() {
        return "SELECT " + columns.stream().map(Column::expression).collect(Collectors.joining(", ")) + " FROM "
                + source;
    }

    /** Begins the description of a query. */
    static Builder of(String part, String prefix) {
        return new Builder(part, prefix);
    }

    /** Describes a query. Confined to one thread. */
    static final class Builder {
        private final String part;
        private final String prefix;
        private final List<Column> columns = new ArrayList<>();
        private int since;
        private int until = ANY_LATER;
        private Set<Compat> profiles = EnumSet.allOf(Compat.class);
        private Set<Compat> serverLabel = EnumSet.noneOf(Compat.class);
        private String extension = "";
        private Duration pace = Duration.ZERO;

        private Builder(String part, String prefix) {
            this.part = part;
            this.prefix = prefix;
        }

        /** Asked from this major version on. */
        Builder since(int version) {
            since = version;
            return this;
        }

        /** Asked up to this major version. */
        Builder until(int version) {
            until = version;
            return this;
        }

        /** Asked for this profile only. */
        Builder only(Compat profile) {
            profiles = EnumSet.of(profile);
            return this;
        }

        /** The series have the label {@code server} in these profiles. */
        Builder withServer(Compat... in) {
            serverLabel = EnumSet.copyOf(List.of(in));
            return this;
        }

        /** Asked where this extension is installed in the database. */
        Builder where(String installedExtension) {
            extension = installedExtension;
            return this;
        }

        /** Asked now and then only: it takes long, and what it tells changes slowly. */
        Builder slow() {
            pace = SLOW;
            return this;
        }

        /** Labels that are called as their columns are. */
        Builder labels(String... names) {
            for (String name : names) {
                label(name, name);
            }
            return this;
        }

        /** A label; an absent value is the empty text. */
        Builder label(String name, String expression) {
            return add(name, Optional.empty(), "coalesce((" + expression + ")::text, '')", 0, ANY_LATER, false);
        }

        /** Counters that are called as their columns are. */
        Builder counters(String... names) {
            for (String name : names) {
                counter(name, name);
            }
            return this;
        }

        Builder counter(String name, String expression) {
            return value(MetricType.COUNTER, name, expression, 0, ANY_LATER);
        }

        /** Gauges that are called as their columns are. */
        Builder gauges(String... names) {
            for (String name : names) {
                gauge(name, name);
            }
            return this;
        }

        Builder gauge(String name, String expression) {
            return value(MetricType.GAUGE, name, expression, 0, ANY_LATER);
        }

        /** A value that servers of some versions have. */
        Builder value(MetricType type, String name, String expression, int firstVersion, int lastVersion) {
            return add(
                    name,
                    Optional.of(family(type, name, expression)),
                    number(expression),
                    firstVersion,
                    lastVersion,
                    false);
        }

        /** A gauge of servers from this version on that some rows have. */
        Builder optionalGauge(String name, String expression, int firstVersion) {
            return add(
                    name,
                    Optional.of(family(MetricType.GAUGE, name, expression)),
                    number(expression),
                    firstVersion,
                    ANY_LATER,
                    true);
        }

        private Family family(MetricType type, String name, String expression) {
            return new Family(prefix + name, type, "", "PostgreSQL says: " + expression + ".");
        }

        private static String number(String expression) {
            return "(" + expression + ")::float8";
        }

        private Builder add(
                String name, Optional<Family> family, String expression, int first, int last, boolean optional) {
            columns.add(new Column(name, family, expression, first, last, optional));
            return this;
        }

        /** Ends the description. */
        Query from(String source) {
            return new Query(part, since, until, profiles, serverLabel, extension, pace, columns, source);
        }
    }
}

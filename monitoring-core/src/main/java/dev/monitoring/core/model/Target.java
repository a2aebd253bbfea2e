package dev.monitoring.core.model;

/**
 * What a collector watches: one server, one process, one host. Its {@code job}, {@code instance} and extra labels are put
 * on each of its series. Immutable.
 *
 * @param job the kind of thing, by the name its well-known exporter has: {@code node}, {@code redis}, {@code postgres}
 * @param instance which one of them, as {@code host:port} of the watched system or another name for it
 * @param extra further labels, without {@code job} and {@code instance}
 */
public record Target(String job, String instance, Labels extra) {
    public static final String JOB = "job";
    public static final String INSTANCE = "instance";

    public Target {
        if (job.isEmpty()) {
            throw new IllegalArgumentException("a target with instance " + Names.quote(instance)
                    + " has an empty job; name the kind of system, for example \"redis\"");
        }
        if (instance.isEmpty()) {
            throw new IllegalArgumentException("a target with job " + Names.quote(job)
                    + " has an empty instance; name what is watched, for example \"localhost:6379\"");
        }
        for (Labels.Label label : extra) {
            Names.requireLabelName(label.name());
            if (label.name().equals(JOB) || label.name().equals(INSTANCE)) {
                throw new IllegalArgumentException(
                        "extra label " + Names.quote(label.name()) + " of target " + job + "/" + instance
                                + " would hide the target's own; set the target's " + label.name() + " instead");
            }
        }
    }

    public static Target of(String job, String instance) {
        return new Target(job, instance, Labels.EMPTY);
    }

    /** All labels of the target: job, instance and the extra ones. */
    public Labels labels() {
        return extra.toBuilder().set(JOB, job).set(INSTANCE, instance).build();
    }

    @Override
    public String toString() {
        return job + "/" + instance;
    }
}

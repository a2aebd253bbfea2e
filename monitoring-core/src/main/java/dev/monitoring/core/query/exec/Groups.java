package dev.monitoring.core.query.exec;

/** Some things sorted into groups: for each group its members, in order. Immutable. */
final class Groups {
    private final int[] starts;
    private final int[] members;

    /** @param groupOf the group of each thing */
    Groups(int[] groupOf, int groups) {
        starts = new int[groups + 1];
        for (int group : groupOf) {
            starts[group + 1]++;
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        int[] next = starts.clone();
        members = new int[groupOf.length];
        for (int i = 0; i < groupOf.length; i++) {
            members[next[groupOf[i]]++] = i;
        }
    }

    /** The number of groups. */
    int count() {
        return starts.length - 1;
    }

    /** The number of members of a group. */
    int size(int group) {
        return starts[group + 1] - starts[group];
    }

    /** A member of a group. */
    int member(int group, int index) {
        return members[starts[group] + index];
    }

    /** The size of the largest group. */
    int largest() {
        int largest = 0;
        for (int group = 0; group < count(); group++) {
            largest = Math.max(largest, size(group));
        }
        return largest;
    }
}

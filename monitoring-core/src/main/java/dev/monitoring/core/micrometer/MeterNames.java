package dev.monitoring.core.micrometer;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import io.micrometer.core.instrument.Meter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which meters have which Prometheus name. Of meters with different Micrometer names or types that lead to the same
 * Prometheus name the first have it, as in Micrometer's Prometheus registry; the others are refused. Confined to the thread
 * of a run.
 */
final class MeterNames {
    private final Map<String, Claim> claims = new HashMap<>();
    private int changes;

    /** A Prometheus name, the meters that share it, and the families of their samples, each family by one object. */
    static final class Claim {
        final String name;
        private final String meterName;
        private final Meter.Type type;
        private final Map<String, Family> families = new HashMap<>();
        private int meters;
        private int refused;

        private Claim(String name, Meter.Id first) {
            this.name = name;
            this.meterName = first.getName();
            this.type = first.getType();
        }

        /** The family named like this with a suffix; what the first meter says of it holds. */
        Family family(String suffix, MetricType familyType, Meter.Id id) {
            return families.computeIfAbsent(name + suffix, familyName -> {
                String description = id.getDescription();
                return new Family(familyName, familyType, "", description == null ? "" : wellFormed(description));
            });
        }
    }

    /** Takes note of a meter; null where the name belongs to others. */
    @Nullable
    Claim claim(String prometheusName, Meter.Id id) {
        Claim claim = claims.computeIfAbsent(prometheusName, name -> {
            changes++;
            return new Claim(name, id);
        });
        if (!claim.meterName.equals(id.getName()) || claim.type != id.getType()) {
            claim.refused++;
            return null;
        }
        claim.meters++;
        return claim;
    }

    /** Takes note that a meter is gone; true where its name is free now and other meters had wanted it. */
    boolean release(Claim claim) {
        claim.meters--;
        if (claim.meters > 0) {
            return false;
        }
        claims.remove(claim.name);
        changes++;
        return claim.refused > 0;
    }

    void clear() {
        claims.clear();
        changes++;
    }

    /** Whether any meter has this name. */
    boolean contains(String prometheusName) {
        return claims.containsKey(prometheusName);
    }

    /** Rises whenever a name is taken or free again. */
    int changes() {
        return changes;
    }

    /** {@code text} with a replacement character for each half of a surrogate pair that stands alone. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                StringBuilder repaired = new StringBuilder(text.length());
                text.codePoints().forEach(c -> repaired.appendCodePoint(isHalf(c) ? '\ufffd' : c));
                return repaired.toString();
            }
        }
        return text;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;

/**
 * A file of sysfs that holds one value, and the sample it becomes. Many drivers answer an error for attributes they do not
 * support; such an attribute is left out of the next readings, since each error costs more than a value. Confined to one
 * thread at a time.
 */
final class Attribute {
    /** How the value is written. */
    enum Format {
        /** A decimal number. */
        DECIMAL,
        /** A hexadecimal number, with or without 0x. */
        HEXADECIMAL,
        /** The word up, or another. */
        UP
    }

    private static final byte[] UP = KernelText.ascii("up");
    private static final int PAUSE_AFTER_ERROR = 3;
    private static final int MAX_BYTES = 4096; // sysfs gives a page at most

    private final File file;
    private final Format format;
    private final Family family;
    private final Labels labels;
    private final double factor;
    private int pause;

    Attribute(File file, Format format, Family family, Labels labels, double factor) {
        this.file = file;
        this.format = format;
        this.family = family;
        this.labels = labels;
        this.factor = factor;
    }

    static Attribute decimal(File file, Family family, Labels labels, double factor) {
        return new Attribute(file, Format.DECIMAL, family, labels, factor);
    }

    /** Reads the value and adds its sample, where there is one. */
    void read(KernelText text, List<Sample> samples) {
        if (pause > 0) {
            pause--;
            return;
        }
        double value = Double.NaN;
        try {
            if (text.open(file, MAX_BYTES) && text.nextLine() && text.nextToken()) {
                value = value(text);
            } else {
                pause = PAUSE_AFTER_ERROR;
            }
        } catch (IOException e) {
            pause = PAUSE_AFTER_ERROR;
        } finally {
            text.close();
        }
        if (!Double.isNaN(value)) {
            samples.add(new Sample(family, labels, value * factor));
        }
    }

    private double value(KernelText text) {
        return switch (format) {
            case DECIMAL -> text.number();
            case HEXADECIMAL -> text.hex();
            case UP -> text.tokenIs(UP) ? 1 : 0;
        };
    }
}

package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the files of one control group; what is not there or no number is NaN. Confined to the runs. */
final class GroupFiles {
    private static final byte[] MAX = KernelText.ascii("max");

    private final KernelText text;
    private final Path directory;

    GroupFiles(KernelText text, Path directory) {
        this.text = text;
        this.directory = directory;
    }

    /** A file with a line per key, of which some are wanted. */
    static final class Keyed {
        private final File file;
        private final NameTable<Integer> indexes = new NameTable<>();
        private final double[] values;

        private Keyed(File file, String... keys) {
            this.file = file;
            this.values = new double[keys.length];
            for (int i = 0; i < keys.length; i++) {
                indexes.put(keys[i], i);
            }
        }
    }

    File file(String name) {
        return directory.resolve(name).toFile();
    }

    Keyed keyed(String name, String... keys) {
        return new Keyed(file(name), keys);
    }

    /** The values of a file's keys in the order they were asked for; valid until the next reading. */
    double[] read(Keyed keyed) throws IOException {
        Arrays.fill(keyed.values, Double.NaN);
        if (text.open(keyed.file)) {
            try {
                while (text.nextLine()) {
                    if (text.nextToken()) {
                        Integer index = text.lookUp(keyed.indexes);
                        if (index != null) {
                            keyed.values[index] = text.nextNumber();
                        }
                    }
                }
            } finally {
                text.close();
            }
        }
        return keyed.values;
    }

    /** The number a file begins with; infinite for the word max. */
    double number(File file) throws IOException {
        return number(file, 0);
    }

    /** The number in a column of a file's first line, counted from zero; infinite for the word max. */
    double number(File file, int column) throws IOException {
        if (!text.open(file)) {
            return Double.NaN;
        }
        try {
            if (!text.nextLine() || !text.skipTokens(column) || !text.nextToken()) {
                return Double.NaN;
            }
            return text.tokenIs(MAX) ? Double.POSITIVE_INFINITY : text.number();
        } finally {
            text.close();
        }
    }

    /** The number of a file's lines; NaN where there is no such file. */
    double lines(File file) throws IOException {
        if (!text.open(file)) {
            return Double.NaN;
        }
        try {
            int lines = 0;
            while (text.nextLine()) {
                lines++;
            }
            return lines;
        } finally {
            text.close();
        }
    }

    KernelText text() {
        return text;
    }
}

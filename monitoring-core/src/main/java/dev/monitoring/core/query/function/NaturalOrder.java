package dev.monitoring.core.query.function;

import java.util.Comparator;

/** Orders texts as people do: runs of digits by the number they write, so that {@code cpu10} comes after {@code cpu2}. */
public final class NaturalOrder implements Comparator<String> {
    /** The one instance. Immutable and thread-safe. */
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = endOfRun(a, i);
            int endB = endOfRun(b, j);
            int order = isDigit(a.charAt(i)) && isDigit(b.charAt(j))
                    ? compareNumbers(a.substring(i, endA), b.substring(j, endB))
                    : a.substring(i, endA).compareTo(b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int endOfRun(String text, int from) {
        boolean digits = isDigit(text.charAt(from));
        int end = from + 1;
        while (end < text.length() && isDigit(text.charAt(end)) == digits) {
            end++;
        }
        return end;
    }

    private static int compareNumbers(String a, String b) {
        String first = a.replaceFirst("^0+(?=.)", "");
        String second = b.replaceFirst("^0+(?=.)", "");
        int order = Integer.compare(first.length(), second.length());
        return order != 0 ? order : first.compareTo(second);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

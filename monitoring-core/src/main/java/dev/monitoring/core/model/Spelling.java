package dev.monitoring.core.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known word that somebody who mistyped most likely meant.
 *
 * <p>Words are compared without case, hyphens and underscores, by optimal string alignment: the number of letters added,
 * left out, changed, or swapped with their neighbour. One such slip per three letters is forgiven, at least one, at most
 * three; of a two-letter word nothing is guessed.
 */
public final class Spelling {
    private static final int LETTERS_PER_SLIP = 3;
    private static final int MAX_SLIPS = 3;

    /** Longer input is not a slip of the pen; the cost of comparing grows with the square of the length. */
    private static final int MAX_LENGTH = 128;

    private Spelling() {}

    /** The closest of {@code known}, where one is close enough; of several equally close ones the first. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String folded = fold(word);
        if (folded.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Optional<String> nearest = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (String candidate : known) {
            String foldedCandidate = fold(candidate);
            int length = Math.max(folded.length(), foldedCandidate.length());
            int forgiven = length < LETTERS_PER_SLIP ? 0 : Math.min(MAX_SLIPS, Math.max(1, length / LETTERS_PER_SLIP));
            if (foldedCandidate.length() > MAX_LENGTH
                    || Math.abs(folded.length() - foldedCandidate.length()) > forgiven) {
                continue;
            }
            int slips = slips(folded, foldedCandidate);
            if (slips <= forgiven && slips < fewest) {
                nearest = Optional.of(candidate);
                fewest = slips;
            }
        }
        return nearest;
    }

    /** The optimal string alignment distance: Damerau-Levenshtein without edits inside a swapped pair. */
    static int slips(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int best = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                row[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[to.length()];
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}

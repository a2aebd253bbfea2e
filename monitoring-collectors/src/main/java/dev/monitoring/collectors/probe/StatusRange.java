package dev.monitoring.collectors.probe;

/**
 * Status codes from one to another, both included. Immutable.
 *
 * @param min the lowest
 * @param max the highest
 */
record StatusRange(int min, int max) {

    /**
     * Reads {@code 204}, {@code 2xx} or {@code 200-399}.
     *
     * @throws IllegalArgumentException saying what is wrong with the text, and what would be right
     */
    static StatusRange parse(String text) {
        if (text.matches("[1-5]xx")) {
            int first = (text.charAt(0) - '0') * 100;
            return new StatusRange(first, first + 99);
        }
        if (text.matches("[1-9]\\d\\d")) {
            return new StatusRange(Integer.parseInt(text), Integer.parseInt(text));
        }
        if (text.matches("[1-9]\\d\\d-[1-9]\\d\\d") && text.substring(0, 3).compareTo(text.substring(4)) <= 0) {
            return new StatusRange(Integer.parseInt(text.substring(0, 3)), Integer.parseInt(text.substring(4)));
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no status code and no range of them; write it as 204, 2xx or 200-399");
    }

    boolean contains(int status) {
        return status >= min && status <= max;
    }

    @Override
    public String toString() {
        return min == max ? String.valueOf(min) : min + "-" + max;
    }
}

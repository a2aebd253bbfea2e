package dev.monitoring.core.query.value;

/** The four types an expression of PromQL can have. */
public enum ValueType {
    /** One number. */
    SCALAR("scalar", "scalar"),
    /** One sample per series, all of one moment. */
    VECTOR("vector", "instant vector"),
    /** A run of samples per series. */
    MATRIX("matrix", "range vector"),
    /** One text. */
    STRING("string", "string");

    private final String id;
    private final String title;

    ValueType(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The word of the HTTP API: {@code scalar}, {@code vector}, {@code matrix}, {@code string}. */
    public String id() {
        return id;
    }

    /** The words of the documentation and of messages: {@code instant vector}, {@code range vector}, … */
    public String title() {
        return title;
    }
}

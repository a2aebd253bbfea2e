package dev.monitoring.core.store;

/** What the parts of a store work on together; each says how it is guarded. */
record StoreParts(
        StoreConfig config,
        SeriesTable table,
        LabelIndex index,
        BlockKeeper keeper,
        Refusals refusals,
        StoreCounters counters) {
    static StoreParts of(StoreConfig config) {
        SeriesTable table = new SeriesTable();
        StoreCounters counters = new StoreCounters();
        return new StoreParts(
                config,
                table,
                new LabelIndex(),
                new BlockKeeper(table, counters, config.maxBytes()),
                new Refusals(config),
                counters);
    }
}

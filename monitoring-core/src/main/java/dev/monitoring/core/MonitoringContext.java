package dev.monitoring.core;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.series.Cardinality;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an extension may use of the running library. Thread-safe, but for the settings, which are read at start only. */
public interface MonitoringContext {
    /** The extension's section of the settings; faults recorded there stop the start. */
    Settings settings();

    /** Whether what is started now is to run. Where only the settings are looked at, nothing is opened or begun. */
    boolean runs();

    Clock clock();

    /** The name of this process, as in the label {@code instance}. */
    String instance();

    /** Every target with its latest snapshot and its collector's health, as of now. */
    List<Source> sources();

    /** What texts that were imported say of the families of their samples, in order of names. */
    List<Family> importedFamilies();

    /** The JSON views that the collectors contribute. */
    List<Bundle> bundles();

    /** Answers PromQL over the kept history. */
    QueryEngine queries();

    /** How the history is doing. */
    StoreStatistics historyStatistics();

    /**
     * Where the series of the history come from.
     *
     * @param limit how many entries each list has at most
     */
    Cardinality cardinality(int limit);

    /** How far back samples are kept. */
    Duration retention();

    /** When this library was started. */
    Instant startedAt();

    /** What is configured, with its origin, secrets not shown. */
    List<SettingCatalog.Shown> configuration();

    /** Where samples that others measured are appended. */
    SampleStore samples();

    /** The kept history. */
    Queryable history();
}

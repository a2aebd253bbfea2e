package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** A value read on another thread, on its way to the sink. Immutable. */
record Sample(Family family, Labels labels, double value) {}

package dev.monitoring.alerts.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One evaluation of 200 alert rules over 2,000 series whose values have just changed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class RuleBenchmark {
    private static final int HISTORY_TICKS = 100;

    /** About 200 alerts at a time, or thousands. */
    @Param({"calm", "storm"})
    public String load = "calm";

    private RuleTicks ticks = new RuleTicks(RuleLoad.calm());

    /** Lets some minutes pass. */
    @Setup
    public void fill() {
        ticks = new RuleTicks(load.equals("storm") ? RuleLoad.storm() : RuleLoad.calm());
        for (int i = 0; i < HISTORY_TICKS; i++) {
            ticks.store();
            ticks.evaluate();
        }
        System.out.println(ticks.active() + " alerts are active");
    }

    /** The samples of one more tick, which are not measured. */
    @Setup(Level.Invocation)
    public void store() {
        ticks.store();
    }

    @Benchmark
    public void tick() {
        ticks.evaluate();
    }
}

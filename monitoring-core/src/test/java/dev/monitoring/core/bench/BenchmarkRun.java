package dev.monitoring.core.bench;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The program that the Maven profile {@code bench} starts in each module: JMH, except that a module none of whose
 * benchmarks match is no failure, since several modules are built at once.
 */
public final class BenchmarkRun {
    private BenchmarkRun() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments a regular expression for their names, then JMH's own options, which may stand in one argument with
     *     spaces between
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        List<String> options = new ArrayList<>();
        for (String argument : arguments) {
            for (String option : argument.split(" ")) {
                if (!option.isEmpty()) {
                    options.add(option);
                }
            }
        }
        try {
            new Runner(new CommandLineOptions(options.toArray(new String[0]))).run();
        } catch (NoBenchmarksException e) {
            System.out.println("No benchmark of this module matches " + options.get(0));
        }
    }
}

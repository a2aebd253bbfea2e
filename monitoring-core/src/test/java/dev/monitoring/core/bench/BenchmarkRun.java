package dev.monitoring.core.bench;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The program that the Maven profile {@code bench} starts in each module: JMH, or a measuring program of the module's own
 * where the full name of its class is given. A module none of whose benchmarks match is no failure, since several modules
 * are built at once.
 */
public final class BenchmarkRun {
    private BenchmarkRun() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments a regular expression for their names, then JMH's own options, which may stand in one argument with
     *     spaces between; or the name of a class, then what its {@code main} takes
     */
    public static void main(String[] arguments) throws Exception {
        List<String> options = new ArrayList<>();
        for (String argument : arguments) {
            for (String option : argument.split(" ")) {
                if (!option.isEmpty()) {
                    options.add(option);
                }
            }
        }
        if (runsProgram(options.get(0), options.subList(1, options.size()))) {
            return;
        }
        try {
            new Runner(new CommandLineOptions(options.toArray(new String[0]))).run();
        } catch (NoBenchmarksException e) {
            System.out.println("No benchmark of this module matches " + options.get(0));
        }
    }

    private static boolean runsProgram(String name, List<String> arguments) throws Exception {
        Method main;
        try {
            main = Class.forName(name).getMethod("main", String[].class);
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            return false;
        }
        main.invoke(null, (Object) arguments.toArray(new String[0]));
        return true;
    }
}

package org.taplane.benchmarks;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark for a moment and fails unless none allocates. The times of so short a run say little; the
 * allocation rate is exact.
 */
public final class AllocationCheck {
    /** Bytes an operation that a rate is not told from zero below. */
    private static final double NOISE = 0.01;

    /** Bytes that JMH itself allocates in an iteration, at most; on a busy machine few operations share them. */
    private static final double OVERHEAD = 12_000;

    private static final String RATE = "gc.alloc.rate.norm";

    private AllocationCheck() {}

    /** Arguments: regular expressions of the benchmarks to check; none = all. */
    public static void main(String[] include) throws RunnerException {
        Collection<RunResult> results = new Runner(shortRun(include)).run();
        long failed = results.stream().filter(AllocationCheck::report).count();
        System.out.printf("%d benchmarks, %d allocate%n", results.size(), failed);
        System.exit(failed == 0 && !results.isEmpty() ? 0 : 1);
    }

    private static Options shortRun(String[] include) {
        var options = new OptionsBuilder();
        for (String pattern : include) {
            options.include(pattern);
        }
        return options.forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(300))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    /** Prints one line; true if the benchmark allocates. */
    private static boolean report(RunResult result) {
        double bytes = allocated(result);
        boolean allocates = !(bytes < Math.max(NOISE, OVERHEAD / operations(result)));
        System.out.printf(
                "%-8s %-44s %8.1f ns %9.4f B/op%n",
                allocates ? "ALLOCATES" : "ok",
                name(result),
                result.getPrimaryResult().getScore(),
                bytes);
        return allocates;
    }

    /** Bytes an operation; not a number, which counts as failed, if JMH did not measure them. */
    private static double allocated(RunResult result) {
        Result<?> rate = result.getSecondaryResults().get(RATE);
        return rate == null ? Double.NaN : rate.getScore();
    }

    private static long operations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .mapToLong(fork -> fork.getMetadata().getMeasurementOps())
                .sum();
    }

    private static String name(RunResult result) {
        var parameters = result.getParams();
        String benchmark = parameters.getBenchmark();
        StringBuilder name = new StringBuilder(
                benchmark.substring(AllocationCheck.class.getPackageName().length() + 1));
        for (String key : parameters.getParamsKeys()) {
            name.append(' ').append(parameters.getParam(key));
        }
        return name.toString();
    }
}

package org.taplane.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark for a moment and fails unless none allocates. The times of so short a run say little, but bytes
 * are counted, not sampled. Code that the JIT has not yet compiled does allocate, and on a busy machine that takes long:
 * what seems to allocate is run again with a longer warm-up before it is blamed.
 */
public final class AllocationCheck {
    /** Bytes an operation that a rate is not told from zero below. */
    private static final double NOISE = 0.01;

    /** Bytes that JMH itself allocates in an iteration, at most; on a busy machine few operations share them. */
    private static final double OVERHEAD = 12_000;

    private static final String RATE = "gc.alloc.rate.norm";
    private static final int SHORT_WARMUP = 2;
    private static final int LONG_WARMUP = 30;

    private AllocationCheck() {}

    /** Arguments: regular expressions of the benchmarks to check; none = all. */
    public static void main(String[] include) throws RunnerException {
        Collection<RunResult> results = run(all(include), SHORT_WARMUP);
        List<RunResult> suspects =
                results.stream().filter(AllocationCheck::report).toList();
        int guilty = 0;
        for (RunResult suspect : suspects) {
            RunResult again =
                    run(only(suspect.getParams()), LONG_WARMUP).iterator().next();
            guilty += report(again) ? 1 : 0;
        }
        System.out.printf("%d benchmarks, %d allocate%n", results.size(), guilty);
        System.exit(guilty == 0 && !results.isEmpty() ? 0 : 1);
    }

    private static ChainedOptionsBuilder all(String[] include) {
        ChainedOptionsBuilder options = new OptionsBuilder();
        for (String pattern : include) {
            options.include(pattern);
        }
        return options;
    }

    private static ChainedOptionsBuilder only(BenchmarkParams benchmark) {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("^" + Pattern.quote(benchmark.getBenchmark()) + "$");
        for (String name : benchmark.getParamsKeys()) {
            options.param(name, benchmark.getParam(name));
        }
        return options;
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options, int warmups) throws RunnerException {
        return new Runner(options.forks(1)
                        .warmupIterations(warmups)
                        .warmupTime(TimeValue.milliseconds(500))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(300))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    /** Prints one line; true if the benchmark allocates. */
    private static boolean report(RunResult result) {
        double bytes = allocated(result);
        boolean allocates = !(bytes < Math.max(NOISE, OVERHEAD / operations(result)));
        System.out.printf(
                "%-9s %-42s %8.1f ns %9.4f B/op%n",
                allocates ? "allocates" : "ok",
                name(result.getParams()),
                result.getPrimaryResult().getScore(),
                bytes);
        return allocates;
    }

    /** Bytes an operation; not a number, which counts as allocating, if JMH did not measure them. */
    private static double allocated(RunResult result) {
        Result<?> rate = result.getSecondaryResults().get(RATE);
        return rate == null ? Double.NaN : rate.getScore();
    }

    private static long operations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .mapToLong(fork -> fork.getMetadata().getMeasurementOps())
                .sum();
    }

    private static String name(BenchmarkParams benchmark) {
        StringBuilder name = new StringBuilder(benchmark
                .getBenchmark()
                .substring(AllocationCheck.class.getPackageName().length() + 1));
        for (String key : benchmark.getParamsKeys()) {
            name.append(' ').append(benchmark.getParam(key));
        }
        return name.toString();
    }
}

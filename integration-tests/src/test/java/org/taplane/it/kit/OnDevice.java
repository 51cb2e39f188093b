package org.taplane.it.kit;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A test's world on one device under test: built when the first test of a class asks for it, shared by the others, and
 * closed by JUnit after the last, because it is an argument of the parameterized class.
 */
public final class OnDevice<T extends World> implements World {
    private static final String SELECTION = System.getProperty("taplane.it.devices", "");

    private final String variant;
    private final Device device;
    private final Function<Device, T> build;
    private Optional<T> world = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    private OnDevice(String variant, Device device, Function<Device, T> build) {
        this.variant = variant;
        this.device = device;
        this.build = build;
    }

    /** On the kernel as the oracle and on Taplane with one, two and four workers. */
    public static <T extends World> Stream<OnDevice<T>> all(Function<Device, T> build) {
        return all("", build);
    }

    /** As {@link #all(Function)} without four workers, in one of several variants of the world. */
    public static <T extends World> Stream<OnDevice<T>> all(String variant, Function<Device, T> build) {
        return each(variant, build, any -> true);
    }

    /** On Taplane with one, two and four workers, for what the kernel of the test machine cannot do. */
    public static <T extends World> Stream<OnDevice<T>> taplane(Function<Device, T> build) {
        return taplane("", build);
    }

    /** As {@link #taplane(Function)} without four workers, in one of several variants of the world. */
    public static <T extends World> Stream<OnDevice<T>> taplane(String variant, Function<Device, T> build) {
        return each(variant, build, device -> !device.isKernel());
    }

    /** On Taplane by io_uring, for what depends on how TAP devices are read. */
    public static <T extends World> Stream<OnDevice<T>> uring(String variant, Function<Device, T> build) {
        return SELECTION.isEmpty()
                ? Stream.of(new OnDevice<>(variant, Device.TAPLANE_URING, build))
                : Stream.empty(); // what is selected takes part in every scenario
    }

    /** On Taplane with two workers, or with what is selected: for worlds that take seconds to build. */
    public static <T extends World> Stream<OnDevice<T>> taplaneOnce(Function<Device, T> build) {
        return each("", build, device -> SELECTION.isEmpty() ? device == Device.TAPLANE_2 : !device.isKernel());
    }

    private static <T extends World> Stream<OnDevice<T>> each(
            String variant, Function<Device, T> build, Predicate<Device> condition) {
        return Arrays.stream(Device.values())
                .filter(condition)
                .filter(device -> isSelected(device, variant))
                .map(device -> new OnDevice<>(variant, device, build));
    }

    private static boolean isSelected(Device device, String variant) {
        return SELECTION.isEmpty()
                ? isDefault(device, variant)
                : Arrays.asList(SELECTION.split(",", -1)).contains(device.name());
    }

    /** Variants multiply the time that a class takes: four workers are for the classes that have none. */
    private static boolean isDefault(Device device, String variant) {
        return device != Device.TAPLANE_URING && (device != Device.TAPLANE_4 || variant.isEmpty());
    }

    public Device device() {
        return device;
    }

    /** The world; a failure to build it fails every test of the class, at once. */
    public T world() {
        if (world.isEmpty()) {
            failure.ifPresent(cause -> {
                throw new AssertionError("not built, as with the first test: " + cause.getMessage());
            });
            world = Optional.of(tryBuild());
        }
        return world.orElseThrow();
    }

    private T tryBuild() {
        try {
            return build.apply(device);
        } catch (RuntimeException | AssertionError e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    @Override
    public void close() {
        world.ifPresent(World::close);
    }

    @Override
    public String toString() {
        return variant.isEmpty() ? device.name() : device + ", " + variant;
    }
}

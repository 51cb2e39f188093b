package org.taplane.dataplane.frame;

/** Indices of frames of one burst, in order; what a port is given to transmit. */
public final class FrameList {
    private final int[] frames;
    private int size;

    public FrameList() {
        this(Burst.CAPACITY);
    }

    public FrameList(int capacity) {
        frames = new int[capacity];
    }

    public void add(int frame) {
        frames[size++] = frame;
    }

    public void set(int position, int frame) {
        frames[position] = frame;
    }

    public int get(int position) {
        return frames[position];
    }

    public int size() {
        return size;
    }

    /** The frames as a set. */
    public long set() {
        long set = 0;
        for (int i = 0; i < size; i++) {
            set |= 1L << frames[i];
        }
        return set;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void clear() {
        size = 0;
    }

    /** The backing array, for native code: the first {@link #size()} elements are valid. */
    public int[] array() {
        return frames;
    }
}

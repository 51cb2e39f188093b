package org.taplane.dataplane.frame;

/**
 * Where a frame's 802.1Q tag is. The bridge moves it only when an egress port wants it elsewhere, so that a frame that
 * crosses from trunk to trunk is never rewritten.
 */
public final class Tag {
    /** The frame has no tag. */
    public static final int NONE = 0;
    /** The tag is in the frame's bytes, after the source MAC. */
    public static final int IN_FRAME = 1;
    /** The tag was taken out of the bytes and is kept in the descriptor: its priority survives there. */
    public static final int IN_DESCRIPTOR = 2;

    private Tag() {}
}

package org.taplane.dataplane.offload;

/** What {@link Segmenter#cut} came to. */
public enum Cut {
    /** The segments are there. */
    DONE,
    /** The frame's headers contradict its length or its offload header, or nobody gave it a segment size. */
    NOT_SEGMENTABLE,
    /** There would be more than {@link Segmenter#MAX_SEGMENTS}. */
    TOO_MANY_SEGMENTS,
    /** The header blocks do not fit the room given for them. */
    NO_ROOM
}

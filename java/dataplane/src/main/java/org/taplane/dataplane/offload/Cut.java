package org.taplane.dataplane.offload;

/** What {@link Segmenter#cut} came to. */
public enum Cut {
    /** Segments are there: all of the frame's, or those of a round. */
    DONE,
    /** The frame's headers contradict its length or its offload header, or nobody gave it a segment size. */
    NOT_SEGMENTABLE,
    /** There would be more than {@link Segmenter#MAX_SEGMENTS}, each with fewer bytes of payload than anybody sends. */
    TOO_MANY_SEGMENTS,
    /** Not one header block fits the room given. */
    NO_ROOM
}

package org.taplane.control.frame;

/** No frame can be made of what was given: the message is one line for whoever gave it. */
public final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    public FrameException(String message) {
        super(message);
    }
}

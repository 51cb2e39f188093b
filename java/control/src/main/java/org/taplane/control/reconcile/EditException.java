package org.taplane.control.reconcile;

/** An edit that makes no sense: the message is one line for the operator, with what was expected. */
public final class EditException extends Exception {
    private static final long serialVersionUID = 1L;

    public EditException(String problem, String expected) {
        super(problem + "; expected " + expected);
    }
}

package org.taplane.control.config;

import java.util.Optional;

/**
 * Who may open the queues of a TAP device that is a guest's: with both a user and a group named, only that user and only as a
 * member of that group. At least one is named, by name or number.
 *
 * @param multiQueue whether the guest's card has several queues; the kernel wants to know before the first is opened
 */
public record TapAccess(Optional<String> owner, Optional<String> group, boolean multiQueue) {}

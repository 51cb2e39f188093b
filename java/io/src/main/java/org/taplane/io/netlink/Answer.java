package org.taplane.io.netlink;

import java.util.Optional;
import org.taplane.io.sys.SysException;

/**
 * The end of an answer: NLMSG_ERROR ({@code struct nlmsgerr}: s32 error, the request's header, the rest of the request
 * unless capped, attributes) or NLMSG_DONE (s32 error, attributes).
 */
final class Answer {
    private static final int ERROR_BYTES = 4;

    private Answer() {}

    static boolean ends(Message message) {
        return message.type() == Nl.NLMSG_ERROR || message.type() == Nl.NLMSG_DONE;
    }

    /** Whether the kernel refused the request with that error. */
    static boolean isOf(Message end, int errno) {
        end.require(ERROR_BYTES);
        return end.payload().getInt(0) == -errno;
    }

    /** Throws what the kernel refused the request with, if it did. */
    static void check(Message end, String call) {
        end.require(ERROR_BYTES);
        int error = end.payload().getInt(0);
        if (error == 0) {
            return;
        }
        Optional<String> text = kernelText(end);
        throw text.isPresent() ? SysException.of(call, -error, text.get()) : SysException.of(call, -error);
    }

    private static Optional<String> kernelText(Message end) {
        return (end.flags() & Nl.NLM_F_ACK_TLVS) == 0
                ? Optional.empty()
                : end.attributesAfter(fixedBytes(end)).text(Nl.NLMSGERR_ATTR_MSG);
    }

    private static int fixedBytes(Message end) {
        if (end.type() == Nl.NLMSG_DONE) {
            return ERROR_BYTES;
        }
        end.require(ERROR_BYTES + Message.HEADER);
        return (end.flags() & Nl.NLM_F_CAPPED) != 0 ? ERROR_BYTES + Message.HEADER : ERROR_BYTES + requestBytes(end);
    }

    private static int requestBytes(Message end) {
        int length = end.payload().getInt(ERROR_BYTES);
        if (length < Message.HEADER || length > end.payload().limit() - ERROR_BYTES) {
            throw Message.malformed("an error that repeats a request of " + length + " bytes");
        }
        return length;
    }
}

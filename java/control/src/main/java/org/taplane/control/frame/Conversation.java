package org.taplane.control.frame;

/** Who speaks to whom: {@code SOURCE-DESTINATION}. An arrow may stand in place of the hyphen. */
record Conversation(Endpoint source, Endpoint destination) {
    private interface Reader {
        Endpoint read(String text) throws FrameException;
    }

    static Conversation withPorts(String text) throws FrameException {
        return read(text, "10.0.0.1:1000-10.0.0.2:80", Endpoint::withPort);
    }

    static Conversation ofAddresses(String text) throws FrameException {
        return read(text, "10.0.0.1-10.0.0.2", Endpoint::address);
    }

    private static Conversation read(String text, String example, Reader reader) throws FrameException {
        String[] ends = text.split("->|→|-", -1);
        if (ends.length != 2) {
            throw new FrameException("\"" + text + "\" is not SOURCE-DESTINATION; expected " + example);
        }
        Conversation read = new Conversation(reader.read(ends[0]), reader.read(ends[1]));
        if (read.source.isIpv4() != read.destination.isIpv4()) {
            throw new FrameException(
                    "\"" + text + "\" has addresses of two families; expected two of IPv4 or two of IPv6");
        }
        return read;
    }

    boolean isIpv4() {
        return source.isIpv4();
    }
}

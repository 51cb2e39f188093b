package org.taplane.dataplane.tunnel;

import org.taplane.dataplane.frame.Burst;
import org.taplane.wire.Slab;

/**
 * Datagrams on their way to the kernel: a table that the dataplane writes and native code reads (machine byte order,
 * {@code native/src/main/c/burst_udp.h}). A message is a run of pieces, a piece is a range of the burst's slab or of
 * this table's own header area; nothing is copied. Messages may share pieces: one frame for several remotes.
 *
 * <pre>
 *   messages, {@link #MESSAGES} of 48 bytes
 *      0  u32 first piece
 *      4  u32 number of pieces
 *      8  u8[16] destination   IPv4 as ::ffff:a.b.c.d
 *     24  u16 segment          bytes of each datagram that the kernel cuts the message into; 0 = the message is one
 *     26  s16 tos              TOS or traffic class; {@link #SOCKET_TOS}: the socket's own
 *     28  u16 socket           number of the socket in the sender's pool
 *     30  u16 frames           frames that this message is the end of, for counting
 *     32  s32 error            set by the sender: 0, or the errno with which the kernel refused it
 *     36  u32 bytes            of frames, for counting
 *     40  u8[8] segmentation  how the frame that the message is, is to be cut: {@link Burst#segmentation}; 0 = not at all
 *   pieces, {@link #PIECES} of 12 bytes
 *      0  u32 area             {@link #FRAMES} or {@link #HEADERS}
 *      4  u32 offset           in that area's slab
 *      8  u32 length
 *   headers
 * </pre>
 */
public final class DatagramBatch {
    public static final int MESSAGES = 256;
    public static final int PIECES = 1024;

    /** Most datagrams of one message: {@code UDP_MAX_SEGMENTS} of kernels before 6.9; later ones take twice as many. */
    public static final int MAX_DATAGRAMS = 64;

    /** Most bytes of one message: the longest IP datagram less IPv6 and UDP header. */
    public static final int MAX_MESSAGE = 65_535 - 40 - 8;

    /** {@link #tos} of a message that has none of its own. */
    public static final int SOCKET_TOS = -1;

    /** Pieces of the burst's slab. */
    public static final int FRAMES = 0;
    /** Pieces of the header area, which is in {@link #slab()}. */
    public static final int HEADERS = 1;

    private static final int MESSAGE_BYTES = 48;
    private static final int PIECE_BYTES = 12;
    private static final int PIECES_AT = MESSAGES * MESSAGE_BYTES;
    private static final int HEADERS_AT = PIECES_AT + PIECES * PIECE_BYTES;

    private static final int FIRST_PIECE = 0;
    private static final int PIECE_COUNT = 4;
    private static final int DESTINATION = 8;
    private static final int SEGMENT = 24;
    private static final int TOS = 26;
    private static final int SOCKET = 28;
    private static final int FRAME_COUNT = 30;
    private static final int ERROR = 32;
    private static final int BYTES = 36;
    private static final int SEGMENTATION = 40;

    private final Slab slab;
    private int messages;
    private int pieces;
    private int headersEnd;

    /** A batch with room for {@code headerBytes} bytes of headers. */
    public DatagramBatch(int headerBytes) {
        slab = Slab.allocate(HEADERS_AT + headerBytes);
        clear();
    }

    /** The slab of the table and of the headers. */
    public Slab slab() {
        return slab;
    }

    public int messages() {
        return messages;
    }

    public int pieces() {
        return pieces;
    }

    /** Forgets messages, pieces and headers. */
    public void clear() {
        messages = 0;
        pieces = 0;
        headersEnd = HEADERS_AT;
    }

    /** Forgets the messages; pieces and headers stay, for messages to come. */
    public void clearMessages() {
        messages = 0;
    }

    public boolean hasMessageRoom() {
        return messages < MESSAGES;
    }

    /** Bytes of all pieces of the message. */
    public int length(int message) {
        int length = 0;
        for (int piece = firstPiece(message); piece < firstPiece(message) + pieceCount(message); piece++) {
            length += pieceLength(piece);
        }
        return length;
    }

    /** Whether so many more pieces and bytes of headers fit. */
    public boolean hasRoom(int morePieces, int headerBytes) {
        return pieces + morePieces <= PIECES && headerBytes <= headerRoom();
    }

    /** Offset in {@link #slab()} of the first byte of the header area that is not taken. */
    public int headersEnd() {
        return headersEnd;
    }

    /** Bytes from there to the end of the header area. */
    public int headerRoom() {
        return slab.size() - headersEnd;
    }

    /** Takes so many bytes, for which there is room. */
    public void takeHeaders(int bytes) {
        headersEnd += bytes;
    }

    /** Adds a piece, for which there is room, and returns its number. */
    public int addPiece(int area, int offset, int length) {
        int at = PIECES_AT + pieces * PIECE_BYTES;
        slab.putNative32(at, area);
        slab.putNative32(at + 4, offset);
        slab.putNative32(at + 8, length);
        return pieces++;
    }

    public int pieceArea(int piece) {
        return slab.native32(PIECES_AT + piece * PIECE_BYTES);
    }

    public int pieceOffset(int piece) {
        return slab.native32(PIECES_AT + piece * PIECE_BYTES + 4);
    }

    public int pieceLength(int piece) {
        return slab.native32(PIECES_AT + piece * PIECE_BYTES + 8);
    }

    /** Adds a message of the pieces {@code first} to {@code end} (exclusive) and returns its number. */
    public int addMessage(int first, int end) {
        int message = messages++;
        int at = message * MESSAGE_BYTES;
        slab.putNative32(at + FIRST_PIECE, first);
        slab.putNative32(at + PIECE_COUNT, end - first);
        return message;
    }

    /**
     * Adds to the last message, of whole frames of one size, the piece behind its last one: another such frame of
     * {@code bytes} bytes. The kernel cuts the message between them.
     */
    public void extendMessage(int message, int bytes) {
        slab.putNative32(message * MESSAGE_BYTES + PIECE_COUNT, pieceCount(message) + 1);
        segment(message, pieceLength(firstPiece(message)));
        count(message, frames(message) + 1, bytes(message) + bytes);
    }

    public int firstPiece(int message) {
        return slab.native32(message * MESSAGE_BYTES + FIRST_PIECE);
    }

    public int pieceCount(int message) {
        return slab.native32(message * MESSAGE_BYTES + PIECE_COUNT);
    }

    /** Where and how the message goes. */
    public void route(int message, long high, long low, int socket, int tos) {
        int at = message * MESSAGE_BYTES;
        slab.putU64(at + DESTINATION, high);
        slab.putU64(at + DESTINATION + 8, low);
        slab.putNative16(at + SOCKET, socket);
        slab.putNative16(at + TOS, tos);
    }

    public long destinationHigh(int message) {
        return slab.u64(message * MESSAGE_BYTES + DESTINATION);
    }

    public long destinationLow(int message) {
        return slab.u64(message * MESSAGE_BYTES + DESTINATION + 8);
    }

    public int socket(int message) {
        return slab.native16(message * MESSAGE_BYTES + SOCKET);
    }

    public int tos(int message) {
        return (short) slab.native16(message * MESSAGE_BYTES + TOS);
    }

    public void segment(int message, int bytes) {
        slab.putNative16(message * MESSAGE_BYTES + SEGMENT, bytes);
    }

    public int segment(int message) {
        return slab.native16(message * MESSAGE_BYTES + SEGMENT);
    }

    /** For senders that take {@linkplain DatagramSender#longestUncut uncut} frames: the frame's {@link Burst#segmentation}. */
    public void segmentation(int message, long request) {
        slab.putNative64(message * MESSAGE_BYTES + SEGMENTATION, request);
    }

    public long segmentation(int message) {
        return slab.native64(message * MESSAGE_BYTES + SEGMENTATION);
    }

    /** What the message stands for when frames are counted: a frame cut over several messages ends in the last. */
    public void count(int message, int frames, int bytes) {
        int at = message * MESSAGE_BYTES;
        slab.putNative16(at + FRAME_COUNT, frames);
        slab.putNative32(at + BYTES, bytes);
    }

    public int frames(int message) {
        return slab.native16(message * MESSAGE_BYTES + FRAME_COUNT);
    }

    public int bytes(int message) {
        return slab.native32(message * MESSAGE_BYTES + BYTES);
    }

    /** For senders: whether the kernel took the message (0) or why not. */
    public void error(int message, int errno) {
        slab.putNative32(message * MESSAGE_BYTES + ERROR, errno);
    }

    public int error(int message) {
        return slab.native32(message * MESSAGE_BYTES + ERROR);
    }
}

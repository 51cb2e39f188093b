package org.taplane.io.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The C library's system calls as they are: -1 means failure, {@link #check} turns it into an exception.
 *
 * <p>Buffers are direct ones of {@link #struct}; the callee sees them from their position on, {@link #address} is that of
 * index 0. Variadic functions are declared with the one argument list in use: on Linux both ABIs pass integers and
 * pointers alike in variadic and fixed calls.
 */
public final class Libc {
    // fcntl.h
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int F_GETFL = 3;
    public static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETFD = 2;
    static final int F_ADD_SEALS = 1033;
    static final int F_GET_SEALS = 1034;

    // poll.h
    public static final int POLLIN = 1;
    public static final int POLLRDHUP = 0x2000;

    /** asm/unistd.h: x86_64 has numbers of its own. */
    private static final long SYS_BPF = Platform.isIntel() ? 321 : 280;

    static {
        // The process itself has the C library's symbols: no search for the file, unlike a library by name.
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    public static native int open(String path, int flags);

    public static native int close(int fd);

    public static native int fcntl(int fd, int command, long argument);

    public static native int ioctl(int fd, long request, ByteBuffer argument);

    public static native int ioctl(int fd, long request, long argument);

    public static native long read(int fd, ByteBuffer buffer, long length);

    public static native long write(int fd, ByteBuffer buffer, long length);

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int fd, ByteBuffer address, int length);

    public static native int connect(int fd, ByteBuffer address, int length);

    public static native int listen(int fd, int backlog);

    /** {@code length} holds one int: room on entry, the address's length on return. */
    public static native int accept4(int fd, ByteBuffer address, ByteBuffer length, int flags);

    public static native int fchmod(int fd, int mode);

    public static native int setsockopt(int fd, int level, int name, ByteBuffer value, int length);

    /** {@code length} holds one int: room on entry, the value's length on return. */
    public static native int getsockopt(int fd, int level, int name, ByteBuffer value, ByteBuffer length);

    public static native long send(int fd, ByteBuffer buffer, long length, int flags);

    public static native long sendto(
            int fd, ByteBuffer buffer, long length, int flags, ByteBuffer address, int addressLength);

    public static native long recv(int fd, ByteBuffer buffer, long length, int flags);

    /** {@code message}: a struct msghdr. */
    public static native long recvmsg(int fd, ByteBuffer message, int flags);

    /** {@code message}: a struct msghdr. */
    static native long sendmsg(int fd, ByteBuffer message, int flags);

    /** {@code address} and {@code length} are null pointers: nobody asks for the peer's address. */
    static native int accept4(int fd, long address, long length, int flags);

    static native int memfd_create(String name, int flags);

    /** The user that the process acts as. */
    public static native int geteuid();

    /** {@code user} is filled with a struct passwd whose texts are in {@code texts}; {@code found} with a pointer or 0. */
    static native int getpwnam_r(String name, ByteBuffer user, ByteBuffer texts, long length, ByteBuffer found);

    /** Likewise with a struct group. */
    static native int getgrnam_r(String name, ByteBuffer group, ByteBuffer texts, long length, ByteBuffer found);

    /** {@code length} holds one int: room on entry, the address's length on return. */
    public static native int getsockname(int fd, ByteBuffer address, ByteBuffer length);

    /** As {@link #getsockname}, of the other end. */
    public static native int getpeername(int fd, ByteBuffer address, ByteBuffer length);

    static native int eventfd(int count, int flags);

    /** {@code fds}: an array of struct pollfd {int fd; short events; short revents}. */
    public static native int poll(ByteBuffer fds, long count, int timeoutMillis);

    public static native int setns(int fd, int kind);

    static native int unshare(int flags);

    /** {@code mask}: a cpu_set_t of {@code length} bytes, a bit a processor; thread 0 is the calling one. */
    static native int sched_setaffinity(int thread, long length, ByteBuffer mask);

    /** bpf(2), which the C library has no function for: {@code attributes} begins with {@code length} bytes of bpf_attr. */
    public static int bpf(int command, ByteBuffer attributes, int length) {
        return (int) syscall(SYS_BPF, command, attributes, length);
    }

    private static native long syscall(long number, long command, ByteBuffer argument, long length);

    /** The index of an interface in the calling thread's network namespace; 0 on failure. */
    public static native int if_nametoindex(String name);

    static native String strerror(int errno);

    /** A zeroed direct buffer in the machine's byte order: the memory of a C structure. */
    public static ByteBuffer struct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Where a structure lies, for a pointer in another; the caller keeps {@code struct} reachable meanwhile. */
    public static long address(ByteBuffer struct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(struct));
    }

    /** The error number of the calling thread's last call of this class. */
    public static int errno() {
        return Native.getLastError();
    }

    /**
     * Passes on a result that is not -1.
     *
     * @param call what to name in the exception
     * @throws SysException for -1, with {@link #errno()}
     */
    public static int check(String call, int result) {
        if (result == -1) {
            throw SysException.of(call, errno());
        }
        return result;
    }
}

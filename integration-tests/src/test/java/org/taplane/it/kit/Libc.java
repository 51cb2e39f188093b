package org.taplane.it.kit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The system calls that a test needs and Java does not have. */
interface Libc extends Library {
    Libc C = Native.load("c", Libc.class);

    int O_RDONLY = 0;
    int O_RDWR = 2;
    int CLONE_NEWNET = 0x4000_0000;
    int AF_INET = 2;
    int AF_NETLINK = 16;
    int AF_PACKET = 17;
    int SOCK_DGRAM = 2;
    int SOCK_RAW = 3;
    int SOL_UDP = 17;
    int SOL_PACKET = 263;
    short POLLIN = 1;
    int PTRACE_DETACH = 17;
    int PTRACE_SEIZE = 0x4206;
    int PTRACE_INTERRUPT = 0x4207;
    int WALL = 0x4000_0000;

    int geteuid();

    int open(String path, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    int ioctl(int fd, long request, Pointer argument) throws LastErrorException;

    long write(int fd, Pointer bytes, long length) throws LastErrorException;

    int setns(int fd, int kind) throws LastErrorException;

    /** {@code mask}: a bit a processor, in the machine's byte order; pid 0 is the calling thread. */
    int sched_setaffinity(int pid, long size, byte[] mask) throws LastErrorException;

    long ptrace(int request, int thread, Pointer address, Pointer data) throws LastErrorException;

    int waitpid(int process, Pointer status, int options) throws LastErrorException;

    int socket(int family, int type, int protocol) throws LastErrorException;

    int bind(int fd, Pointer address, int length) throws LastErrorException;

    int connect(int fd, Pointer address, int length) throws LastErrorException;

    int setsockopt(int fd, int level, int option, Pointer value, int length) throws LastErrorException;

    int if_nametoindex(String name) throws LastErrorException;

    int poll(Pointer fds, long count, int millis) throws LastErrorException;

    long send(int fd, Pointer bytes, long length, int flags) throws LastErrorException;

    long recv(int fd, Pointer bytes, long length, int flags) throws LastErrorException;

    long recvmsg(int fd, Pointer message, int flags) throws LastErrorException;
}

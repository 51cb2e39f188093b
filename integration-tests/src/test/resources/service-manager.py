"""Runs COMMAND as systemd runs a service of Type=notify with FileDescriptorStoreMax=: service-manager.py COMMAND...

Keeps the descriptors that the service stores and gives them to its next process. SIGHUP restarts the service, SIGTERM stops
it and lets go of what it stored. Says on standard output what it hears, each line after "manager: ".
"""
import array
import ctypes
import os
import select
import signal
import socket
import sys

NAME = "\0taplane-service-manager-%d" % os.getpid()
PR_SET_CHILD_SUBREAPER = 36
FIRST = 3  # SD_LISTEN_FDS_START
ROOM = 4096

wishes = []
signal.signal(signal.SIGHUP, lambda *_: wishes.append("restart"))
signal.signal(signal.SIGTERM, lambda *_: wishes.append("stop"))


def say(what):
    print("manager:", what, flush=True)


class Service:
    def __init__(self, command):
        self.command = command
        self.store = []  # (name, descriptor), in the order in which they came
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(NAME)
        self.main = 0

    def start(self):
        self.main = os.fork()
        if self.main == 0:
            self.execute()

    def execute(self):
        kept = [os.dup(fd) for _, fd in self.store]
        for place, fd in enumerate(kept):
            os.dup2(fd, 500 + place)
        for place in range(len(kept)):
            os.dup2(500 + place, FIRST + place)
        os.closerange(FIRST + len(kept), 500 + 2 * len(kept) + 1)
        environment = dict(os.environ, NOTIFY_SOCKET="@" + NAME[1:])
        if kept:
            environment["LISTEN_PID"] = str(os.getpid())
            environment["LISTEN_FDS"] = str(len(kept))
            environment["LISTEN_FDNAMES"] = ":".join(name for name, _ in self.store)
        os.execvpe(self.command[0], self.command, environment)

    def hear(self, patience):
        while select.select([self.notify], [], [], patience)[0]:
            patience = 0
            size = array.array("i").itemsize
            text, ancillary, _, _ = self.notify.recvmsg(ROOM, socket.CMSG_SPACE(16 * size))
            fds = array.array("i")
            for level, kind, data in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    fds.frombytes(data)
            self.obey(dict(line.split("=", 1) for line in text.decode().split("\n")), list(fds))

    def obey(self, message, fds):
        name = message.get("FDNAME", "")
        if "FDSTORE" in message:
            self.store += [(name, fd) for fd in fds]
            fds = []
        elif "FDSTOREREMOVE" in message:
            for _, fd in [kept for kept in self.store if kept[0] == name]:
                os.close(fd)
            self.store = [kept for kept in self.store if kept[0] != name]
        elif "MAINPID" in message:
            self.main = int(message["MAINPID"])
            say("main process %d%s" % (self.main, "" if self.is_child() else ", which is not our child"))
        else:
            say(" ".join("%s=%s" % item for item in message.items()) + ", %d stored" % len(self.store))
        for fd in fds:
            os.close(fd)

    def is_child(self):
        with open("/proc/%d/stat" % self.main) as stat:
            return int(stat.read().rpartition(")")[2].split()[1]) == os.getpid()

    def end(self):
        """As systemd 252, it waits for children alone."""
        os.kill(self.main, signal.SIGTERM if self.is_child() else signal.SIGKILL)
        while not self.has_ended():
            self.hear(0.005)
        self.hear(0)

    def has_ended(self):
        try:
            ended, status = os.waitpid(self.main, os.WNOHANG)
            if ended:
                say("ended with %d, %d stored" % (os.waitstatus_to_exitcode(status), len(self.store)))
            return bool(ended)
        except ChildProcessError:
            return not os.path.exists("/proc/%d" % self.main)


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    service = Service(sys.argv[1:])
    service.start()
    while "stop" not in wishes:
        service.hear(0.01)
        if "restart" in wishes:
            wishes.remove("restart")
            service.end()
            service.start()
        elif service.has_ended():
            sys.exit(1)
    service.end()


main()

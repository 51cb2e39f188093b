#define _GNU_SOURCE
#include "ipam.h"
#include "deadline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* A plugin that asks a DHCP server tries for a while. */
#define PATIENCE 120

/* In the folders of CNI_PATH; the path is the caller's to free, NULL if there is none. */
static char *find(const struct request *request)
{
	for (const char *at = request->path; *at != '\0';) {
		size_t length = strcspn(at, ":");
		char *path;

		if (asprintf(&path, "%.*s/%s", (int)length, at, request->ipam) < 0)
			return NULL;
		if (length > 0 && access(path, X_OK) == 0)
			return path;
		free(path);
		at += length + (at[length] == ':');
	}
	return NULL;
}

/* Standard input is the configuration, in a file of no name: nobody has to write while the other reads. */
static int configuration(const struct request *request)
{
	int fd = memfd_create("cni", MFD_CLOEXEC);

	if (fd >= 0 && (json_dumpfd(request->config, fd, JSON_COMPACT) != 0 || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static pid_t start(const char *path, const char *command, int in, int out)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && setenv("CNI_COMMAND", command, 1) == 0)
		execl(path, path, (char *)NULL);
	_exit(127);
}

/* What it printed, which is the caller's, and its exit status. */
static json_t *finish(pid_t child, int out, int *status)
{
	char *block;
	ssize_t length = deadline_read(out, &block, CNI_MAX_TEXT, deadline_in(PATIENCE));
	json_t *printed = length > 0 ? json_loadb(block, (size_t)length, 0, NULL) : NULL;

	if (length < 0)
		kill(child, SIGKILL);
	while (waitpid(child, status, 0) < 0 && errno == EINTR)
		;
	if (length < 0)
		*status = -1;
	free(block);
	return printed;
}

static int judge(const struct request *request, const char *command, int status, json_t *printed, struct failure *failure)
{
	json_int_t code = json_integer_value(json_object_get(printed, "code"));

	if (status == 0)
		return 0;
	return fail(failure, code > 0 && code < 1 << 20 ? (int)code : CNI_REFUSED, "%s %s: %s", request->ipam, command,
		    *text_of(printed, "msg") == '\0' ? "it failed, or gave no answer" : text_of(printed, "msg"));
}

int ipam_run(const struct request *request, const char *command, json_t **printed, struct failure *failure)
{
	int status = 0;
	char *path;
	int in;
	int out[2];
	pid_t child;

	*printed = NULL;
	if (*request->ipam == '\0')
		return 0;
	path = find(request);
	if (path == NULL)
		return fail(failure, CNI_INVALID_ENVIRONMENT, "there is no plugin %s in CNI_PATH", request->ipam);
	in = configuration(request);
	if (in < 0 || pipe2(out, O_CLOEXEC) != 0) {
		free(path);
		return fail(failure, CNI_IO_FAILURE, "cannot run %s: %s", request->ipam, strerror(errno));
	}
	child = start(path, command, in, out[1]);
	close(in);
	close(out[1]);
	if (child > 0)
		*printed = finish(child, out[0], &status);
	close(out[0]);
	free(path);
	return child > 0 ? judge(request, command, status, *printed, failure) :
			   fail(failure, CNI_IO_FAILURE, "cannot run %s: %s", request->ipam, strerror(errno));
}

#define _GNU_SOURCE
#include "admin.h"
#include "deadline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * What a daemon answers that another process has replaced: that one answers in the same place. So it may where a daemon hangs
 * up that has not even read the request.
 */
#define REPLACED 503
#define PAUSE 20

static int open_socket(const struct request *request, struct failure *failure)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;
	int error;

	if (strlen(request->socket) >= sizeof(address.sun_path))
		return fail(failure, CNI_INVALID_CONFIG, "the path of the socket is too long");
	memcpy(address.sun_path, request->socket, strlen(request->socket));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	error = errno;
	if (fd >= 0)
		close(fd);
	return fail(failure, error == ENOENT || error == ECONNREFUSED ? CNI_UNAVAILABLE : CNI_TRY_AGAIN_LATER,
		    "no daemon answers on %s: %s", request->socket, strerror(error));
}

/* A daemon that hangs up in the middle may have said why. */
static void send_all(int fd, const char *text, struct timespec deadline)
{
	size_t left = strlen(text);

	while (left > 0 && deadline_wait(fd, POLLOUT, deadline)) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return;
		text += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
}

static char *compose(const char *method, const char *target, const json_t *body)
{
	char *json = body == NULL ? strdup("") : json_dumps(body, JSON_COMPACT);
	char *text = NULL;

	if (json != NULL && asprintf(&text,
				     "%s /v1/%s HTTP/1.1\r\nHost: taplane\r\nConnection: close\r\n"
				     "Content-Length: %zu\r\n\r\n%s",
				     method, target, strlen(json), json) < 0)
		text = NULL;
	free(json);
	return text;
}

/* The status of the reply, or -1. */
static int receive(int fd, const struct request *request, struct timespec deadline, json_t **reply,
		   struct failure *failure)
{
	char *block;
	ssize_t length = deadline_read(fd, &block, ADMIN_MAX_REPLY, deadline);
	int status = -1;
	char *body;
	size_t body_length;

	if (length == 0 || (length < 0 && errno == ECONNRESET))
		status = REPLACED;
	else if (length < 0)
		fail(failure, CNI_TRY_AGAIN_LATER, "no answer of the daemon on %s: %s", request->socket,
		     strerror(errno));
	else if (http_parse(block, (size_t)length, &status, &body, &body_length) != 0 ||
		 (*reply = json_loadb(body, body_length, 0, NULL)) == NULL)
		status = fail(failure, CNI_TRY_AGAIN_LATER, "the answer on %s is cut short, or no answer of a daemon",
			      request->socket);
	free(block);
	return status;
}

static int exchange(const struct request *request, const char *text, struct timespec deadline, json_t **reply,
		    struct failure *failure)
{
	int fd = open_socket(request, failure);
	int status = -1;

	*reply = NULL;
	if (fd >= 0) {
		send_all(fd, text, deadline);
		status = receive(fd, request, deadline, reply, failure);
		close(fd);
	}
	return status;
}

int admin_ask(const struct request *request, const char *method, const char *target, const json_t *body, json_t **reply,
	      struct failure *failure)
{
	struct timespec deadline = deadline_in(request->timeout);
	char *text = compose(method, target, body);
	int status;

	*reply = NULL;
	if (text == NULL)
		return fail(failure, CNI_IO_FAILURE, "out of memory");
	while ((status = exchange(request, text, deadline, reply, failure)) == REPLACED) {
		json_decref(*reply);
		*reply = NULL;
		if (!deadline_pause(PAUSE, deadline)) {
			status = fail(failure, CNI_TRY_AGAIN_LATER, "the daemon on %s is being replaced", request->socket);
			break;
		}
	}
	free(text);
	return status < 0 ? -1 : 0;
}

/* The daemon's words are an error or a list of them. */
static int refusal(const json_t *reply, struct failure *failure)
{
	const json_t *errors = json_object_get(reply, "errors");

	if (json_array_size(errors) > 0 && json_is_string(json_array_get(errors, 0)))
		return fail(failure, CNI_REFUSED, "%s", json_string_value(json_array_get(errors, 0)));
	if (*text_of(reply, "error") != '\0')
		return fail(failure, CNI_REFUSED, "%s", text_of(reply, "error"));
	return json_is_array(json_object_get(reply, "changes")) ?
		       0 :
		       fail(failure, CNI_REFUSED, "the daemon's answer is of an unexpected kind");
}

int admin_edit(const struct request *request, const json_t *edit, struct failure *failure)
{
	json_t *reply;
	int result = admin_ask(request, "POST", "edits", edit, &reply, failure);

	if (result == 0)
		result = refusal(reply, failure);
	json_decref(reply);
	return result;
}

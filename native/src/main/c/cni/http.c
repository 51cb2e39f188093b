#include "admin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The value of a header among the lines from `at` to `end`, or NULL. */
static const char *header(const char *at, const char *end, const char *name)
{
	size_t length = strlen(name);

	while (at < end) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		if (strncasecmp(at, name, length) == 0 && at[length] == ':')
			return at + length + 1 + strspn(at + length + 1, " \t");
		at = next == NULL ? end : next + 1;
	}
	return NULL;
}

/* A number that ends with the line or before a chunk's extension (RFC 9112 section 7.1.1); -1 if it is none. */
static long long number(const char *text, int base)
{
	char *end;
	long long value;

	if (!strchr("0123456789abcdefABCDEF", *text) || *text == '\0')
		return -1;
	errno = 0;
	value = strtoll(text, &end, base);
	return errno == 0 && (*end == '\r' || *end == '\n' || *end == ';') ? value : -1;
}

/* Moves the chunks together; the length of the body, or -1. */
static long long join_chunks(char *at, const char *end)
{
	char *to = at;
	char *start = at;

	for (;;) {
		char *line_end = memchr(at, '\n', (size_t)(end - at));
		long long length = line_end == NULL ? -1 : number(at, 16);

		if (length < 0 || length > end - line_end - 1)
			return -1;
		if (length == 0)
			return to - start;
		memmove(to, line_end + 1, (size_t)length);
		to += length;
		at = line_end + 1 + length;
		at += at < end && *at == '\r';
		if (at == end || *at++ != '\n')
			return -1;
	}
}

int http_parse(char *data, size_t length, int *status, char **body, size_t *body_length)
{
	char *end = data + length;
	char *blank;
	const char *size;
	const char *coding;
	long long bytes;

	*end = '\0';
	if (strlen(data) < 13 || strncmp(data, "HTTP/1.1 ", 9) != 0)
		return -1;
	*status = atoi(data + 9);
	blank = strstr(data, "\r\n\r\n");
	if (blank == NULL || *status < 100 || *status > 599)
		return -1;
	*body = blank + 4;
	coding = header(data, blank + 2, "Transfer-Encoding");
	size = header(data, blank + 2, "Content-Length");
	if (coding != NULL)
		bytes = strncasecmp(coding, "chunked", 7) == 0 ? join_chunks(*body, end) : -1;
	else
		bytes = size == NULL ? -1 : number(size, 10);
	if (bytes < 0 || bytes > end - *body)
		return -1;
	*body_length = (size_t)bytes;
	(*body)[bytes] = '\0';
	return 0;
}

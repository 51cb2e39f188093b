/* A daemon's reply of any bytes: what is parsed of it lies within it. */
#include "admin.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *reply = malloc(size + 1);
	size_t length;
	char *body;
	int status;

	if (reply == NULL)
		return 0;
	memcpy(reply, data, size);
	if (http_parse(reply, size, &status, &body, &length) == 0 &&
	    (body < reply || length > size || body + length > reply + size || body[length] != '\0' || status < 100))
		abort();
	free(reply);
	return 0;
}

#include "cni.h"
#include "deadline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A runtime that starts a plugin sends its configuration at once. */
#define PATIENCE 30

static int print(json_t *value)
{
	int result = json_dumpf(value, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF && fflush(stdout) == 0;

	json_decref(value);
	return result ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int complain(const char *version, const struct failure *failure)
{
	print(json_pack("{s:s, s:i, s:s+}", "cniVersion", version, "code", failure->code, "msg", "taplane-cni: ",
			failure->message));
	return EXIT_FAILURE;
}

int main(void)
{
	struct request request = { .version = CNI_VERSION };
	struct failure failure = { 0 };
	json_t *result = NULL;
	char *text;
	ssize_t length = deadline_read(STDIN_FILENO, &text, CNI_MAX_TEXT, deadline_in(PATIENCE));
	int status = EXIT_SUCCESS;

	if (length < 0) {
		fail(&failure, CNI_IO_FAILURE, "the network configuration cannot be read: %s", strerror(errno));
		status = complain(CNI_VERSION, &failure);
	} else if (request_read(&request, text, (size_t)length, &failure) != 0 ||
		   command_run(&request, &result, &failure) != 0) {
		status = complain(request.version, &failure);
	} else if (result != NULL) {
		status = print(result);
	}
	json_decref(request.config);
	free(text);
	return status;
}

/* A network configuration of any bytes, and what an address plugin printed: it is read as the same. */
#include "cni.h"
#include "result.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make(const struct request *request)
{
	struct failure failure;
	json_t *settings = settings_of_addresses(request->config, &failure);

	json_decref(result_make(request, request->config));
	json_decref(settings_of_port(request));
	json_decref(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request request;
	struct failure failure;

	setenv("CNI_COMMAND", "ADD", 1);
	setenv("CNI_CONTAINERID", "c1", 1);
	setenv("CNI_NETNS", "/run/netns/c1", 1);
	setenv("CNI_IFNAME", "eth0", 1);
	if (request_read(&request, (const char *)data, size, &failure) == 0)
		make(&request);
	json_decref(request.config);
	return 0;
}

/*
 * The CNI plugin: what a container runtime asks for by the environment and a network configuration on standard input
 * (CNI specification 1.1), carried out by the daemon. The daemon makes the container's interface, and makes it again
 * after a restart; the plugin translates.
 */
#ifndef TAPLANE_CNI_H
#define TAPLANE_CNI_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define CNI_VERSION "1.1.0"

/* Bytes of a configuration, or of what another plugin prints. */
#define CNI_MAX_TEXT (1 << 20)

/* Error codes of the specification; from 100 on they are the plugin's own. */
enum cni_code {
	CNI_INCOMPATIBLE_VERSION = 1,
	CNI_UNSUPPORTED_FIELD = 2,
	CNI_INVALID_ENVIRONMENT = 4,
	CNI_IO_FAILURE = 5,
	CNI_UNREADABLE = 6,
	CNI_INVALID_CONFIG = 7,
	CNI_TRY_AGAIN_LATER = 11,
	CNI_UNAVAILABLE = 50,
	CNI_REFUSED = 100,
	CNI_DIFFERS = 101,
};

struct failure {
	int code;
	char message[1024];
};

/* Always -1, so that `return fail(…)` passes a failure on. */
int fail(struct failure *failure, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What is asked. Strings belong to `config` or the environment; without a value they are empty. */
struct request {
	const char *command;
	const char *container;
	const char *netns;
	const char *ifname;
	const char *path;

	json_t *config;
	const char *version;
	const char *network;
	const char *bridge;
	const char *socket;
	const char *ipam; /* the type of the address plugin */
	json_t *previous; /* the result of ADD, or NULL */
	json_int_t vlan;
	json_int_t mtu; /* 0: the daemon's default */
	json_int_t timeout; /* seconds that the daemon has for an answer */
	bool isolated;

	/* What the daemon calls the attachment. */
	char label[256];
	char port[16];
	char mac[18];
};

/* Names that begin so are the attachments of one network. */
#define CNI_LABEL "cni %s %s %s"

/* Reads the configuration in `text` and the environment; 0, or -1 and the failure. The configuration is the caller's. */
int request_read(struct request *request, const char *text, size_t length, struct failure *failure);

/* The name of the port and the MAC address that belong to the label. */
void request_name(struct request *request);

/* Whether it is a MAC address that an interface can have. */
bool is_station(const char *mac);

/* A string of an object; empty if there is none. */
const char *text_of(const json_t *object, const char *key);

/* The commands: 0 or -1 and the failure. What is to be printed is `result`, or NULL. */
int command_run(struct request *request, json_t **result, struct failure *failure);

#endif

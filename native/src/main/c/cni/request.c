#include "cni.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_SOCKET "/run/taplane/taplane.sock"
#define DEFAULT_TIMEOUT 30

static const char *const versions[] = { "0.3.0", "0.3.1", "0.4.0", "1.0.0", CNI_VERSION, NULL };

/* What a configuration may have: the specification's own keys, and those of this plugin. */
static const char *const keys[] = { "cniVersion", "cniVersions", "name",	  "type",   "args",  "capabilities",
				    "dns",	  "ipMasq",	 "ipam",	  "prevResult", "runtimeConfig", "disableCheck",
				    "disableGC",  "loadOnlyInlinedPlugins", "bridge",	  "vlan",   "mtu",   "isolated",
				    "socket",	  "timeout",	 NULL };

int fail(struct failure *failure, int code, const char *format, ...)
{
	va_list arguments;

	failure->code = code;
	va_start(arguments, format);
	vsnprintf(failure->message, sizeof(failure->message), format, arguments);
	va_end(arguments);
	return -1;
}

const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

static bool is_one_of(const char *word, const char *const *words)
{
	while (*words != NULL && strcmp(word, *words) != 0)
		words++;
	return *words != NULL;
}

static int check_keys(const json_t *config, struct failure *failure)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)config, key, value) {
		if (!is_one_of(key, keys) && strncmp(key, "cni.dev/", 8) != 0)
			return fail(failure, CNI_INVALID_CONFIG,
				    "unknown key \"%s\"; expected bridge, vlan, mtu, isolated, socket, timeout or ipam", key);
	}
	return 0;
}

/* A whole number of the configuration, if it is there. */
static int read_number(const json_t *config, const char *key, json_int_t min, json_int_t max, json_int_t *number,
		       struct failure *failure)
{
	const json_t *value = json_object_get(config, key);

	if (value == NULL)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
		return fail(failure, CNI_INVALID_CONFIG, "%s is no number from %lld to %lld", key, (long long)min,
			    (long long)max);
	*number = json_integer_value(value);
	return 0;
}

static int read_flag(const json_t *config, const char *key, bool *flag, struct failure *failure)
{
	const json_t *value = json_object_get(config, key);

	if (value != NULL && !json_is_boolean(value))
		return fail(failure, CNI_INVALID_CONFIG, "%s is neither true nor false", key);
	*flag = json_is_true(value);
	return 0;
}

static int read_text(const json_t *config, const char *key, const char *byDefault, const char **text,
		     struct failure *failure)
{
	const json_t *value = json_object_get(config, key);

	*text = value == NULL ? byDefault : json_string_value(value);
	if (*text == NULL || (**text == '\0' && *byDefault == '\0'))
		return fail(failure, CNI_INVALID_CONFIG, "%s is missing, or no text", key);
	return 0;
}

/* What the switch has no feature for must not be promised. */
static int check_runtime(const json_t *runtime, struct failure *failure)
{
	const json_t *bandwidth = json_object_get(runtime, "bandwidth");
	const char *key;
	json_t *value;

	if (json_array_size(json_object_get(runtime, "portMappings")) > 0)
		return fail(failure, CNI_UNSUPPORTED_FIELD,
			    "port mappings are not possible: a container has an address of its own network");
	json_object_foreach((json_t *)bandwidth, key, value) {
		if (json_number_value(value) != 0)
			return fail(failure, CNI_UNSUPPORTED_FIELD, "bandwidth limits are not possible: %s", key);
	}
	return 0;
}

bool is_station(const char *mac)
{
	unsigned int octet[6];
	int end = 0;

	return strlen(mac) == 17 &&
	       sscanf(mac, "%2x:%2x:%2x:%2x:%2x:%2x%n", &octet[0], &octet[1], &octet[2], &octet[3], &octet[4], &octet[5],
		      &end) == 6 &&
	       end == 17 && (octet[0] & 1) == 0 && (octet[0] | octet[1] | octet[2] | octet[3] | octet[4] | octet[5]) != 0;
}

/* MAC=… among the KEY=VALUE pairs of CNI_ARGS; its length is 0 where there is none. */
static size_t mac_of_arguments(const char *arguments, const char **mac)
{
	for (const char *pair = arguments; *pair != '\0';) {
		size_t length = strcspn(pair, ";");

		if (strncasecmp(pair, "MAC=", 4) == 0) {
			*mac = pair + 4;
			return length - 4;
		}
		pair += length + (pair[length] == ';');
	}
	return 0;
}

/* From the narrowest source to the widest: the capability, "args" and CNI_ARGS. */
static int read_mac(struct request *request, struct failure *failure)
{
	const char *mac = text_of(json_object_get(request->config, "runtimeConfig"), "mac");
	const char *arguments = getenv("CNI_ARGS");
	size_t length = strlen(mac);

	if (length == 0) {
		mac = text_of(json_object_get(json_object_get(request->config, "args"), "cni"), "mac");
		length = strlen(mac);
	}
	if (length == 0 && arguments != NULL)
		length = mac_of_arguments(arguments, &mac);
	if (length == 0)
		return 0;
	snprintf(request->mac, sizeof(request->mac), "%.*s", (int)length, mac);
	if (length != 17 || !is_station(request->mac))
		return fail(failure, CNI_INVALID_CONFIG, "%.*s is no MAC address of a station", (int)length, mac);
	return 0;
}

static bool is_name(const char *text)
{
	if (!isalnum((unsigned char)*text))
		return false;
	while (isalnum((unsigned char)*text) || (*text != '\0' && strchr("_.-", *text) != NULL))
		text++;
	return *text == '\0';
}

static int read_config(struct request *request, struct failure *failure)
{
	const json_t *config = request->config;
	const json_t *ipam = json_object_get(config, "ipam");

	request->vlan = 1;
	request->timeout = DEFAULT_TIMEOUT;
	request->version = json_object_get(config, "cniVersion") == NULL ? "0.3.0" : text_of(config, "cniVersion");
	if (!is_one_of(request->version, versions))
		return fail(failure, CNI_INCOMPATIBLE_VERSION, "version \"%s\" is not supported; expected 0.3.0 to %s",
			    request->version, CNI_VERSION);
	if (check_keys(config, failure) != 0 || read_text(config, "name", "", &request->network, failure) != 0 ||
	    read_text(config, "bridge", "", &request->bridge, failure) != 0 ||
	    read_text(config, "socket", DEFAULT_SOCKET, &request->socket, failure) != 0 ||
	    read_number(config, "vlan", 1, 4094, &request->vlan, failure) != 0 ||
	    read_number(config, "mtu", 68, 65521, &request->mtu, failure) != 0 ||
	    read_number(config, "timeout", 1, 3600, &request->timeout, failure) != 0 ||
	    read_flag(config, "isolated", &request->isolated, failure) != 0 ||
	    check_runtime(json_object_get(config, "runtimeConfig"), failure) != 0)
		return -1;
	if (!is_name(request->network))
		return fail(failure, CNI_INVALID_CONFIG, "\"%s\" is no name of a network", request->network);
	if (json_is_true(json_object_get(config, "ipMasq")))
		return fail(failure, CNI_UNSUPPORTED_FIELD, "ipMasq is not possible: the switch does not translate addresses");
	request->ipam = text_of(ipam, "type");
	if (json_object_size(ipam) > 0 && *request->ipam == '\0')
		return fail(failure, CNI_INVALID_CONFIG, "the type is missing in ipam");
	if (strchr(request->ipam, '/') != NULL)
		return fail(failure, CNI_INVALID_CONFIG, "the type of ipam is a name, not a path");
	request->previous = json_object_get(config, "prevResult");
	return 0;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL ? "" : value;
}

static bool is_interface(const char *name)
{
	return *name != '\0' && strlen(name) < 16 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       strcspn(name, "/:% \t\n") == strlen(name);
}

/* ADD, DEL and CHECK are about one interface of one container; STATUS and GC about the network. */
static int read_attachment(struct request *request, struct failure *failure)
{
	bool add = strcmp(request->command, "ADD") == 0;
	bool check = strcmp(request->command, "CHECK") == 0;

	if (!add && !check && strcmp(request->command, "DEL") != 0)
		return 0;
	if (!is_name(request->container))
		return fail(failure, CNI_INVALID_ENVIRONMENT, "CNI_CONTAINERID is missing, or no name");
	if (!is_interface(request->ifname))
		return fail(failure, CNI_INVALID_ENVIRONMENT, "CNI_IFNAME is missing, or no name of an interface");
	if ((add || check) && *request->netns != '/')
		return fail(failure, CNI_INVALID_ENVIRONMENT, "CNI_NETNS is missing, or no absolute path");
	if ((size_t)snprintf(request->label, sizeof(request->label), CNI_LABEL, request->network, request->container,
			     request->ifname) >= sizeof(request->label))
		return fail(failure, CNI_INVALID_ENVIRONMENT, "the names of network and container are too long together");
	request_name(request);
	return read_mac(request, failure);
}

/* FNV-1a: names have to differ, not to be secret. */
static uint64_t hash(const char *text, uint64_t seed)
{
	uint64_t hash = 14695981039346656037u ^ seed;

	while (*text != '\0')
		hash = (hash ^ (unsigned char)*text++) * 1099511628211u;
	return hash ^ (hash >> 32);
}

void request_name(struct request *request)
{
	uint64_t name = hash(request->label, 0);
	uint64_t mac = hash(request->label, 1);

	snprintf(request->port, sizeof(request->port), "cni%012llx", (unsigned long long)(name & 0xffffffffffff));
	snprintf(request->mac, sizeof(request->mac), "02:%02x:%02x:%02x:%02x:%02x", (unsigned int)(mac >> 32) & 0xff,
		 (unsigned int)(mac >> 24) & 0xff, (unsigned int)(mac >> 16) & 0xff, (unsigned int)(mac >> 8) & 0xff,
		 (unsigned int)mac & 0xff);
}

int request_read(struct request *request, const char *text, size_t length, struct failure *failure)
{
	json_error_t error;

	*request = (struct request){
		.command = variable("CNI_COMMAND"),
		.container = variable("CNI_CONTAINERID"),
		.netns = variable("CNI_NETNS"),
		.ifname = variable("CNI_IFNAME"),
		.path = variable("CNI_PATH"),
		.version = CNI_VERSION,
	};
	if (*request->command == '\0')
		return fail(failure, CNI_INVALID_ENVIRONMENT, "CNI_COMMAND is missing");
	request->config = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(request->config)) {
		json_decref(request->config);
		request->config = NULL;
		return fail(failure, CNI_UNREADABLE, "the network configuration is no JSON object: line %d, column %d: %s",
			    error.line, error.column, error.text);
	}
	if (strcmp(request->command, "VERSION") == 0)
		return 0;
	return read_config(request, failure) == 0 ? read_attachment(request, failure) : -1;
}

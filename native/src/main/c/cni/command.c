#include "admin.h"
#include "inside.h"
#include "ipam.h"
#include "result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALID "cni.dev/valid-attachments"

/* An edit of the port, whose settings are written as the text that people would type. */
static int edit_port(const struct request *request, const char *kind, json_t *settings, struct failure *failure)
{
	char *text = json_dumps(settings, JSON_COMPACT);
	json_t *edit = json_pack("{s:s, s:s, s:s, s:s}", "edit", kind, "bridge", request->bridge, "name", request->port,
				 "settings", text == NULL ? "" : text);
	int result = admin_edit(request, edit, failure);

	json_decref(edit);
	json_decref(settings);
	free(text);
	return result;
}

static int detach(const struct request *request, const char *port, const char *label, struct failure *failure)
{
	json_t *edit = json_pack("{s:s, s:s, s:s}", "edit", "detach", "name", port, "attached", label);
	int result = admin_edit(request, edit, failure);

	json_decref(edit);
	return result;
}

static int give_addresses(const struct request *request, const json_t *addresses, struct failure *failure)
{
	json_t *settings;

	if (addresses == NULL)
		return 0;
	settings = settings_of_addresses(addresses, failure);
	return settings == NULL ? -1 : edit_port(request, "set-port", settings, failure);
}

/* What ADD has begun is taken back as far as it goes: its failure is the one that counts. */
static void take_back(const struct request *request, bool with_addresses)
{
	struct failure ignored;
	json_t *printed = NULL;

	if (with_addresses)
		ipam_run(request, "DEL", &printed, &ignored);
	json_decref(printed);
	detach(request, request->port, request->label, &ignored);
}

/* The port comes before its addresses: a DHCP client speaks through it. */
static int add(struct request *request, json_t **result, struct failure *failure)
{
	json_t *addresses = NULL;
	int done = edit_port(request, "add-port", settings_of_port(request), failure);

	if (done != 0) {
		/* a daemon that did not answer may have made it; who had the name before keeps it */
		if (failure->code == CNI_TRY_AGAIN_LATER)
			take_back(request, false);
		return -1;
	}
	done = ipam_run(request, "ADD", &addresses, failure);
	if (done == 0 && *request->ipam != '\0' && addresses == NULL)
		done = fail(failure, CNI_UNREADABLE, "%s gave no addresses", request->ipam);
	if (done == 0)
		done = give_addresses(request, addresses, failure);
	if (done == 0)
		*result = result_make(request, addresses);
	else
		take_back(request, true);
	json_decref(addresses);
	return done;
}

/*
 * What is gone already is no failure. Without a daemon there is no device either; the next one does not make it again
 * once the container's namespace has ended.
 */
static int del(struct request *request, struct failure *failure)
{
	json_t *printed;
	int done = ipam_run(request, "DEL", &printed, failure);

	json_decref(printed);
	if (done == 0 && detach(request, request->port, request->label, failure) != 0 && failure->code != CNI_UNAVAILABLE)
		done = -1;
	return done;
}

static int ask_list(const struct request *request, const char *what, json_t **rows, struct failure *failure)
{
	if (admin_ask(request, "GET", what, NULL, rows, failure) != 0)
		return -1;
	if (json_is_array(*rows))
		return 0;
	json_decref(*rows);
	*rows = NULL;
	return fail(failure, CNI_REFUSED, "the daemon's answer is of an unexpected kind");
}

static int check_port(const struct request *request, const json_t *ports, struct failure *failure)
{
	const json_t *port;
	size_t i;

	json_array_foreach((json_t *)ports, i, port) {
		if (strcmp(text_of(port, "attached"), request->label) == 0)
			return strcmp(text_of(port, "state"), "up") == 0 ?
				       0 :
				       fail(failure, CNI_DIFFERS, "port %s is %s: %s", request->port,
					    text_of(port, "state"), text_of(port, "why"));
	}
	return fail(failure, CNI_DIFFERS, "port %s is missing", request->port);
}

static int check(struct request *request, struct failure *failure)
{
	json_t *ports = NULL;
	json_t *printed = NULL;
	int done = ipam_run(request, "CHECK", &printed, failure);

	if (done == 0)
		done = ask_list(request, "ports", &ports, failure);
	if (done == 0)
		done = check_port(request, ports, failure);
	if (done == 0)
		done = inside_check(request, failure);
	json_decref(printed);
	json_decref(ports);
	return done;
}

static int status(struct request *request, struct failure *failure)
{
	json_t *bridges = NULL;
	json_t *printed = NULL;
	const json_t *bridge;
	size_t i;
	bool found = false;
	int done = ask_list(request, "bridges", &bridges, failure);

	if (done != 0)
		failure->code = CNI_UNAVAILABLE;
	json_array_foreach(bridges, i, bridge)
		found = found || strcmp(text_of(bridge, "name"), request->bridge) == 0;
	if (done == 0 && !found)
		done = fail(failure, CNI_UNAVAILABLE, "there is no bridge \"%s\"", request->bridge);
	if (done == 0)
		done = ipam_run(request, "STATUS", &printed, failure);
	json_decref(bridges);
	json_decref(printed);
	return done;
}

static bool is_valid(const struct request *request, const char *label)
{
	const json_t *attachment;
	char known[sizeof(request->label)];
	size_t i;

	json_array_foreach(json_object_get(request->config, VALID), i, attachment) {
		snprintf(known, sizeof(known), CNI_LABEL, request->network, text_of(attachment, "containerID"),
			 text_of(attachment, "ifname"));
		if (strcmp(known, label) == 0)
			return true;
	}
	return false;
}

/* Every attachment of this network that the runtime does not know. */
static int collect(struct request *request, struct failure *failure)
{
	char prefix[sizeof(request->label)];
	json_t *ports = NULL;
	json_t *printed = NULL;
	const json_t *port;
	size_t i;
	int done = ask_list(request, "ports", &ports, failure);

	snprintf(prefix, sizeof(prefix), "cni %s ", request->network);
	json_array_foreach(ports, i, port) {
		const char *label = text_of(port, "attached");

		if (done == 0 && strncmp(label, prefix, strlen(prefix)) == 0 && !is_valid(request, label))
			done = detach(request, text_of(port, "name"), label, failure);
	}
	if (done == 0)
		done = ipam_run(request, "GC", &printed, failure);
	json_decref(ports);
	json_decref(printed);
	return done;
}

static json_t *version(void)
{
	return json_pack("{s:s, s:[s, s, s, s, s]}", "cniVersion", CNI_VERSION, "supportedVersions", "0.3.0", "0.3.1",
			 "0.4.0", "1.0.0", CNI_VERSION);
}

int command_run(struct request *request, json_t **result, struct failure *failure)
{
	*result = NULL;
	if (strcmp(request->command, "VERSION") == 0) {
		*result = version();
		return 0;
	}
	if (strcmp(request->command, "ADD") == 0)
		return add(request, result, failure);
	if (strcmp(request->command, "DEL") == 0)
		return del(request, failure);
	if (strcmp(request->command, "CHECK") == 0)
		return check(request, failure);
	if (strcmp(request->command, "STATUS") == 0)
		return status(request, failure);
	if (strcmp(request->command, "GC") == 0)
		return collect(request, failure);
	return fail(failure, CNI_INVALID_ENVIRONMENT,
		    "CNI_COMMAND is %s; expected ADD, DEL, CHECK, STATUS, GC or VERSION", request->command);
}

#include "result.h"

#include <string.h>

/* Before version 1.0.0 each address says which IP it is of. */
static bool has_versions(const struct request *request)
{
	return request->version[0] == '0';
}

static json_t *interface_of(const struct request *request)
{
	return json_pack("{s:s, s:s, s:s}", "name", request->ifname, "mac", request->mac, "sandbox", request->netns);
}

static json_t *addresses_of(const struct request *request, const json_t *addresses)
{
	json_t *ips = json_array();
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)json_object_get(addresses, "ips"), i, each) {
		json_t *ip = json_copy((json_t *)each);

		json_object_set_new(ip, "interface", json_integer(0));
		if (has_versions(request))
			json_object_set_new(ip, "version", json_string(strchr(text_of(each, "address"), ':') ? "6" : "4"));
		else
			json_object_del(ip, "version");
		json_array_append_new(ips, ip);
	}
	return ips;
}

json_t *result_make(const struct request *request, const json_t *addresses)
{
	const json_t *routes = json_object_get(addresses, "routes");
	const json_t *dns = json_object_get(addresses, "dns");
	json_t *result = json_pack("{s:s, s:[o], s:o}", "cniVersion", request->version, "interfaces",
				   interface_of(request), "ips", addresses_of(request, addresses));

	if (json_object_size(dns) == 0)
		dns = json_object_get(request->config, "dns");
	json_object_set_new(result, "routes", routes == NULL ? json_array() : json_incref((json_t *)routes));
	json_object_set_new(result, "dns", dns == NULL ? json_object() : json_incref((json_t *)dns));
	return result;
}

json_t *settings_of_port(const struct request *request)
{
	json_t *settings = json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:I}}", "type", "tap", "attached", request->label,
				     "netns", request->netns, "device", request->ifname, "mac", request->mac, "vlan",
				     "access", request->vlan);

	if (request->mtu != 0)
		json_object_set_new(settings, "mtu", json_integer(request->mtu));
	if (request->isolated)
		json_object_set_new(settings, "isolated", json_true());
	return settings;
}

/* A route without a gateway leads over the one of its family's address, if that has one. */
static const char *gateway_of(const json_t *addresses, const json_t *route)
{
	bool six = strchr(text_of(route, "dst"), ':') != NULL;
	const json_t *each;
	size_t i;

	if (*text_of(route, "gw") != '\0')
		return text_of(route, "gw");
	json_array_foreach((json_t *)json_object_get(addresses, "ips"), i, each) {
		const char *gateway = text_of(each, "gateway");

		if (*gateway != '\0' && (strchr(gateway, ':') != NULL) == six)
			return gateway;
	}
	return "";
}

static json_t *route_of(const json_t *addresses, const json_t *route, struct failure *failure)
{
	const char *gateway = gateway_of(addresses, route);
	json_t *made = json_pack("{s:s}", "to", text_of(route, "dst"));
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)route, key, value) {
		if (strcmp(key, "dst") != 0 && strcmp(key, "gw") != 0) {
			fail(failure, CNI_UNSUPPORTED_FIELD, "%s of a route is not possible", key);
			json_decref(made);
			return NULL;
		}
	}
	if (*gateway != '\0')
		json_object_set_new(made, "via", json_string(gateway));
	return made;
}

json_t *settings_of_addresses(const json_t *addresses, struct failure *failure)
{
	json_t *settings = json_pack("{s:[], s:[]}", "address", "routes");
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)json_object_get(addresses, "ips"), i, each)
		json_array_append_new(json_object_get(settings, "address"), json_string(text_of(each, "address")));
	json_array_foreach((json_t *)json_object_get(addresses, "routes"), i, each) {
		json_t *route = route_of(addresses, each, failure);

		if (route == NULL) {
			json_decref(settings);
			return NULL;
		}
		json_array_append_new(json_object_get(settings, "routes"), route);
	}
	return settings;
}

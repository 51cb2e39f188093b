#define _GNU_SOURCE
#include "inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int enter(const struct request *request, struct failure *failure)
{
	int fd = open(request->netns, O_RDONLY | O_CLOEXEC);
	int result = fd >= 0 ? setns(fd, CLONE_NEWNET) : -1;

	if (result != 0)
		fail(failure, CNI_DIFFERS, "the namespace %s: %s", request->netns, strerror(errno));
	if (fd >= 0)
		close(fd);
	return result;
}

static int check_link(const struct request *request, const char *mac, struct failure *failure)
{
	struct ifreq link = { 0 };
	char found[18];
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const unsigned char *octet = (const unsigned char *)link.ifr_hwaddr.sa_data;
	int result;

	snprintf(link.ifr_name, sizeof(link.ifr_name), "%s", request->ifname);
	result = ioctl(fd, SIOCGIFHWADDR, &link);
	if (fd >= 0)
		close(fd);
	if (result != 0)
		return fail(failure, CNI_DIFFERS, "interface %s in the container: %s", request->ifname, strerror(errno));
	snprintf(found, sizeof(found), "%02x:%02x:%02x:%02x:%02x:%02x", octet[0], octet[1], octet[2], octet[3], octet[4],
		 octet[5]);
	return strcasecmp(found, mac) == 0 ?
		       0 :
		       fail(failure, CNI_DIFFERS, "interface %s has the MAC address %s, not %s", request->ifname, found, mac);
}

/* Whether an address of the system is the one in `text`, without its prefix. */
static bool is_address(const struct sockaddr *address, const char *text)
{
	char host[INET6_ADDRSTRLEN] = "";
	unsigned char wanted[16];

	snprintf(host, sizeof(host), "%.*s", (int)strcspn(text, "/"), text);
	if (address->sa_family == AF_INET && inet_pton(AF_INET, host, wanted) == 1)
		return memcmp(wanted, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4) == 0;
	if (address->sa_family == AF_INET6 && inet_pton(AF_INET6, host, wanted) == 1)
		return memcmp(wanted, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16) == 0;
	return false;
}

static bool has_address(const struct ifaddrs *all, const char *ifname, const char *text)
{
	for (; all != NULL; all = all->ifa_next) {
		if (all->ifa_addr != NULL && strcmp(all->ifa_name, ifname) == 0 && is_address(all->ifa_addr, text))
			return true;
	}
	return false;
}

/* Only what is on this interface: other plugins of the chain may have added to the result. */
static bool is_ours(const json_t *ip, size_t interface)
{
	const json_t *index = json_object_get(ip, "interface");

	return index == NULL || json_integer_value(index) == (json_int_t)interface;
}

static int check_addresses(const struct request *request, size_t interface, struct failure *failure)
{
	struct ifaddrs *all;
	const json_t *ip;
	size_t i;
	int result = 0;

	if (getifaddrs(&all) != 0)
		return fail(failure, CNI_IO_FAILURE, "addresses cannot be read: %s", strerror(errno));
	json_array_foreach((json_t *)json_object_get(request->previous, "ips"), i, ip) {
		const char *text = text_of(ip, "address");

		if (is_ours(ip, interface) && !has_address(all, request->ifname, text))
			result = fail(failure, CNI_DIFFERS, "interface %s has no address %s", request->ifname, text);
	}
	freeifaddrs(all);
	return result;
}

int inside_check(const struct request *request, struct failure *failure)
{
	const json_t *interfaces = json_object_get(request->previous, "interfaces");
	const json_t *each;
	size_t i;

	if (request->previous == NULL)
		return fail(failure, CNI_INVALID_CONFIG, "prevResult is missing");
	json_array_foreach((json_t *)interfaces, i, each) {
		if (strcmp(text_of(each, "name"), request->ifname) == 0 && *text_of(each, "sandbox") != '\0')
			return enter(request, failure) == 0 && check_link(request, text_of(each, "mac"), failure) == 0 ?
				       check_addresses(request, i, failure) :
				       -1;
	}
	return fail(failure, CNI_INVALID_CONFIG, "interface %s is not in prevResult", request->ifname);
}

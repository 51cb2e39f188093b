/* The parts of the CNI plugin, and its talk with daemons that are none. */
#include "admin.h"
#include "check.h"
#include "deadline.h"
#include "ipam.h"
#include "result.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOCKET "cni_test.sock"
#define FINE "HTTP/1.1 200 OK\r\n"
#define GONE "HTTP/1.1 503 x\r\nContent-Length: 15\r\n\r\n{\"error\":\"ask\"}"

static int parse(const char *reply, char *body, size_t room)
{
	char *copy = malloc(strlen(reply) + 1);
	size_t length;
	char *at;
	int status;
	int result;

	if (copy == NULL)
		abort();
	memcpy(copy, reply, strlen(reply));
	result = http_parse(copy, strlen(reply), &status, &at, &length);
	snprintf(body, room, "%s", result == 0 ? at : "");
	free(copy);
	return result == 0 ? status : -1;
}

static void check_reply(const char *reply, int status, const char *body)
{
	char found[64];

	check(parse(reply, found, sizeof(found)) == status && strcmp(found, body) == 0, reply);
}

static void replies_are_parsed(void)
{
	check_reply(FINE "Content-Length: 3\r\n\r\n[1]", 200, "[1]");
	check_reply("HTTP/1.1 422 no\r\ncontent-length:2\r\n\r\n{}more", 422, "{}");
	check_reply(FINE "Transfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1;x\r\n]\r\n0\r\n\r\n", 200, "[1]");
	check_reply(FINE "Content-Length: 4294967296\r\n\r\n[1]", -1, "");
	check_reply(FINE "Content-Length: 99999999999999999999\r\n\r\n[1]", -1, "");
	check_reply(FINE "Content-Length: -1\r\n\r\n[1]", -1, "");
	check_reply(FINE "\r\n[1]", -1, "");
	check_reply(FINE "Content-Length: 3\r\n", -1, "");
	check_reply(FINE "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n[1\r\n", -1, "");
	check_reply(FINE "Transfer-Encoding: chunked\r\n\r\n2\r\n[1", -1, "");
	check_reply(FINE "Transfer-Encoding: gzip\r\n\r\n2\r\n[1", -1, "");
	check_reply("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", -1, "");
	check_reply("", -1, "");
}

/* A network configuration with more keys, read for a command: the failure's code, or 0. */
static int read_config(const char *command, const char *more, struct request *request, struct failure *failure)
{
	char text[2048];

	setenv("CNI_COMMAND", command, 1);
	snprintf(text, sizeof(text), "{\"cniVersion\": \"1.0.0\", \"name\": \"pods\", \"type\": \"taplane-cni\"%s}", more);
	failure->code = 0;
	return request_read(request, text, strlen(text), failure) == 0 ? 0 : failure->code;
}

static void check_config(const char *more, int code)
{
	struct request request;
	struct failure failure;

	check(read_config("ADD", more, &request, &failure) == code, more);
	json_decref(request.config);
}

static void set_attachment(void)
{
	setenv("CNI_CONTAINERID", "c1", 1);
	setenv("CNI_NETNS", "/run/netns/c1", 1);
	setenv("CNI_IFNAME", "eth0", 1);
}

static void configurations_are_judged(void)
{
	set_attachment();
	check_config(", \"bridge\": \"br0\"", 0);
	check_config(", \"bridge\": \"br0\", \"vlan\": 4094, \"mtu\": 68, \"isolated\": true, \"cni.dev/x\": 1", 0);
	check_config("", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": 7", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"vlan\": 4095", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"vlan\": \"10\"", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"mtu\": 67", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"isolated\": 1", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"vlna\": 10", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"bridge\": \"br1\"", CNI_UNREADABLE);
	check_config(", \"bridge\": \"br0\", \"ipam\": {\"subnet\": \"10.0.0.0/8\"}", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"ipam\": {\"type\": \"../sh\"}", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"ipMasq\": true", CNI_UNSUPPORTED_FIELD);
	check_config(", \"bridge\": \"br0\", \"runtimeConfig\": {\"portMappings\": [{}]}", CNI_UNSUPPORTED_FIELD);
	check_config(", \"bridge\": \"br0\", \"runtimeConfig\": {\"portMappings\": []}", 0);
	check_config(", \"bridge\": \"br0\", \"runtimeConfig\": {\"bandwidth\": {\"ingressRate\": 1}}", CNI_UNSUPPORTED_FIELD);
	check_config(", \"bridge\": \"br0\", \"runtimeConfig\": {\"mac\": \"01:00:00:00:00:01\"}", CNI_INVALID_CONFIG);
	check_config(", \"bridge\": \"br0\", \"runtimeConfig\": {\"mac\": \"2:0:0:0:0:1\"}", CNI_INVALID_CONFIG);
	setenv("CNI_NETNS", "", 1);
	check_config(", \"bridge\": \"br0\"", CNI_INVALID_ENVIRONMENT);
	set_attachment();
	setenv("CNI_IFNAME", "sixteen-letters0", 1);
	check_config(", \"bridge\": \"br0\"", CNI_INVALID_ENVIRONMENT);
	set_attachment();
	setenv("CNI_CONTAINERID", "../c1", 1);
	check_config(", \"bridge\": \"br0\"", CNI_INVALID_ENVIRONMENT);
	set_attachment();
}

static void check_mac(const char *more, const char *mac)
{
	struct request request;
	struct failure failure;

	check(read_config("ADD", more, &request, &failure) == 0 && strcmp(request.mac, mac) == 0, mac);
	json_decref(request.config);
}

static void addresses_come_from_the_narrowest_source(void)
{
	setenv("CNI_ARGS", "IgnoreUnknown=1;MAC=02:00:00:00:00:01;K8S_POD_NAME=x", 1);
	check_mac(", \"bridge\": \"br0\"", "02:00:00:00:00:01");
	check_mac(", \"bridge\": \"br0\", \"args\": {\"cni\": {\"mac\": \"02:00:00:00:00:02\"}}", "02:00:00:00:00:02");
	check_mac(", \"bridge\": \"br0\", \"args\": {\"cni\": {\"mac\": \"02:00:00:00:00:02\"}},"
		  "\"runtimeConfig\": {\"mac\": \"02:00:00:00:00:03\"}",
		  "02:00:00:00:00:03");
	unsetenv("CNI_ARGS");
}

/* A container of the same name has the same port, another has another. */
static void names_depend_on_the_attachment_alone(void)
{
	struct request one;
	struct request other;
	struct failure failure;

	read_config("ADD", ", \"bridge\": \"br0\"", &one, &failure);
	read_config("DEL", ", \"bridge\": \"br1\"", &other, &failure);
	check(strcmp(one.port, other.port) == 0 && strcmp(one.mac, other.mac) == 0, "the same names");
	check(strlen(one.port) == 15 && is_station(one.mac), "names that an interface can have");
	json_decref(other.config);
	setenv("CNI_IFNAME", "eth1", 1);
	read_config("DEL", ", \"bridge\": \"br1\"", &other, &failure);
	check(strcmp(one.port, other.port) != 0 && strcmp(one.mac, other.mac) != 0, "other names");
	json_decref(one.config);
	json_decref(other.config);
	set_attachment();
}

static void check_json(json_t *found, const char *expected)
{
	char *text = found == NULL ? NULL : json_dumps(found, JSON_COMPACT | JSON_SORT_KEYS);

	check(text != NULL && strcmp(text, expected) == 0, expected);
	if (text != NULL && strcmp(text, expected) != 0)
		printf("found %s\n", text);
	free(text);
	json_decref(found);
}

static void results_have_the_form_of_the_version(void)
{
	struct request request;
	struct failure failure;
	json_t *old;
	json_t *addresses = json_loads("{\"ips\": [{\"address\": \"10.1.0.2/24\", \"gateway\": \"10.1.0.1\"},"
				       "{\"address\": \"fd00::2/64\"}],"
				       "\"routes\": [{\"dst\": \"0.0.0.0/0\"}, {\"dst\": \"fd01::/16\", \"gw\": \"fd00::1\"}]}",
				       0, NULL);
	json_t *bad = json_loads("{\"routes\": [{\"dst\": \"0.0.0.0/0\", \"table\": 7}]}", 0, NULL);

	read_config("ADD", ", \"bridge\": \"br0\", \"runtimeConfig\": {\"mac\": \"02:00:00:00:00:03\"}", &request, &failure);
	check_json(settings_of_addresses(addresses, &failure),
		   "{\"address\":[\"10.1.0.2/24\",\"fd00::2/64\"],\"routes\":[{\"to\":\"0.0.0.0/0\",\"via\":\"10.1.0.1\"},"
		   "{\"to\":\"fd01::/16\",\"via\":\"fd00::1\"}]}");
	check(settings_of_addresses(bad, &failure) == NULL && failure.code == CNI_UNSUPPORTED_FIELD, "a routing table");
	check_json(result_make(&request, addresses),
		   "{\"cniVersion\":\"1.0.0\",\"dns\":{},\"interfaces\":[{\"mac\":\"02:00:00:00:00:03\",\"name\":\"eth0\","
		   "\"sandbox\":\"/run/netns/c1\"}],\"ips\":[{\"address\":\"10.1.0.2/24\",\"gateway\":\"10.1.0.1\","
		   "\"interface\":0},{\"address\":\"fd00::2/64\",\"interface\":0}],\"routes\":[{\"dst\":\"0.0.0.0/0\"},"
		   "{\"dst\":\"fd01::/16\",\"gw\":\"fd00::1\"}]}");
	request.version = "0.4.0";
	old = result_make(&request, addresses);
	check(strcmp(text_of(json_array_get(json_object_get(old, "ips"), 0), "version"), "4") == 0, "version 4");
	check(strcmp(text_of(json_array_get(json_object_get(old, "ips"), 1), "version"), "6") == 0, "version 6");
	json_decref(old);
	json_decref(addresses);
	json_decref(bad);
	json_decref(request.config);
}

/* Takes a request and gives an answer; without one it keeps silent. */
static void take(int fd, const char *reply)
{
	char request[4096];
	int client = accept(fd, NULL, NULL);

	if (read(client, request, sizeof(request)) <= 0)
		_exit(1);
	if (reply == NULL)
		pause();
	if (write(client, reply, strlen(reply)) < 0)
		_exit(1);
	close(client);
}

/* Somebody on the socket who gives the same answer a number of times, and then another. */
static pid_t answer(int times, const char *first, const char *reply)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t child;

	unlink(SOCKET);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 1) != 0)
		abort();
	child = fork();
	if (child == 0) {
		while (times-- > 0)
			take(fd, first);
		take(fd, reply);
		_exit(0);
	}
	close(fd);
	return child;
}

static void check_talk(pid_t daemon, int code, const char *words)
{
	struct request request = { .socket = SOCKET, .timeout = 1 };
	struct failure failure = { 0 };
	json_t *edit = json_pack("{s:s}", "edit", "detach");
	int result = admin_edit(&request, edit, &failure);

	check((result == 0 ? 0 : failure.code) == code && strstr(failure.message, words) != NULL, words);
	if (strstr(failure.message, words) == NULL)
		printf("found %d %s\n", failure.code, failure.message);
	kill(daemon, SIGKILL);
	waitpid(daemon, NULL, 0);
	unlink(SOCKET);
	json_decref(edit);
}

static void check_answer(const char *reply, int code, const char *words)
{
	check_talk(answer(0, NULL, reply), code, words);
}

static void a_daemon_may_be_replaced(void)
{
	check_talk(answer(2, GONE, FINE "Content-Length: 14\r\n\r\n{\"changes\":[]}"), 0, "");
	check_talk(answer(1000, GONE, NULL), CNI_TRY_AGAIN_LATER, "is being replaced");
}

static void a_daemon_may_answer_anything(void)
{
	struct request nobody = { .socket = SOCKET, .timeout = 1 };
	struct failure failure = { 0 };
	json_t *reply;

	check_answer(FINE "Content-Length: 14\r\n\r\n{\"changes\":[]}", 0, "");
	check_answer("HTTP/1.1 422 x\r\nContent-Length: 21\r\n\r\n{\"errors\":[\"no port\"]}", CNI_TRY_AGAIN_LATER, "cut short");
	check_answer("HTTP/1.1 422 x\r\nContent-Length: 22\r\n\r\n{\"errors\":[\"no port\"]}", CNI_REFUSED, "no port");
	check_answer("HTTP/1.1 400 x\r\nContent-Length: 16\r\n\r\n{\"error\":\"what?\"}", CNI_TRY_AGAIN_LATER, "cut short");
	check_answer(FINE "Content-Length: 2\r\n\r\n[]", CNI_REFUSED, "unexpected kind");
	check_answer(FINE "Content-Length: 4294967296\r\n\r\n{", CNI_TRY_AGAIN_LATER, "cut short");
	check_answer("", CNI_UNAVAILABLE, "no daemon answers");
	check_talk(answer(1, "", FINE "Content-Length: 14\r\n\r\n{\"changes\":[]}"), 0, "");
	check_answer(NULL, CNI_TRY_AGAIN_LATER, "timed out");
	check(admin_ask(&nobody, "GET", "ports", NULL, &reply, &failure) == -1 && failure.code == CNI_UNAVAILABLE,
	      "nobody listens");
}

static void write_plugin(const char *text)
{
	FILE *file = fopen("cni_test_ipam", "w");

	if (file == NULL || fprintf(file, "#!/bin/sh\n%s\n", text) < 0 || fclose(file) != 0 ||
	    chmod("cni_test_ipam", 0755) != 0)
		abort();
}

static void check_plugin(const char *text, int code, const char *words)
{
	struct request request = { .ipam = "cni_test_ipam", .path = "/nowhere::.", .config = json_object() };
	struct failure failure = { 0 };
	json_t *printed;
	int result;

	write_plugin(text);
	result = ipam_run(&request, "ADD", &printed, &failure);
	check((result == 0 ? 0 : failure.code) == code && strstr(failure.message, words) != NULL, text);
	if (result == 0)
		check_json(json_incref(printed), words[0] == '\0' ? "{\"command\":\"ADD\",\"config\":{}}" : words);
	json_decref(printed);
	json_decref(request.config);
	unlink("cni_test_ipam");
}

static void an_address_plugin_may_print_anything(void)
{
	struct request lost = { .ipam = "no-such-plugin", .path = "/nowhere" };
	struct failure failure = { 0 };
	json_t *printed;

	check_plugin("echo '{\"command\": \"'$CNI_COMMAND'\", \"config\": '$(cat)'}'", 0, "");
	check_plugin("echo '{\"code\": 11, \"msg\": \"pool is empty\"}'; exit 1", 11, "cni_test_ipam ADD: pool is empty");
	check_plugin("echo '{\"code\": 99999999999, \"msg\": \"x\"}'; exit 1", CNI_REFUSED, "x");
	check_plugin("echo garbage; exit 1", CNI_REFUSED, "it failed");
	check_plugin("kill -9 $$", CNI_REFUSED, "it failed");
	check_plugin("cat /dev/zero 2>&-", CNI_REFUSED, "it failed");
	check(ipam_run(&lost, "ADD", &printed, &failure) == -1 && failure.code == CNI_INVALID_ENVIRONMENT, "no plugin");
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	replies_are_parsed();
	configurations_are_judged();
	addresses_come_from_the_narrowest_source();
	names_depend_on_the_attachment_alone();
	results_have_the_form_of_the_version();
	a_daemon_may_answer_anything();
	a_daemon_may_be_replaced();
	an_address_plugin_may_print_anything();
	return conclude("cni_test");
}

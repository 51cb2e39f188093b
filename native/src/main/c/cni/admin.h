/* The daemon's admin socket: HTTP/1.1 (RFC 9112), a connection for each request. */
#ifndef TAPLANE_CNI_ADMIN_H
#define TAPLANE_CNI_ADMIN_H

#include "cni.h"

/* Bytes of a reply: some 50,000 ports. */
#define ADMIN_MAX_REPLY (16 << 20)

/*
 * Parses a whole reply in place: the status, and the body with its length, a zero behind it. -1 if it is cut short or no
 * HTTP/1.1. `data` has room for one byte more.
 */
int http_parse(char *data, size_t length, int *status, char **body, size_t *body_length);

/*
 * Asks the daemon and hands back its JSON, which the caller releases. -1 and the failure if it gives none; its code is
 * CNI_UNAVAILABLE if no daemon listens, and CNI_TRY_AGAIN_LATER if one does not answer in time.
 */
int admin_ask(const struct request *request, const char *method, const char *target, const json_t *body, json_t **reply,
	      struct failure *failure);

/* Has an edit made (POST /v1/edits): 0, or -1 and why the daemon refuses it. */
int admin_edit(const struct request *request, const json_t *edit, struct failure *failure);

#endif

/* What ADD prints, and what of it the daemon is told. */
#ifndef TAPLANE_CNI_RESULT_H
#define TAPLANE_CNI_RESULT_H

#include "cni.h"

/* The result of the specification, from what the address plugin printed (or NULL). The caller releases it. */
json_t *result_make(const struct request *request, const json_t *addresses);

/* The settings of the port without addresses, and those that give it what the address plugin printed. */
json_t *settings_of_port(const struct request *request);

/* NULL and the failure if the address plugin asks for what the daemon does not have. */
json_t *settings_of_addresses(const json_t *addresses, struct failure *failure);

#endif

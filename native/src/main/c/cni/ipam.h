/* Address plugins: other programs, which are asked the same command with the same configuration. */
#ifndef TAPLANE_CNI_IPAM_H
#define TAPLANE_CNI_IPAM_H

#include "cni.h"

/* Runs the plugin, if the configuration names one: 0 and what it printed, or NULL; or -1 and its own error. */
int ipam_run(const struct request *request, const char *command, json_t **printed, struct failure *failure);

#endif

/* What is in the container. */
#ifndef TAPLANE_CNI_INSIDE_H
#define TAPLANE_CNI_INSIDE_H

#include "cni.h"

/*
 * Moves the calling thread into the container's namespace for good, and compares the interface there with the result of
 * ADD: 0, or -1 and what differs.
 */
int inside_check(const struct request *request, struct failure *failure);

#endif

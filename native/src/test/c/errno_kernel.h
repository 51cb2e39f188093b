/*
 * The kernel as the errno tests see it: they are linked with --wrap for the system calls that bursts make, and a script
 * says what each next call of TEST_FD answers.
 */
#ifndef TAPLANE_ERRNO_KERNEL_H
#define TAPLANE_ERRNO_KERNEL_H

#include <stdint.h>

#define TEST_FD 77
#define MOST_ANSWERS 200

/* What a call answers: an errno, or 0 for what it is made for. A received message is MESSAGE bytes long. */
struct script {
	int answers[MOST_ANSWERS];
	uint32_t count;
	int afterwards; /* the answer of every further call */
};

#define MESSAGE 100

/* The script from now on, and how many calls it has answered. */
void kernel_start(struct script script);
uint32_t kernel_calls(void);

/* By number, in order of the calls that took one, the first byte behind each sent message's offload header. */
uint32_t kernel_sent(void);
uint8_t kernel_sent_mark(uint32_t number);

#endif

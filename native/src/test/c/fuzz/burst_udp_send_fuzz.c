/* Any table of datagrams, and a kernel that refuses what it likes. The input: what fuzz_batch and fuzz_kernel.c read. */
#include "fuzz_batch.h"
#include "fuzz_kernel.h"

#define SOCKETS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int sockets[SOCKETS] = { FUZZ_FD, FUZZ_FD, FUZZ_FD };
	struct fuzz_input in = { data, data + size };
	struct udp_batch batch = fuzz_batch(&in);

	fuzz_kernel_start(&in);
	fuzz_require_settled(&batch, burst_udp_send(&batch, sockets, SOCKETS));
	fuzz_batch_free(&batch);
	return 0;
}
